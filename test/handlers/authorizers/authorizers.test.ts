import { RevocationError } from '../../../lambda/core/errors';
import { createAppSyncAuthorizer } from '../../../lambda/handlers/authorizers/appsync-authorizer';
import { createHttpAuthorizer } from '../../../lambda/handlers/authorizers/http-authorizer';
import { createRestAuthorizer } from '../../../lambda/handlers/authorizers/rest-authorizer';
import { createWebSocketAuthorizer } from '../../../lambda/handlers/authorizers/websocket-authorizer';
import { event } from '../../support/events';
import { accessPayload, createSigningKey, idPayload, machinePayload, sign, UPDATED_ISSUER } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

type HttpEvent = Parameters<ReturnType<typeof createHttpAuthorizer>>[0];
type RestEvent = Parameters<ReturnType<typeof createRestAuthorizer>>[0];
type AppSyncEvent = Parameters<ReturnType<typeof createAppSyncAuthorizer>>[0];

const TIMES = { auth_time: 1_800_000_000, exp: 4_000_000_000 };
const CONTEXT = {
  sub: 'user-1',
  username: 'alice',
  clientId: 'client-1',
  tokenUse: 'access',
  sessionId: 'session-1',
  authTime: '1800000000',
  expiresAt: '4000000000',
  scope: 'aws.cognito.signin.user.admin',
  groups: '["admins","staff"]',
};

/** By what a subscription of the session may be ended: AppSync's resolvers are told besides. */
const SUBSCRIBER = {
  sessionKey: 'us-east-1_Example#session#session-1',
  userKey: 'us-east-1_Example#user#user-1',
  clientKey: 'us-east-1_Example#client#client-1',
  poolKey: 'us-east-1_Example#pool#us-east-1_Example',
  signedInAt: '1800000000',
};

let world: World;
let token: string;

beforeEach(async () => {
  world = await createWorld();
  token = world.token(accessPayload(TIMES));
});

afterEach(async () => {
  await world.stop();
});

describe("an HTTP API's authorizer", () => {
  const authorize = (overrides: Partial<HttpEvent> = {}, bearer = token) =>
    createHttpAuthorizer(world.dependencies)({ ...event<HttpEvent>('http-authorizer', bearer), ...overrides });

  it('accepts, and tells the session in flat strings', async () => {
    await expect(authorize()).resolves.toEqual({ isAuthorized: true, context: CONTEXT });
  });

  it('answers 401 where it has no identity source', async () => {
    for (const identitySource of [null, undefined, []]) {
      await expect(authorize({ identitySource } as Partial<HttpEvent>, 'x.y.z')).resolves.toEqual({
        errorMessage: 'Unauthorized',
      });
    }
  });

  it('answers 403 where it has one, for there it may not say 401', async () => {
    await expect(authorize({ identitySource: ['Bearer x.y.z'] }, 'x.y.z')).resolves.toEqual({ isAuthorized: false });
  });

  it.each([undefined, {}, { authorization: undefined }, { authorization: '' }])(
    'answers 401 to headers %p',
    async (headers) => {
      await expect(authorize({ headers } as Partial<HttpEvent>)).resolves.toEqual({ errorMessage: 'Unauthorized' });
    },
  );

  it('takes identity from nothing but the token', async () => {
    const headers = {
      ...event<HttpEvent>('http-authorizer', token).headers,
      'x-user': 'user-2',
      'x-amzn-oidc-identity': 'user-2',
    };

    await expect(authorize({ headers })).resolves.toMatchObject({ context: { sub: 'user-1' } });
  });
});

