import type { CognitoClient } from '../../../lambda/adapters/cognito/client';
import { createCognitoClients } from '../../../lambda/adapters/cognito/client-authenticator';
import { RevocationError } from '../../../lambda/core/errors';
import { createHttpAuthorizer } from '../../../lambda/handlers/authorizers/http-authorizer';
import { createRevokeToken } from '../../../lambda/handlers/oauth/revoke-token';
import { cognitoAt } from '../../support/cognito-client';
import { CognitoServer } from '../../support/cognito-server';
import { event, form } from '../../support/events';
import { accessPayload, createSigningKey, idPayload, ISSUER, machinePayload, POOL, sign } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

type RevokeTokenEvent = Parameters<ReturnType<typeof createRevokeToken>>[0];

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const SESSION_KEY = `${POOL}#session#session-1`;
const REVOKED = answered(200, {});
const INVALID_CLIENT = answered(401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="oauth2"' });
const INVALID_GRANT = answered(400, { error: 'invalid_grant' });
const UNAVAILABLE = answered(503, { error: 'temporarily_unavailable' }, { 'retry-after': '1' });

let world: World;
let cognito: CognitoServer;
let client: CognitoClient;

beforeEach(async () => {
  [world, cognito] = [await createWorld(), new CognitoServer()];
  client = cognitoAt(await cognito.start());
  world.userPool.signIn('refresh-1', 'session-1');
  hasSecret(undefined);
});

afterEach(async () => {
  await cognito.stop();
  await world.stop();
});

function hasSecret(ClientSecret: string | undefined): void {
  cognito.answer = { status: 200, body: JSON.stringify({ UserPoolClient: { ClientSecret } }) };
}

function answered(statusCode: number, body: unknown, headers: Record<string, string> = {}) {
  return { statusCode, headers: { ...HEADERS, ...headers }, body: JSON.stringify(body) };
}

function refused(description: string) {
  return answered(400, { error: 'invalid_request', error_description: description });
}

function answerTo(overrides: Partial<RevokeTokenEvent> = {}, userPoolClientIds = ['client-1', 'client-2']) {
  const { userPoolId, clock } = world.dependencies;
  const clients = createCognitoClients(client, { userPoolId, userPoolClientIds, now: clock.now });
  const dependencies = { ...world.dependencies, userPoolClientIds, clients };
  return createRevokeToken(dependencies)({ ...event<RevokeTokenEvent>('http-revoke-token'), ...overrides });
}

const revoke = (parameters: Record<string, string>, authorization?: string) =>
  answerTo({
    ...form(parameters),
    headers: { ...event<RevokeTokenEvent>('http-revoke-token').headers, ...(authorization && { authorization }) },
  });
const basic = (credentials: string) => `Basic ${Buffer.from(credentials).toString('base64')}`;
const recorded = () => [...world.revocations.records.keys()];

async function isAccepted(token: string): Promise<boolean> {
  const result = await createHttpAuthorizer(world.dependencies)(event('http-authorizer', token));
  return 'isAuthorized' in result && result.isAuthorized;
}

describe('POST /oauth2/revoke', () => {
  it('answers 200 when the session of a refresh token has ended', async () => {
    const token = world.token(accessPayload());
    await expect(isAccepted(token)).resolves.toBe(true);

    await expect(answerTo()).resolves.toEqual(REVOKED);
    await expect(isAccepted(token)).resolves.toBe(false);
    expect(world.userPool.calls).toEqual(['refresh refresh-1', 'revoke refresh-1']);
    expect([...world.revocations.records.values()]).toMatchObject([{ audit: { requestId: 'request-1' } }]);
  });

  it.each([
    ['access', accessPayload, SESSION_KEY],
    ['ID', idPayload, SESSION_KEY],
    ['machine', machinePayload, `${POOL}#token#machine-1`],
  ])('ends the session of an %s token, whatever the hint', async (_, payloadOf, key) => {
    for (const token_type_hint of ['access_token', 'refresh_token', 'id_token', 'nonsense', '']) {
      world.revocations.records.clear();
      const token = world.token(payloadOf());

      await expect(revoke({ token, client_id: 'client-1', token_type_hint, other: '1' })).resolves.toEqual(REVOKED);
      expect(recorded()).toEqual([key]);
    }
    expect(world.userPool.calls).toEqual([]);
  });

  it.each([
    ['access', accessPayload],
    ['ID', idPayload],
  ])('ends the session of a genuine %s token whose time is over: its siblings may live', async (_, payloadOf) => {
    const expired = world.token(payloadOf({ iat: 1_600_000_000, exp: 1_600_003_600 }));
    const sibling = world.token(accessPayload());

    await expect(revoke({ token: expired, client_id: 'client-1' })).resolves.toEqual(REVOKED);
    expect(recorded()).toEqual([SESSION_KEY]);
    await expect(isAccepted(sibling)).resolves.toBe(false);
  });

  it('answers the same again, and to tokens of a session that is out already', async () => {
    const token = world.token(accessPayload());
    for (let times = 0; times < 2; times++) {
      await expect(revoke({ token, client_id: 'client-1' })).resolves.toEqual(REVOKED);
      await expect(revoke({ token: 'refresh-1', client_id: 'client-1' })).resolves.toEqual(REVOKED);
    }
    expect(recorded()).toEqual([SESSION_KEY]);
  });

  it.each([
    ['that nobody knows', () => 'refresh-9'],
    ['that is forged', () => sign(accessPayload(), createSigningKey('key-1'))],
    ['that is forged, and has expired', () => sign(accessPayload({ exp: 1_600_000_000 }), createSigningKey('key-1'))],
    ['of an unknown key', () => sign(accessPayload(), createSigningKey('key-9'))],
    ['of another pool', () => world.token(accessPayload({ iss: `${ISSUER}2` }))],
    ['for another use', () => world.token(accessPayload({ token_use: 'refresh' }))],
  ])('answers 200 to a token %s, and records nothing', async (_, token) => {
    await expect(revoke({ token: token(), client_id: 'client-1' })).resolves.toEqual(REVOKED);
    expect(recorded()).toEqual([]);
    expect(world.telemetry.signOuts).toEqual([{ outcome: 'nothing_to_revoke' }]);
  });

  it.each([
    ['an access token', () => world.token(accessPayload({ origin_jti: undefined }))],
    ['an ID token', () => world.token(idPayload({ origin_jti: undefined, jti: undefined }))],
  ])(
    'says of %s of a client with token revocation off that it cannot be revoked (RFC 7009 §2.2.1)',
    async (_, token) => {
      await expect(revoke({ token: token(), client_id: 'client-1' })).resolves.toMatchObject({
        statusCode: 400,
        body: expect.stringContaining('"error":"unsupported_token_type"') as string,
      });
      expect(recorded()).toEqual([]);
    },
  );

  it('says of a refresh token that a rotation has replaced what to send instead', async () => {
    world.userPool.usedUp.add('refresh-0');

    await expect(revoke({ token: 'refresh-0', client_id: 'client-1' })).resolves.toMatchObject({
      statusCode: 400,
      body: expect.stringMatching(/"error":"invalid_request".*access token/) as string,
    });
  });

  it.each(['us-east-1_device', '0a1b', 'x y_0', `${'x'.repeat(54)}_0`])(
    'refuses what is no key of a device, before it uses the refresh token: %s',
    async (device_key) => {
      await expect(revoke({ token: 'refresh-1', client_id: 'client-1', device_key })).resolves.toMatchObject({
        statusCode: 400,
      });
      expect(world.userPool.calls).toEqual([]);
    },
  );

  it('passes the key of a remembered device on to Cognito', async () => {
    await revoke({ token: 'refresh-1', client_id: 'client-1', device_key: 'us-east-1_0a1b2c3d' });

    expect(world.userPool.calls[0]).toBe('refresh refresh-1 on us-east-1_0a1b2c3d');
  });

  it.each([
    ['an access token', () => world.token(accessPayload())],
    ['an ID token', () => world.token(idPayload())],
    ['an expired token', () => world.token(accessPayload({ exp: 1_600_000_000 }))],
    ['a token of a client that is not ours', () => world.token(accessPayload({ client_id: 'client-9' }))],
    ['a refresh token', () => 'refresh-of-client-1'],
  ])('refuses another client, and leaves alive: %s', async (_, token) => {
    world.userPool.foreign.add('refresh-of-client-1');

    await expect(revoke({ token: token(), client_id: 'client-2' })).resolves.toEqual(INVALID_GRANT);
    expect(recorded()).toEqual([]);
    await expect(isAccepted(world.token(accessPayload()))).resolves.toBe(true);
  });

  it('needs no client_id if there is only one client', async () => {
    const token = world.token(accessPayload());

    await expect(answerTo(form({ token }), ['client-1'])).resolves.toEqual(REVOKED);
    await expect(answerTo(form({ token }))).resolves.toEqual(refused('client_id is missing'));
  });
});

describe('a client with a secret', () => {
  const token = () => world.token(accessPayload());

  it.each(['secret-1', 'a:b:', 'a+b%c d'])('authenticates by Basic or in the body: %p', async (secret) => {
    hasSecret(secret);

    await expect(revoke({ token: token() }, basic(`client-1:${encodeURIComponent(secret)}`))).resolves.toEqual(REVOKED);
    await expect(
      revoke({ token: token(), client_id: 'client-1' }, basic(`client%2D1:${encodeURIComponent(secret)}`)),
    ).resolves.toEqual(REVOKED);
    await expect(revoke({ token: token(), client_id: 'client-1', client_secret: secret })).resolves.toEqual(REVOKED);
  });

  it('may write a colon of its secret as it is', async () => {
    hasSecret('a:b:');

    await expect(revoke({ token: token() }, basic('client-1:a:b:'))).resolves.toEqual(REVOKED);
  });

  it.each([
    ['no secret', {}, undefined],
    ['a wrong one', { client_secret: 'secret-2' }, undefined],
    ['a longer one', { client_secret: 'secret-12' }, undefined],
    ['a wrong one by Basic', {}, basic('client-1:secret-2')],
    ['none by Basic', {}, basic('client-1:')],
    ['no credentials at all by Basic', {}, 'Basic'],
    ['credentials that are no Base64', {}, 'Basic client-1:secret-1'],
    ['credentials without a colon', {}, basic('client-1')],
    ['credentials that are badly encoded', {}, basic('client-1:%zz')],
    ['a bearer token', { client_secret: 'secret-1' }, 'Bearer x.y.z'],
  ])('is refused with %s, and nothing is done', async (_, parameters, authorization) => {
    hasSecret('secret-1');

    await expect(revoke({ token: token(), client_id: 'client-1', ...parameters }, authorization)).resolves.toEqual(
      INVALID_CLIENT,
    );
    await expect(revoke({ token: 'refresh-1', client_id: 'client-1', ...parameters }, authorization)).resolves.toEqual(
      INVALID_CLIENT,
    );
    expect(recorded()).toEqual([]);
    expect(world.userPool.calls).toEqual([]);
  });

  it.each([
    ['in two ways at once', { client_secret: 'secret-1' }, 'the client must authenticate in one way only'],
    ['as two clients', { client_id: 'client-2' }, 'client_id must be that of the Authorization header'],
  ])('is refused if it authenticates %s', async (_, parameters, description) => {
    hasSecret('secret-1');

    await expect(revoke({ token: token(), ...parameters }, basic('client-1:secret-1'))).resolves.toEqual(
      refused(description),
    );
    expect(recorded()).toEqual([]);
  });
});

describe('a client that is not ours, or presents a secret that it does not have', () => {
  it.each([
    ['client-9', undefined],
    ['client-9', 'secret-1'],
    ['client-1', 'secret-1'],
  ])('is refused: %s with %p', async (client_id, secret) => {
    const token = world.token(accessPayload());

    await expect(revoke({ token, client_id, ...(secret && { client_secret: secret }) })).resolves.toEqual(
      INVALID_CLIENT,
    );
    expect(recorded()).toEqual([]);
    expect(world.telemetry.signOuts).toEqual([{ outcome: 'invalid_client' }]);
  });
});

describe('a bad request', () => {
  it.each([
    ['no body', { body: undefined, isBase64Encoded: false }, 'token is missing'],
    ['no token', form({ client_id: 'client-1' }), 'token is missing'],
    ['an empty token', form({ token: '', client_id: 'client-1' }), 'token is missing'],
    ['JSON', { body: '{"token":"refresh-1"}', isBase64Encoded: false }, 'token is missing'],
    ['no client', form({ token: 'refresh-1' }), 'client_id is missing'],
    ['an empty client', form({ token: 'refresh-1', client_id: '' }), 'client_id is missing'],
    ['more than 10 KB', form({ client_id: 'client-1', token: 'x'.repeat(10_216) }), 'the body must not be over 10 KB'],
  ])('answers 400 to %s, and does nothing', async (_, request, description) => {
    await expect(answerTo(request as Partial<RevokeTokenEvent>)).resolves.toEqual(refused(description));
    expect(recorded()).toEqual([]);
    expect(world.userPool.calls).toEqual([]);
    expect(cognito.requests).toEqual([]);
  });

  it.each(['token', 'client_id', 'client_secret', 'token_type_hint', 'other'])(
    'is one with two of %s',
    async (name) => {
      const parameters: [string, string][] = [
        ['token', 'refresh-1'],
        ['client_id', 'client-1'],
      ];
      const request = form([...parameters, [name, 'a'], [name, 'a']]);

      await expect(answerTo(request)).resolves.toEqual(refused('a parameter must not be repeated'));
      expect(world.userPool.calls).toEqual([]);
    },
  );

  it('is none of 10 KB', async () => {
    const request = form({ client_id: 'client-1', token: 'x'.repeat(10_215) });
    expect(Buffer.from(request.body, 'base64')).toHaveLength(10_240);

    await expect(answerTo(request)).resolves.toEqual(REVOKED);
  });

  it('takes a token from the body only', async () => {
    const token = world.token(accessPayload());
    const request = { ...form({ client_id: 'client-1' }), queryStringParameters: { token } };

    await expect(answerTo(request)).resolves.toEqual(refused('token is missing'));
  });
});

describe('a fault is 503, with when to try again', () => {
  it.each(['an access token', 'a refresh token'])('if it could not be recorded: %s', async (kind) => {
    const token = kind === 'a refresh token' ? 'refresh-1' : world.token(accessPayload());
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(revoke({ token, client_id: 'client-1' })).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
    expect(world.telemetry.requestIds).toEqual(['request-1']);
    expect(world.telemetry.signOuts).toEqual([]);
    expect(world.userPool.calls).not.toContain('revoke refresh-1');
  });

  it('if Cognito does not say whose the refresh token is', async () => {
    world.userPool.isDown = true;

    await expect(revoke({ token: 'refresh-1', client_id: 'client-1' })).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toMatchObject([{ code: 'user_pool_unavailable' }]);
  });

  it('if the client could not be looked up: that is not a wrong secret', async () => {
    cognito.fails('TooManyRequestsException');

    await expect(
      revoke({ token: world.token(accessPayload()), client_id: 'client-1', client_secret: 'secret-1' }),
    ).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toMatchObject([{ code: 'user_pool_unavailable' }]);
    expect(recorded()).toEqual([]);
  });

  it('if the keys cannot be fetched: that is not an unknown token', async () => {
    world.keyServer.status = 500;

    await expect(revoke({ token: world.token(accessPayload()), client_id: 'client-1' })).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toMatchObject([{ code: 'signing_keys_unavailable' }]);
  });

  it('if nobody expected it, and tells nothing of it', async () => {
    const token = world.token(accessPayload());
    world.revocations.fault = new TypeError(`cannot read ${token}`);

    await expect(revoke({ token, client_id: 'client-1' })).resolves.toEqual(UNAVAILABLE);
  });
});
