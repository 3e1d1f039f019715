import * as sdk from '@aws-sdk/client-cognito-identity-provider';

import { createCognitoEndpoint } from '../../../lambda/adapters/cognito/endpoint';
import { createCognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { RevocationError } from '../../../lambda/core/errors';
import { createHttpAuthorizer } from '../../../lambda/handlers/authorizers/http-authorizer';
import { cognitoError, PUBLIC_OPERATIONS } from '../../../lambda/handlers/proxy/cognito-protocol';
import { createCognitoProxy } from '../../../lambda/handlers/proxy/cognito-proxy';
import { CognitoServer, type CognitoAnswer } from '../../support/cognito-server';
import { encoded, event } from '../../support/events';
import { accessPayload, createSigningKey, idPayload, ISSUER, machinePayload, POOL, sign } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

type CognitoEvent = Parameters<ReturnType<typeof createCognitoProxy>>[0];

const SERVICE = 'AWSCognitoIdentityProviderService';
const GOLDEN = event<CognitoEvent>('http-cognito');
const HEADERS = { 'content-type': 'application/x-amz-json-1.1', 'cache-control': 'no-store' };
const DONE = { statusCode: 200, headers: HEADERS, body: '{}' };
const TRY_AGAIN = cognitoError('InternalErrorException', 'The sign-out may not have been recorded: try again', 500);
const SIGN_OUTS = ['GlobalSignOut', 'RevokeToken', 'RevokeUserSession'];
const NO_ANSWER = cognitoError('InternalErrorException', 'Cognito did not answer', 500);

let world: World;
let cognito: CognitoServer;
let proxy: ReturnType<typeof createCognitoProxy>;

beforeEach(async () => {
  [world, cognito] = [await createWorld(), new CognitoServer()];
  world.userPool.signIn('refresh-1', 'session-1');
  const { userPoolId } = world.dependencies;
  proxy = createCognitoProxy({
    ...world.dependencies,
    callerVerifier: createCognitoTokenVerifier({
      userPoolId,
      userPoolClientIds: null,
      acceptedTokenUse: ['access'],
      graceSeconds: 5,
      maxTokenLength: Infinity,
      cognitoEndpoint: world.keyServer.address,
      clock: world.dependencies.clock,
    }),
    forward: createCognitoEndpoint(await cognito.start()),
  });
});

afterEach(async () => {
  await cognito.stop();
  await world.stop();
});

/** What is answered to an operation. */
function ask(operation: string, body: string | Uint8Array = '{}', overrides: Partial<CognitoEvent> = {}) {
  const headers = { ...GOLDEN.headers, 'x-amz-target': `${SERVICE}.${operation}`, ...overrides.headers };
  return proxy({ ...GOLDEN, ...encoded(body), ...overrides, headers });
}

const recorded = () => [...world.revocations.records.keys()];

/** How many records there are when Cognito is asked. */
function recordsWhenAsked(): number[] {
  const counts: number[] = [];
  cognito.beforeAnswer = () => counts.push(world.revocations.records.size);
  return counts;
}

describe('an operation that needs no credentials', () => {
  it('is passed on, byte for byte and unsigned', async () => {
    const body = Buffer.from(`{ "UserCode" : "ä😀",\n "ClientId":"client-1" }\r\n`);
    const operations = PUBLIC_OPERATIONS.filter((name) => !SIGN_OUTS.includes(name));
    for (const operation of operations) await expect(ask(operation, body)).resolves.toEqual(DONE);

    expect(cognito.requests.map(({ target }) => target)).toEqual(operations.map((name) => `${SERVICE}.${name}`));
    for (const request of cognito.requests) {
      expect(request.body.equals(body)).toBe(true);
      expect(request).toMatchObject({
        method: 'POST',
        url: '/',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-user-agent': 'aws-amplify/6 auth/36 framework/0',
          'user-agent': 'agent',
          'cache-control': 'no-store',
        },
      });
      for (const name of ['authorization', 'x-amz-date', 'x-amz-security-token', 'x-forwarded-for']) {
        expect(request.headers).not.toHaveProperty(name);
      }
    }
    expect(recorded()).toEqual([]);
  });

  it.each(['{', '', 'null', '[]', '"x"', '\u0000', '{"Token":1,"ClientId":[],"AccessToken":null}'])(
    'is passed on for Cognito to refuse, if it is malformed: %p',
    async (body) => {
      cognito.fails('SerializationException');
      await expect(ask('InitiateAuth', body)).resolves.toMatchObject({ statusCode: 400 });
      expect(cognito.requests.map((request) => request.body.toString())).toEqual([body]);
      expect(recorded()).toEqual([]);
      expect(world.userPool.calls).toEqual([]);
    },
  );

  it('is passed on if the gateway has not encoded it', async () => {
    await expect(ask('SignUp', '', { body: '{"a":"ä"}', isBase64Encoded: false })).resolves.toEqual(DONE);
    expect(cognito.requests[0]?.body.toString()).toBe('{"a":"ä"}');
  });

  it('has no size but that which Cognito sets', async () => {
    const body = JSON.stringify({ UserAttributes: 'x'.repeat(100_000) });

    await expect(ask('UpdateUserAttributes', body)).resolves.toEqual(DONE);
    expect(cognito.requests[0]?.body.toString()).toBe(body);
  });

  it('is passed on without the headers by which callers are known elsewhere', async () => {
    const headers = {
      authorization: `Bearer ${world.token(accessPayload())}`,
      cookie: 'a=b',
      origin: 'https://x.example',
    };

    await expect(ask('GetUser', '{}', { headers })).resolves.toEqual(DONE);
    for (const name of Object.keys(headers)) expect(cognito.requests[0]?.headers).not.toHaveProperty(name);
  });

  const answers: [string, CognitoAnswer][] = [
    ['a success', { status: 200, body: '{ "AuthenticationResult":{"ExpiresIn":3600} }' }],
    ['an empty success', { status: 200, body: '' }],
    ['an error of the client', { status: 400, body: '{"__type":"NotAuthorizedException","message":"ä"}' }],
    [
      'too many requests',
      { status: 429, headers: { 'retry-after': '2' }, body: '{"__type":"TooManyRequestsException"}' },
    ],
    ['an error of Cognito', { status: 500, body: '{"__type":"InternalErrorException"}' }],
    ['what is no JSON', { status: 503, headers: { 'content-type': 'text/html' }, body: '<html>' }],
  ];
  it.each(answers)('is answered as Cognito answers it: %s', async (_, { status, headers = {}, body }) => {
    const described = { 'x-amzn-errortype': 'SomeException:', 'x-amzn-requestid': '3a5e1c0e', ...headers };
    cognito.answer = { status, headers: { ...described, 'set-cookie': 'a=b' }, body };
    const expected = { statusCode: status, headers: { ...HEADERS, ...described }, body };

    const AccessToken = world.token(accessPayload({ origin_jti: 'session-2' }));
    await expect(ask('InitiateAuth')).resolves.toEqual(expected);
    await expect(ask('RevokeToken', '{"Token":"refresh-1","ClientId":"client-1"}')).resolves.toEqual(expected);
    await expect(ask('GlobalSignOut', JSON.stringify({ AccessToken }))).resolves.toEqual(expected);
    expect(world.telemetry.faults).toEqual([]);
  });
});

