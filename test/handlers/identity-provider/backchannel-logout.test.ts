import { RevocationError } from '../../../lambda/core/errors';
import { createBackchannelLogout } from '../../../lambda/handlers/identity-provider/backchannel-logout';
import { event, form } from '../../support/events';
import {
  CORP,
  createProviderWorld,
  logoutPayload,
  OKTA_CLIENT,
  REVOCATION_URL,
  T,
  type ProviderWorld,
} from '../../support/identity-provider';
import { accessPayload, base64url, createSigningKey, idPayload, POOL, sign } from '../../support/tokens';

type Request = Parameters<ReturnType<typeof createBackchannelLogout>>[0];

let world: ProviderWorld;

beforeEach(async () => {
  world = await createProviderWorld();
});

afterEach(async () => {
  await world.stop();
});

async function answerToForm(parameters: Parameters<typeof form>[0]) {
  const request = { ...event<Request>('http-backchannel-logout'), ...form(parameters) };
  const { statusCode, headers, body = '' } = await createBackchannelLogout(world.dependencies)(request);
  expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  return { statusCode, headers, body: JSON.parse(body) as Record<string, string> };
}

const answerTo = (logout_token: string) => answerToForm({ logout_token });
const statusOf = async (token: string) => (await answerTo(token)).statusCode;
const EVENT = 'http://schemas.openid.net/event/backchannel-logout';

describe('POST /oauth2/backchannel-logout', () => {
  it('ends all sessions of the user, by a record that says who asked, and then at Cognito', async () => {
    await expect(answerTo(world.logoutToken())).resolves.toMatchObject({ statusCode: 200, body: {} });
    expect(world.revocations.records.get(`${POOL}#user#user-1`)).toEqual({
      revocation: expect.objectContaining({ tokensValidAfter: T }) as object,
      audit: {
        revokedAt: T,
        initiatedBy: 'event',
        actor: 'https://acme.okta.com (Okta)',
        reason: 'back-channel logout',
        requestId: 'request-1',
      },
    });
    expect(world.userPool.calls).toEqual(['globalSignOut user-1 Okta_00u1']);
    expect(world.telemetry.signOuts).toEqual([{ outcome: 'signed_out' }]);
  });

  it('ends all of the user’s sessions, whichever of the provider’s it names', async () => {
    await expect(statusOf(world.logoutToken({ sid: 'session-at-okta' }))).resolves.toBe(200);
    expect(world.signedOut()).toEqual({ 'user-1': T });
  });

  it('succeeds if nobody of that name has ever signed in', async () => {
    await expect(statusOf(world.logoutToken({ sub: 'nobody' }))).resolves.toBe(200);
    expect(world.signedOut()).toEqual({});
    expect(world.telemetry.signOuts).toEqual([{ outcome: 'nothing_to_sign_out' }]);
  });

  it('ends no session of another provider’s user of that name, nor of one without a provider', async () => {
    world.users.users.shift();
    world.users.users.push({ sub: 'user-4', username: 'Okta_00u1', email: undefined, identities: [] });

    await expect(statusOf(world.logoutToken())).resolves.toBe(200);
    expect(world.signedOut()).toEqual({});
  });

  it.each<[string, (w: ProviderWorld) => void, string]>([
    [
      'it could not be recorded',
      (w) => (w.revocations.fault = new RevocationError('revocation_store_unavailable', 'down')),
      'revocation_store_unavailable',
    ],
    ['the user could not be looked up', (w) => (w.users.isDown = true), 'user_pool_unavailable'],
    ['Cognito has not ended them', (w) => (w.userPool.isDown = true), 'user_pool_unavailable'],
    ['the keys could not be fetched', (w) => (w.keyServer.status = 503), 'provider_keys_unavailable'],
  ])('has failed if %s, which is 400 by the specification', async (_, fail, code) => {
    fail(world);

    await expect(answerTo(world.logoutToken())).resolves.toMatchObject({
      statusCode: 400,
      headers: { 'retry-after': '1' },
      body: { error: 'temporarily_unavailable' },
    });
    expect(world.telemetry.faults).toEqual([expect.objectContaining({ code })]);
  });

  it.each([
    ['there is none', {}, 'logout_token is missing'],
    ['it is empty', { logout_token: '' }, 'logout_token is missing'],
  ])('is refused if %s', async (_, parameters, description) => {
    await expect(answerToForm(parameters)).resolves.toMatchObject({
      statusCode: 400,
      body: { error: 'invalid_request', error_description: description },
    });
  });

  it('is refused if there are two', async () => {
    const token = world.logoutToken();
    const both: [string, string][] = [
      ['logout_token', token],
      ['logout_token', token],
    ];

    await expect(answerToForm(both)).resolves.toMatchObject({ statusCode: 400 });
    expect(world.revocations.records.size).toBe(0);
  });
});

