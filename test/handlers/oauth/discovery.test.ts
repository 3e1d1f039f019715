import { createDiscovery } from '../../../lambda/handlers/oauth/discovery';
import { RevocationError } from '../../../lambda/core/errors';
import { event } from '../../support/events';
import { RecordingTelemetry } from '../../support/telemetry';
import { ISSUER, POOL } from '../../support/tokens';

const API = 'https://abcd1234.execute-api.us-east-1.amazonaws.com';
const PUBLISHED = { issuer: ISSUER, jwks_uri: `${ISSUER}/.well-known/jwks.json` };

function discovery(fetchMetadata: () => Promise<unknown>) {
  const telemetry = new RecordingTelemetry();
  const handle = createDiscovery({ fetchMetadata, userPoolId: POOL, signOutApiUrl: API, telemetry });
  return { telemetry, answer: () => handle(event('http-discovery')) };
}

describe('GET /.well-known/openid-configuration', () => {
  it('answers the metadata, which may be cached', async () => {
    const { answer, telemetry } = discovery(() => Promise.resolve(PUBLISHED));
    const { statusCode, headers, body } = await answer();

    expect({ statusCode, headers }).toEqual({
      statusCode: 200,
      headers: { 'content-type': 'application/json', 'cache-control': 'public, max-age=300' },
    });
    expect(JSON.parse(body ?? '')).toMatchObject({ ...PUBLISHED, revocation_endpoint: `${API}/oauth2/revoke` });
    expect(telemetry.faults).toEqual([]);
  });

  it.each<[string, () => Promise<unknown>]>([
    ['if it can’t be fetched', () => Promise.reject(new RevocationError('user_pool_unavailable', 'down'))],
    ['if it is of another pool', () => Promise.resolve({ ...PUBLISHED, issuer: `${ISSUER}2` })],
  ])('answers 503, which may not be cached, %s', async (_, fetchMetadata) => {
    const { answer, telemetry } = discovery(fetchMetadata);

    await expect(answer()).resolves.toEqual({
      statusCode: 503,
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '1' },
      body: '{"error":"temporarily_unavailable"}',
    });
    expect(telemetry.faults).toMatchObject([{ code: 'user_pool_unavailable' }]);
    expect(telemetry.requestIds).toEqual(['request-1']);
  });
});