describe('what is refused, and never sent', () => {
  afterEach(() => {
    expect(cognito.requests).toEqual([]);
    expect(recorded()).toEqual([]);
    expect(world.userPool.calls).toEqual([]);
  });

  const SIGNATURE =
    'AWS4-HMAC-SHA256 Credential=test/20270115/us-east-1/cognito-idp/aws4_request, SignedHeaders=host, Signature=0';
  it.each<[string, Partial<CognitoEvent>]>([
    ['in the header', { headers: { authorization: SIGNATURE } }],
    ['in the header, in small letters', { headers: { authorization: SIGNATURE.toLowerCase() } }],
    ['in the header, after a space', { headers: { authorization: ` ${SIGNATURE}` } }],
    ['for several Regions', { headers: { authorization: SIGNATURE.replace('HMAC', 'ECDSA-P256') } }],
    ['by a security token', { headers: { 'x-amz-security-token': 'token' } }],
    ['in the query', { queryStringParameters: { 'X-Amz-Signature': '0', 'X-Amz-Algorithm': 'AWS4-HMAC-SHA256' } }],
    ['in the query, in small letters', { queryStringParameters: { 'x-amz-credential': 'test' } }],
    ['by a security token in the query', { queryStringParameters: { a: '1', 'X-Amz-Security-Token': 'token' } }],
  ])('is a signed request: %s', async (_, overrides) => {
    const refused = cognitoError('NotAuthorizedException', 'Signed requests must be sent to Cognito itself');
    expect(refused.statusCode).toBe(400);
    for (const operation of ['GetUser', 'RevokeToken', 'GlobalSignOut', 'AdminDisableUser', 'Unknown']) {
      await expect(ask(operation, '{"Token":"refresh-1","ClientId":"client-1"}', overrides)).resolves.toEqual(refused);
    }
  });

  it('is an operation that needs credentials, or that nobody knows', async () => {
    const signed = Object.keys(sdk)
      .flatMap((name) => /^(\w+)Command$/.exec(name)?.[1] ?? [])
      .filter((operation) => !PUBLIC_OPERATIONS.includes(operation));
    expect(signed).toContain('AdminUserGlobalSignOut');
    for (const operation of [...signed, 'NoSuchOperation', 'getUser', '', 'constructor', '__proto__', 'GetUser ']) {
      const message = 'The operation needs credentials: send it to Cognito itself';
      await expect(ask(operation)).resolves.toEqual({
        statusCode: 400,
        headers: {
          ...HEADERS,
          'x-amzn-errortype': 'MissingAuthenticationTokenException:',
          'x-amzn-errormessage': message,
        },
        body: `{"__type":"MissingAuthenticationTokenException","message":"${message}"}`,
      });
    }
  });

  it.each([
    undefined,
    '',
    'GetUser',
    SERVICE,
    `${SERVICE}.GetUser.x`,
    `${SERVICE}..GetUser`,
    `.GetUser`,
    `${SERVICE.toLowerCase()}.GetUser`,
    `AWSCognitoIdentityService.GetId`,
    `${SERVICE}.GetUser,${SERVICE}.GetUser`,
    `DynamoDB_20120810.GetItem`,
  ])('is a target of another service, or none: %p', async (target) => {
    const headers = { 'x-amz-target': target };

    await expect(ask('GetUser', '{}', { headers })).resolves.toEqual({
      statusCode: 400,
      headers: {
        ...HEADERS,
        'x-amzn-errortype': 'UnknownOperationException:',
        'x-amzn-errormessage': 'Unknown operation',
      },
      body: '{"__type":"UnknownOperationException","message":"Unknown operation"}',
    });
  });
});