describe("a REST API's authorizer", () => {
  const authorize = (overrides: Partial<RestEvent> = {}, bearer = token) =>
    createRestAuthorizer(world.dependencies)({ ...event<RestEvent>('rest-authorizer', bearer), ...overrides });

  it('allows every method of the stage, for its policy may be cached, and tells the session', async () => {
    await expect(authorize()).resolves.toEqual({
      principalId: 'user-1',
      policyDocument: {
        Version: '2012-10-17',
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Resource: 'arn:aws:execute-api:us-east-1:123456789012:abcd1234/v1/*',
          },
        ],
      },
      context: CONTEXT,
    });
  });

  it('throws exactly what is answered by 401', async () => {
    await expect(authorize({}, 'x.y.z')).rejects.toThrow(/^Unauthorized$/);
  });

  it('finds the header whatever its spelling, in either place', async () => {
    for (const name of ['Authorization', 'authorization', 'AUTHORIZATION']) {
      const value = `Bearer ${token}`;
      await expect(authorize({ headers: { [name]: value }, multiValueHeaders: {} })).resolves.toBeDefined();
      await expect(authorize({ headers: {}, multiValueHeaders: { [name]: [value] } })).resolves.toBeDefined();
      await expect(authorize({ headers: { [name]: value }, multiValueHeaders: null })).resolves.toBeDefined();
    }
  });

  it('refuses two of them, for which one would count?', async () => {
    const twice = [`Bearer ${token}`, `Bearer ${token}`];
    for (const multiValueHeaders of [
      { Authorization: twice },
      { Authorization: [twice[0] ?? ''], authorization: ['Bearer x.y.z'] },
    ]) {
      await expect(authorize({ multiValueHeaders })).rejects.toThrow(/^Unauthorized$/);
    }
  });

  it('refuses a request without headers', async () => {
    await expect(authorize({ headers: null, multiValueHeaders: null })).rejects.toThrow(/^Unauthorized$/);
  });
});

describe("an AppSync API's authorizer", () => {
  const authorize = (authorizationToken: string) =>
    createAppSyncAuthorizer(world.dependencies)({
      ...event<AppSyncEvent>('appsync-authorizer'),
      authorizationToken,
    });

  it("accepts a bearer token, a bare one, and AWS's own scheme, and tells the session", async () => {
    for (const authorization of [`Bearer ${token}`, token, `Lambda ${token}`, `lambda ${token}`, `LAMBDA ${token}`]) {
      await expect(authorize(authorization)).resolves.toEqual({
        isAuthorized: true,
        resolverContext: { ...CONTEXT, ...SUBSCRIBER },
      });
    }
  });

  it('tells of a machine token by what a subscription may be ended: the token itself, and when it was issued', async () => {
    const bearer = world.token(machinePayload({ ...TIMES, iat: 1_800_000_500 }));

    await expect(authorize(bearer)).resolves.toMatchObject({
      resolverContext: {
        sessionKey: 'us-east-1_Example#token#machine-1',
        userKey: 'us-east-1_Example#user#client-1',
        signedInAt: expect.stringMatching(/^\d+$/) as string,
      },
    });
  });

  it('refuses, and lets nobody cache that', async () => {
    for (const authorization of ['x.y.z', 'Bearer x.y.z', '', `Basic ${token}`, 'Lambda', `Lambda Bearer ${token}`]) {
      await expect(authorize(authorization)).resolves.toEqual({ isAuthorized: false, ttlOverride: 0 });
    }
  });
});

it("takes AWS's own scheme at AppSync alone", async () => {
  const authorization = `Lambda ${token}`;

  await expect(
    createHttpAuthorizer(world.dependencies)({
      ...event<HttpEvent>('http-authorizer', token),
      headers: { authorization },
    }),
  ).resolves.toEqual({ errorMessage: 'Unauthorized' });
  await expect(
    createRestAuthorizer(world.dependencies)({
      ...event<RestEvent>('rest-authorizer', token),
      headers: { authorization },
      multiValueHeaders: null,
    }),
  ).rejects.toThrow(/^Unauthorized$/);
});

