import type { Clock } from '../../../lambda/core/clock';
import type { RevocationStore } from '../../../lambda/core/revocation/revocation-store';
import type { ClientAuthenticator } from '../../../lambda/core/sign-out/oauth-client';
import type { Learned, RefreshTokenSessions } from '../../../lambda/core/sign-out/refresh-token-session';
import type { RefreshTokenRevocation, UserPool } from '../../../lambda/core/sign-out/user-pool';
import type { TokenVerifier } from '../../../lambda/core/token/verification';
import { createRevokeToken } from '../../../lambda/handlers/oauth/revoke-token';
import { event, form } from '../../support/events';
import { RecordingTelemetry } from '../../support/telemetry';
import { accessPayload, POOL } from '../../support/tokens';

type RevokeTokenEvent = Parameters<ReturnType<typeof createRevokeToken>>[0];

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const ACCEPTED: Learned = {
  outcome: 'learned',
  learned: {
    refreshToken: 'refresh-1',
    client: { clientId: 'client-1' },
    claims: {} as never,
    rotatedRefreshToken: undefined,
    startedAt: 0,
  },
};

/** Never called: a test that gets here has gone astray. */
const unexpected = () => Promise.reject(new Error('unexpected'));

interface Given {
  /** What a refresh token tells. */
  readonly learned?: Learned;
  /** What Cognito makes of its revocation. */
  readonly revocation?: RefreshTokenRevocation;
  /** The payload of the token, if it is none of those. */
  readonly payload?: object;
}

/** A pool whose tokens are what the case says. */
function answers({ learned = { outcome: 'refused' }, revocation = 'revoked', payload }: Given = {}) {
  const deviceKeys: (string | undefined)[] = [];
  const clock: Clock = { now: () => 1_800_000_000_000, steady: () => 0, waitUntil: () => Promise.resolve() };
  const clients: ClientAuthenticator = { authenticate: () => Promise.resolve(true) };
  const refreshTokens: RefreshTokenSessions = {
    learn: (_, __, deviceKey) => {
      deviceKeys.push(deviceKey);
      return Promise.resolve(learned);
    },
    record: () => Promise.resolve(),
  };
  const userPool = { revoke: () => Promise.resolve(revocation) } as Partial<UserPool> as UserPool;
  const sessionVerifier: TokenVerifier = {
    verify: () =>
      Promise.resolve(
        payload === undefined
          ? { genuine: false, reason: 'malformed_token' }
          : { genuine: true, payload: payload as Record<string, unknown> },
      ),
  };
  const revocations: RevocationStore = { find: unexpected, update: unexpected };
  const handle = createRevokeToken({
    clock,
    clients,
    refreshTokens,
    userPool,
    sessionVerifier,
    revocations,
    refreshTokenValidity: 86_400,
    userPoolId: POOL,
    telemetry: new RecordingTelemetry(),
    userPoolClientIds: ['client-1'],
  });
  const answer = (parameters: Record<string, string> = {}) =>
    handle({ ...event<RevokeTokenEvent>('http-revoke-token'), ...form({ token: 'refresh-1', ...parameters }) });
  return { answer, deviceKeys };
}

describe('POST /oauth2/revoke answers 200 with an empty JSON object, which clients that parse every answer can read', () => {
  it.each<[string, Given]>([
    ['a session that has ended', { learned: ACCEPTED }],
    ['a token that is dead', { revocation: 'dead' }],
    ['what is no token at all', { revocation: 'not_a_refresh_token' }],
  ])('for %s', async (_, given) => {
    await expect(answers(given).answer()).resolves.toEqual({ statusCode: 200, headers: HEADERS, body: '{}' });
  });
});

describe('POST /oauth2/revoke answers 400', () => {
  const UNSUPPORTED = {
    error: 'unsupported_token_type',
    error_description: 'the token names no session (its client has token revocation switched off), or cannot be read',
  };

  it.each<[string, Given, object]>([
    ['of a client that has revocation off: a refresh token', { learned: { outcome: 'not_revocable' } }, UNSUPPORTED],
    ['… one that Cognito refuses for that reason', { revocation: 'revocation_off' }, UNSUPPORTED],
    ['… and an access token', { payload: accessPayload({ origin_jti: undefined }) }, UNSUPPORTED],
    ["to another client's token", { revocation: 'another_client' }, { error: 'invalid_grant' }],
    [
      'to a refresh token that a rotation has replaced',
      { learned: { outcome: 'used_up' } },
      {
        error: 'invalid_request',
        error_description: 'the refresh token has been replaced by another one: send that, or the access token',
      },
    ],
  ])('%s', async (_, given, body) => {
    await expect(answers(given).answer()).resolves.toEqual({
      statusCode: 400,
      headers: HEADERS,
      body: JSON.stringify(body),
    });
  });
});

it('takes the key of a remembered device with the refresh token', async () => {
  const { answer, deviceKeys } = answers({ learned: ACCEPTED });

  await answer({ device_key: 'us-east-1_0a1b2c3d-1' });
  await answer();

  expect(deviceKeys).toEqual(['us-east-1_0a1b2c3d-1', undefined]);
});