describe('RevokeToken', () => {
  it('is recorded before Cognito is asked, and rejected everywhere from then on', async () => {
    const counts = recordsWhenAsked();
    const token = world.token(accessPayload());

    await expect(proxy(GOLDEN)).resolves.toEqual(DONE);
    expect(counts).toEqual([1]);
    expect(recorded()).toEqual([`${POOL}#session#session-1`]);
    expect([...world.revocations.records.values()]).toMatchObject([{ audit: { requestId: 'request-1' } }]);
    expect(cognito.requests[0]?.body.toString()).toBe('{"Token":"refresh-1","ClientId":"client-1"}');
    await expect(createHttpAuthorizer(world.dependencies)(event('http-authorizer', token))).resolves.toEqual({
      errorMessage: 'Unauthorized',
    });
  });

  it('is passed on with the secret of a client that has one', async () => {
    const refresh = jest.spyOn(world.userPool, 'refresh');
    const body = '{"Token":"refresh-1","ClientId":"client-1","ClientSecret":"secret-1"}';

    await expect(ask('RevokeToken', body)).resolves.toEqual(DONE);
    expect(refresh).toHaveBeenCalledWith('refresh-1', { clientId: 'client-1', clientSecret: 'secret-1' }, undefined);
    expect(cognito.requests[0]?.body.toString()).toBe(body);
  });

  it('of a token that tells nothing is for Cognito to answer', async () => {
    cognito.fails('InvalidParameterException');
    const body = JSON.stringify({ Token: 'dead', ClientId: 'client-1' });

    await expect(ask('RevokeToken', body)).resolves.toMatchObject({ statusCode: 400 });
    expect(cognito.requests[0]?.body.toString()).toBe(body);
    expect(recorded()).toEqual([]);
  });

  it('of a client that rotates refresh tokens is a success, though Cognito refuses the one that learning has used up', async () => {
    world.userPool.rotated.set('refresh-1', 'refresh-2');
    cognito.fails('NotAuthorizedException');

    await expect(proxy(GOLDEN)).resolves.toEqual(DONE);
    expect(recorded()).toEqual([`${POOL}#session#session-1`]);
    expect(world.userPool.calls).toEqual(['refresh refresh-1', 'revoke refresh-2']);
  });

  it.each([
    [
      'what has replaced it could not be revoked',
      400,
      () => jest.spyOn(world.userPool, 'revoke').mockResolvedValue('failed'),
    ],
    ['Cognito has a fault of its own', 500, () => (cognito.answer = { status: 500, body: '{}' })],
  ])('of such a client is what Cognito says, if %s', async (_, statusCode, arrange) => {
    world.userPool.rotated.set('refresh-1', 'refresh-2');
    cognito.fails('NotAuthorizedException');
    arrange();

    await expect(proxy(GOLDEN)).resolves.toMatchObject({ statusCode });
  });

  it.each([
    ['{"Token":"dead","Token":"refresh-1","ClientId":"client-1"}', 1],
    ['{"Token":"refresh-1","Token":"dead","ClientId":"client-1"}', 0],
  ])('is passed on as it was read, where a member comes twice: %s', async (body, records) => {
    await expect(ask('RevokeToken', body)).resolves.toEqual(DONE);

    const { Token, ClientId } = JSON.parse(body) as Record<string, string>;
    expect(cognito.requests.map((request) => request.body.toString())).toEqual([JSON.stringify({ Token, ClientId })]);
    expect(recorded()).toHaveLength(records);
  });

  it('of a token that a rotation has replaced is refused as Cognito would, which is not asked', async () => {
    world.userPool.usedUp.add('refresh-0');
    const answer = await ask('RevokeToken', '{"Token":"refresh-0","ClientId":"client-1"}');

    expect(answer).toMatchObject({ statusCode: 400, headers: { 'x-amzn-errortype': 'RefreshTokenReuseException:' } });
    expect(cognito.requests).toEqual([]);
  });

  it('that could not be recorded is a fault, and Cognito is not asked', async () => {
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(proxy(GOLDEN)).resolves.toEqual(TRY_AGAIN);
    expect(cognito.requests).toEqual([]);
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
    expect(world.telemetry.requestIds).toEqual(['request-1']);
  });

  it('of a token of which nobody says whose it is, is a fault, and Cognito is not asked', async () => {
    world.userPool.isDown = true;

    await expect(proxy(GOLDEN)).resolves.toEqual(TRY_AGAIN);
    expect(cognito.requests).toEqual([]);
    expect(world.telemetry.faults).toMatchObject([{ code: 'user_pool_unavailable' }]);
  });
});