describe('every authorizer', () => {
  const authorizers: [string, (bearer: string) => Promise<unknown>][] = [
    ['HTTP', (bearer) => createHttpAuthorizer(world.dependencies)(event('http-authorizer', bearer))],
    ['REST', (bearer) => createRestAuthorizer(world.dependencies)(event('rest-authorizer', bearer))],
    ['AppSync', (bearer) => createAppSyncAuthorizer(world.dependencies)(event('appsync-authorizer', bearer))],
    [
      'WebSocket',
      (bearer) =>
        createWebSocketAuthorizer({ ...world.dependencies, allowQueryToken: false })(
          event('websocket-authorizer', bearer),
        ),
    ],
  ];

  function contextOf(result: unknown): Record<string, unknown> {
    const { context, resolverContext } = result as Record<string, Record<string, unknown> | undefined>;
    return context ?? resolverContext ?? {};
  }

  it.each(authorizers)('tells the operators why it rejects, and nobody else: %s', async (_, authorize) => {
    await authorize('x.y.z').catch(() => undefined);
    await authorize('').catch(() => undefined);
    await authorize(token);

    expect(world.telemetry.rejections).toEqual(['malformed_token', 'missing_token']);
    expect(world.telemetry.requestIds).toEqual(['request-1', 'request-1']);
  });

  it.each(authorizers)('throws on a fault, and neither accepts nor says unauthorized: %s', async (_, authorize) => {
    const cause = new Error(`about ${token}`);
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down', { cause });

    const thrown = await authorize(token).catch((error: unknown) => error as Error);

    expect(thrown).toBeInstanceOf(Error);
    expect(thrown).toHaveProperty('message', 'The token could not be decided on');
    expect(thrown).not.toHaveProperty('cause');
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
    expect(world.telemetry.rejections).toEqual([]);
  });

  it.each(authorizers)(
    'rejects what names an issuer that the pool does not use, and asks once: %s',
    async (_, authorize) => {
      await authorize(token);
      world.keyServer.requests.length = 0;
      const forged = sign({ iss: UPDATED_ISSUER, exp: 4_000_000_000 }, createSigningKey('key-9'));
      const unsigned = `${forged.split('.').slice(0, 2).join('.')}.AAAA`;
      for (const bearer of [forged, forged, unsigned]) {
        const answer: unknown = await authorize(bearer).catch((error: unknown) => (error as Error).message);
        expect([
          { errorMessage: 'Unauthorized' },
          { isAuthorized: false, ttlOverride: 0 },
          'Unauthorized',
        ]).toContainEqual(answer);
      }

      expect(world.keyServer.requests).toEqual([`${UPDATED_ISSUER}/.well-known/jwks.json`]);
      expect(world.telemetry.rejections).toEqual(['wrong_issuer', 'wrong_issuer', 'wrong_issuer']);
      expect(world.telemetry.faults).toEqual([]);
    },
  );

  it.each(authorizers)('throws if the keys cannot be fetched: %s', async (_, authorize) => {
    world.keyServer.status = 500;

    await expect(authorize(token)).rejects.toThrow('The token could not be decided on');
    expect(world.telemetry.faults).toMatchObject([{ code: 'signing_keys_unavailable' }]);
  });

  it.each(authorizers)('tells groups apart whatever their names hold, in flat strings: %s', async (_, authorize) => {
    const groups = ['Finance admin', 'a,b', 'say "yes"', 'Größe', '["admin"]'];
    const context = contextOf(await authorize(world.token(accessPayload({ ...TIMES, 'cognito:groups': groups }))));

    expect(JSON.parse(String(context['groups']))).toEqual(groups);
    for (const value of Object.values(context)) expect(typeof value).toBe('string');
  });

  it.each(authorizers)(
    'tells of an ID token and of a machine token what there is to tell: %s',
    async (_, authorize) => {
      const ofId = await authorize(world.token(idPayload(TIMES)));
      const ofMachine = await authorize(world.token(machinePayload(TIMES)));

      expect(contextOf(ofId)).toMatchObject({ ...CONTEXT, tokenUse: 'id', scope: '' });
      expect(contextOf(ofMachine)).toMatchObject({
        ...CONTEXT,
        sub: 'client-1',
        username: '',
        sessionId: 'machine-1',
        authTime: '',
        scope: 'api/read',
        groups: '[]',
      });
    },
  );
});