describe('a logout token', () => {
  const none = (payload: object) =>
    `${base64url('{"alg":"none","kid":"okta-1"}')}.${base64url(JSON.stringify(payload))}.AAAA`;

  it.each<[string, (w: ProviderWorld) => string, string | RegExp]>([
    ['no JWT', () => 'abc', /malformed_token$/],
    ['signed by nobody', () => none(logoutPayload()), /bad_signature$/],
    ['signed by another key of that name', () => sign(logoutPayload(), createSigningKey('okta-1')), /bad_signature$/],
    ['signed by a key that nobody has seen', () => sign(logoutPayload(), createSigningKey('okta-9')), /unknown_key$/],
    ['of another issuer', (w) => w.logoutToken({ iss: 'https://evil.example.com' }), /wrong_issuer$/],
    ['another provider’s in this one’s name', (w) => sign(logoutPayload(), w.corpKey), /unknown_key$/],
    ['Cognito’s access token', () => sign(accessPayload(), createSigningKey('pool')), /wrong_issuer$/],
    ['Cognito’s ID token', () => sign(idPayload(), createSigningKey('pool')), /wrong_issuer$/],
    ['for another client', (w) => w.logoutToken({ aud: 'another' }), /aud is somebody else$/],
    ['for nobody', (w) => w.logoutToken({ aud: undefined }), /aud is somebody else$/],
    ['an assertion for global revocation', (w) => w.assertion(), /typ must be logout\+jwt$/],
    [
      'such an assertion to this client',
      (w) => w.assertion({ aud: OKTA_CLIENT }, { typ: 'JWT' }),
      /^logout_token: events/,
    ],
    ['an access token', (w) => w.logoutToken({}, { typ: 'at+jwt' }), /typ must be/],
    ['an ID token', (w) => w.logoutToken({ events: undefined, nonce: 'n' }, { typ: 'JWT' }), /events must have/],
    [
      'an ID token without a nonce',
      (w) => w.logoutToken({ events: undefined }, { typ: undefined }),
      /events must have/,
    ],
    ['with a nonce', (w) => w.logoutToken({ nonce: 'n' }), /nonce must not be there$/],
    ['with an empty nonce', (w) => w.logoutToken({ nonce: '' }), /nonce must not be there$/],
    ['of no event', (w) => w.logoutToken({ events: {} }), /events must have/],
    ['of another event', (w) => w.logoutToken({ events: { [`${EVENT}2`]: {} } }), /events must have/],
    ['of an event that is no object', (w) => w.logoutToken({ events: { [EVENT]: true } }), /events must have/],
    ['of an event that is a list', (w) => w.logoutToken({ events: { [EVENT]: [] } }), /events must have/],
    ['of a list of events', (w) => w.logoutToken({ events: [EVENT] }), /events must have/],
    [
      'of a session only',
      (w) => w.logoutToken({ sub: undefined, sid: 's' }),
      /sub is missing: a session of the provider \(sid\)/,
    ],
    ['of nobody', (w) => w.logoutToken({ sub: undefined }), /sub is missing$/],
    ['of somebody with an endless name', (w) => w.logoutToken({ sub: 'x'.repeat(257) }), /sub is missing$/],
    ['without an id', (w) => w.logoutToken({ jti: undefined }), /jti is missing$/],
    ['without a time', (w) => w.logoutToken({ iat: undefined }), /iat and exp must be there/],
    ['without an end', (w) => w.logoutToken({ exp: undefined }), /iat and exp must be there/],
    ['of before time began', (w) => w.logoutToken({ iat: -1 }), /iat and exp must be there/],
    ['that has expired', (w) => w.logoutToken({ iat: T - 120, exp: T }), /expired$/],
    ['from the future', (w) => w.logoutToken({ iat: T + 6, exp: T + 60 }), /from the future$/],
    ['that is too old', (w) => w.logoutToken({ iat: T - 306, exp: T + 60 }), /too old/],
    ['of a provider without a client id', (w) => sign(logoutPayload({ iss: CORP }), w.corpKey), /has no clientId here/],
  ])('is none that is %s', async (_, token, description) => {
    const { statusCode, body } = await answerTo(token(world));

    expect([statusCode, body['error']]).toEqual([400, 'invalid_request']);
    expect(body['error_description']).toMatch(description);
    expect(world.revocations.records.size).toBe(0);
    expect(world.userPool.calls).toEqual([]);
    expect(world.telemetry.faults).toEqual([]);
  });

  it.each(['logout+jwt', 'application/logout+jwt', 'Logout+JWT', 'JWT', undefined])(
    'may be of type %s',
    async (typ) => {
      await expect(statusOf(world.logoutToken({}, { typ }))).resolves.toBe(200);
    },
  );

  it('may be for others as well', async () => {
    await expect(statusOf(world.logoutToken({ aud: ['another', OKTA_CLIENT] }))).resolves.toBe(200);
  });

  it.each([
    [(T + 120) * 1000 - 1, 200],
    [(T + 120) * 1000, 400],
    [(T + 121) * 1000, 400],
  ])('is good until it expires: at %d, the answer is %d', async (time, status) => {
    world.clock.time = time;

    await expect(statusOf(world.logoutToken())).resolves.toBe(status);
  });

  it('that comes again ends no newer sign-in, neither here nor at Cognito', async () => {
    const token = world.logoutToken();
    await answerTo(token);
    world.clock.time = (T + 60) * 1000;
    await expect(statusOf(token)).resolves.toBe(200);

    expect(world.signedOut()).toEqual({ 'user-1': T });
    expect(world.userPool.calls).toHaveLength(1);
  });

  it('that comes again does not reach a user who has signed in for the first time since', async () => {
    const token = world.logoutToken({ sub: '00u5' });
    await answerTo(token);
    world.users.federate('Okta', '00u5', 'user-5');
    await expect(statusOf(token)).resolves.toBe(200);

    expect(world.signedOut()).toEqual({});
    expect(world.userPool.calls).toEqual([]);
  });

  it('that comes again after a fault is taken for a new one', async () => {
    const token = world.logoutToken();
    world.userPool.isDown = true;
    await expect(statusOf(token)).resolves.toBe(400);
    world.userPool.isDown = false;
    await expect(statusOf(token)).resolves.toBe(200);

    expect(world.userPool.calls).toHaveLength(2);
  });

  it.each([
    ['on time', 0, T],
    ['from a clock that is ahead: it ends nothing that begins later', 4, T],
    ['from a clock that is behind: it ends what began before it came', -4, T],
    ['late: it ends what began up to 5 s after it was asked for', -60, T - 55],
  ])('may come %s', async (_, difference, cutOff) => {
    await expect(statusOf(world.logoutToken({ iat: T + difference }))).resolves.toBe(200);
    expect(world.signedOut()).toEqual({ 'user-1': cutOff });
  });

  it('is none at the other door, and the other way round', async () => {
    await expect(statusOf(world.assertion())).resolves.toBe(400);
    await expect(statusOf(world.assertion({ aud: [REVOCATION_URL, OKTA_CLIENT] }, { typ: undefined }))).resolves.toBe(
      400,
    );
  });
});