describe('an app client that is not ours', () => {
  it.each(['RevokeToken', 'InitiateAuth', 'SignUp'])('is refused, and Cognito is not asked: %s', async (operation) => {
    const answer = await ask(operation, JSON.stringify({ Token: 'refresh-1', ClientId: 'client-9' }));

    expect(answer).toMatchObject({ statusCode: 400, headers: { 'x-amzn-errortype': 'ResourceNotFoundException:' } });
    expect(cognito.requests).toEqual([]);
  });

  it('is repeated nowhere in the answer: it may hold what ends a header', async () => {
    const answer = await ask('InitiateAuth', JSON.stringify({ ClientId: 'x\r\nset-cookie: a=b' }));

    expect(answer.statusCode).toBe(400);
    expect(JSON.stringify(answer)).not.toContain('set-cookie');
  });

  it('has its users signed out of ours as well: GlobalSignOut ends their sessions with every client', async () => {
    const token = world.token(accessPayload({ client_id: 'client-9' }));
    await ask('GlobalSignOut', JSON.stringify({ AccessToken: token }));

    expect(recorded()).toEqual([`${POOL}#user#user-1`]);
    expect(cognito.requests).toHaveLength(1);
  });
});

describe('GlobalSignOut', () => {
  const signOut = (token: string) => ask('GlobalSignOut', JSON.stringify({ AccessToken: token }));

  it('is recorded before Cognito is asked, and rejected everywhere from then on', async () => {
    const counts = recordsWhenAsked();
    const token = world.token(accessPayload());

    await expect(signOut(token)).resolves.toEqual(DONE);
    expect(counts).toEqual([1]);
    expect(recorded()).toEqual([`${POOL}#user#user-1`]);
    expect([...world.revocations.records.values()]).toMatchObject([
      { audit: { actor: 'user-1', reason: 'GlobalSignOut', requestId: 'request-1' } },
    ]);
    expect(cognito.requests[0]?.body.toString()).toBe(JSON.stringify({ AccessToken: token }));
    await expect(createHttpAuthorizer(world.dependencies)(event('http-authorizer', token))).resolves.toEqual({
      errorMessage: 'Unauthorized',
    });
  });

  it('with a revoked token is refused as Cognito would, which is not asked', async () => {
    const token = world.token(accessPayload());
    await signOut(token);

    await expect(signOut(token)).resolves.toEqual({
      statusCode: 400,
      headers: {
        ...HEADERS,
        'x-amzn-errortype': 'NotAuthorizedException:',
        'x-amzn-errormessage': 'Access Token has been revoked',
      },
      body: '{"__type":"NotAuthorizedException","message":"Access Token has been revoked"}',
    });
    expect(cognito.requests).toHaveLength(1);
  });

  const seconds = (offset: number) => Math.floor(Date.now() / 1000) + offset;
  it.each([
    ['longer than any header', () => world.token(accessPayload({ 'cognito:groups': Array(400).fill('x'.repeat(60)) }))],
    ['of a client with token revocation off', () => world.token(accessPayload({ origin_jti: undefined }))],
    ['that has just expired', () => world.token(accessPayload({ exp: seconds(-2) }))],
  ])('with a token %s is recorded, as Cognito may take it', async (_, token) => {
    await expect(signOut(token())).resolves.toEqual(DONE);
    expect(recorded()).toEqual([`${POOL}#user#user-1`]);
  });

  it.each([
    ['that is none', () => 'x.y.z'],
    ['that has long expired', () => world.token(accessPayload({ exp: seconds(-60) }))],
    ['of another pool', () => world.token(accessPayload({ iss: `${ISSUER}2` }))],
    ['by a key that nobody knows', () => sign(accessPayload(), createSigningKey('key-9'))],
  ])('with a token %s is refused, and Cognito is not asked', async (_, token) => {
    await expect(signOut(token())).resolves.toEqual(cognitoError('NotAuthorizedException', 'Invalid Access Token'));
    expect(cognito.requests).toEqual([]);
    expect(recorded()).toEqual([]);
  });

  it.each(['{', '', 'null', '{"AccessToken":null}', '{"AccessToken":["x"]}', '\ufeff{"AccessToken":"x"}'])(
    'that is not understood is refused, as Cognito may understand it: %j',
    async (body) => {
      for (const operation of ['GlobalSignOut', 'RevokeToken']) {
        await expect(ask(operation, body)).resolves.toMatchObject({
          statusCode: 400,
          headers: { 'x-amzn-errortype': 'InvalidParameterException:' },
        });
      }
      expect(cognito.requests).toEqual([]);
      expect(recorded()).toEqual([]);
    },
  );

  it.each([
    ['that is forged', () => sign(accessPayload(), createSigningKey('key-1'))],
    ['that is an ID token', () => world.token(idPayload())],
    ['of a machine', () => world.token(machinePayload())],
  ])('with a token %s is for Cognito to refuse', async (_, token) => {
    cognito.fails('NotAuthorizedException');

    await expect(signOut(token())).resolves.toEqual({
      statusCode: 400,
      headers: HEADERS,
      body: '{"__type":"NotAuthorizedException","message":"NotAuthorizedException about what was sent"}',
    });
    expect(cognito.requests).toHaveLength(1);
    expect(recorded()).toEqual([]);
  });

  it.each([
    [
      'the store',
      'revocation_store_unavailable',
      () => (world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down')),
    ],
    ['the keys', 'signing_keys_unavailable', () => (world.keyServer.status = 500)],
  ])('is a fault if %s cannot be reached, and Cognito is not asked', async (_, code, breaks) => {
    const token = world.token(accessPayload());
    breaks();

    await expect(signOut(token)).resolves.toEqual(TRY_AGAIN);
    expect(cognito.requests).toEqual([]);
    expect(world.telemetry.faults).toMatchObject([{ code }]);
    expect(world.telemetry.requestIds).toEqual(['request-1']);
  });

  it('is a fault if nobody expected it, and tells nothing of it', async () => {
    const token = world.token(accessPayload());
    world.revocations.fault = new TypeError(`cannot read ${token}`);

    await expect(signOut(token)).resolves.toEqual(TRY_AGAIN);
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
  });
});

describe('if Cognito does not answer', () => {
  it.each(['InitiateAuth', 'RevokeToken', 'GlobalSignOut'])('%s is a fault', async (operation) => {
    cognito.answer = undefined;
    const body = JSON.stringify({
      Token: 'refresh-1',
      ClientId: 'client-1',
      AccessToken: world.token(accessPayload()),
    });

    await expect(ask(operation, body)).resolves.toEqual(NO_ANSWER);
    expect(world.telemetry.faults).toMatchObject([{ code: 'user_pool_unavailable' }]);
    // A sign-out was recorded before Cognito was asked, and is told of too.
    const isSignOut = operation !== 'InitiateAuth';
    expect(world.telemetry.signOuts).toEqual(isSignOut ? [{ outcome: 'recorded', operation }] : []);
    expect(new Set(world.telemetry.requestIds)).toEqual(new Set(['request-1']));
    expect(recorded()).toHaveLength(isSignOut ? 1 : 0);
  });
});
