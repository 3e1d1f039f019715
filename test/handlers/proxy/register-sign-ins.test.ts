import { createCognitoEndpoint } from '../../../lambda/adapters/cognito/endpoint';
import { createCognitoTokenVerifier } from '../../../lambda/adapters/cognito/token-verifier';
import { RevocationError } from '../../../lambda/core/errors';
import { createCognitoProxy } from '../../../lambda/handlers/proxy/cognito-proxy';
import { InMemorySessionRegistry } from '../../fakes/in-memory-session-registry';
import { CognitoServer } from '../../support/cognito-server';
import { encoded, event } from '../../support/events';
import { accessPayload, createSigningKey, POOL, sign } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

type CognitoEvent = Parameters<ReturnType<typeof createCognitoProxy>>[0];

const GOLDEN = event<CognitoEvent>('http-cognito');
const FAULT = new RevocationError('session_registry_unavailable', 'no');

let world: World;
let cognito: CognitoServer;
let registry: InMemorySessionRegistry;
let endpoint: string;

beforeEach(async () => {
  [world, cognito, registry] = [await createWorld(), new CognitoServer(), new InMemorySessionRegistry()];
  endpoint = await cognito.start();
});

afterEach(async () => {
  await cognito.stop();
  await world.stop();
});

interface Owner {
  readonly maxSessions?: number;
  readonly keepsDevices?: boolean;
}

function ask(operation: string, answer: unknown, { maxSessions, keepsDevices = true }: Owner = {}, status = 200) {
  cognito.answer = { status, body: typeof answer === 'string' ? answer : JSON.stringify(answer) };
  const { userPoolId, userPoolClientIds, clock } = world.dependencies;
  const verifierOf = (clients: readonly string[] | null) =>
    createCognitoTokenVerifier({
      userPoolId,
      userPoolClientIds: clients,
      acceptedTokenUse: ['access'],
      cognitoEndpoint: world.keyServer.address,
      clock,
    });
  const proxy = createCognitoProxy({
    ...world.dependencies,
    callerVerifier: verifierOf(null),
    forward: createCognitoEndpoint(endpoint),
    registration: {
      ...world.dependencies,
      registry,
      verifier: verifierOf(userPoolClientIds),
      maxSessions,
      keepsDevices,
    },
  });
  const headers = { ...GOLDEN.headers, 'x-amz-target': `AWSCognitoIdentityProviderService.${operation}` };
  return proxy({ ...GOLDEN, ...encoded('{}'), headers });
}

const tokensOf = (sessionId: string, overrides: Record<string, unknown> = {}) => ({
  AuthenticationResult: {
    AccessToken: world.token(accessPayload({ origin_jti: sessionId, ...overrides })),
    RefreshToken: 'refresh-1',
  },
});
const registered = () => [...registry.kept.values()].map(({ session }) => session.sessionId);

describe('whoever signs in through the proxy', () => {
  it.each(['InitiateAuth', 'RespondToAuthChallenge', 'GetTokensFromRefreshToken'])(
    'is registered by what Cognito answers to %s, which comes through as it is',
    async (operation) => {
      const answer = tokensOf('session-1');

      const { statusCode, body } = await ask(operation, answer);

      expect([statusCode, body]).toEqual([200, JSON.stringify(answer)]);
      const { userAgent, sourceIp } = GOLDEN.requestContext.http;
      expect([...registry.kept.values()]).toMatchObject([
        { session: { sub: 'user-1', sessionId: 'session-1', userAgent, ipAddress: sourceIp }, isListed: true },
      ]);
    },
  );

  it('is registered without the device where the owner does not want it kept', async () => {
    await ask('InitiateAuth', tokensOf('session-1'), { keepsDevices: false });

    const [{ session } = {}] = registry.kept.values();
    expect(session).not.toHaveProperty('userAgent');
    expect(session).not.toHaveProperty('ipAddress');
  });

  it.each([
    ['a challenge', { ChallengeName: 'SOFTWARE_TOKEN_MFA', Session: 'x' }, 200],
    ['an error', { __type: 'NotAuthorizedException', AuthenticationResult: { AccessToken: 'x' } }, 400],
    ['no JSON', '<html>', 200],
    ['null', 'null', 200],
    ['null for tokens', { AuthenticationResult: null }, 200],
    ['a token that is none', { AuthenticationResult: { AccessToken: 7 } }, 200],
    ['a token of nobody', { AuthenticationResult: { AccessToken: 'a.b.c' } }, 200],
  ])('is not registered by %s, which comes through as it is', async (_, answer, status) => {
    const { statusCode, body } = await ask('InitiateAuth', answer, { maxSessions: 1 }, status);

    expect([statusCode, body]).toEqual([status, typeof answer === 'string' ? answer : JSON.stringify(answer)]);
    expect(registered()).toEqual([]);
    expect(world.telemetry.faults).toEqual([]);
  });

  it("is not registered by another operation's answer, or another pool's or key's token", async () => {
    await ask('GetUser', tokensOf('session-1'));
    await ask(
      'InitiateAuth',
      tokensOf('session-1', { iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' }),
    );
    const forged = sign(accessPayload(), createSigningKey('key-1'));
    await ask('InitiateAuth', { AuthenticationResult: { AccessToken: forged } });

    expect(registered()).toEqual([]);
  });

  it('ends the oldest session where there are more than the owner allows', async () => {
    const now = Math.floor(Date.now() / 1000);
    await ask('InitiateAuth', tokensOf('old', { auth_time: now - 100 }), { maxSessions: 1 });
    const { statusCode } = await ask('InitiateAuth', tokensOf('new', { auth_time: now - 10 }), { maxSessions: 1 });

    expect(statusCode).toBe(200);
    expect([...world.revocations.records.keys()]).toEqual([`${POOL}#session#old`]);
  });

  it('learns at once that the session is the one too many', async () => {
    const now = Math.floor(Date.now() / 1000);
    await ask('InitiateAuth', tokensOf('b', { auth_time: now }), { maxSessions: 1 });

    const { statusCode, body } = await ask('InitiateAuth', tokensOf('a', { auth_time: now }), { maxSessions: 1 });

    expect(statusCode).toBe(400);
    expect(JSON.parse(body ?? '')).toEqual({ __type: 'NotAuthorizedException', message: 'The session has ended' });
    expect(world.telemetry.rejections).toEqual(['revoked']);
    expect([...world.revocations.records.keys()]).toEqual([`${POOL}#session#a`]);
  });

  it('of an ended session that is refreshed is not listed', async () => {
    const now = Math.floor(Date.now() / 1000);
    await ask('InitiateAuth', tokensOf('old', { auth_time: now - 100 }), { maxSessions: 1 });
    await ask('InitiateAuth', tokensOf('new', { auth_time: now - 10 }), { maxSessions: 1 });

    const { statusCode } = await ask('GetTokensFromRefreshToken', tokensOf('old', { auth_time: now - 100 }));

    expect(statusCode).toBe(200);
    const listed = [...registry.kept.values()].filter(({ isListed }) => isListed);
    expect(listed.map(({ session }) => session.sessionId)).toEqual(['new']);
  });
});

describe('where the registry does not answer', () => {
  beforeEach(() => {
    registry.fault = FAULT;
  });

  it.each([
    ['a sign-in goes on', 'InitiateAuth', {}, true, 200],
    ['a sign-in that may be one too many does not', 'InitiateAuth', { maxSessions: 3 }, true, 500],
    ['nor does one that answers a challenge', 'RespondToAuthChallenge', { maxSessions: 3 }, true, 500],
    ['a refresh goes on', 'InitiateAuth', { maxSessions: 3 }, false, 200],
    ['so does one that rotates', 'GetTokensFromRefreshToken', { maxSessions: 3 }, true, 200],
  ] as const)('%s', async (_, operation, owner, hasRefreshToken, status) => {
    const { AuthenticationResult } = tokensOf('session-1');
    const { RefreshToken, ...others } = AuthenticationResult;

    const answer = await ask(
      operation,
      {
        AuthenticationResult: { ...others, ...(hasRefreshToken && { RefreshToken }) },
      },
      owner,
    );

    expect(answer.statusCode).toBe(status);
    expect(world.telemetry.faults).toEqual([FAULT]);
    if (status === 500) {
      expect(JSON.parse(answer.body ?? '')).toEqual({
        __type: 'InternalErrorException',
        message: 'The session could not be registered',
      });
    }
  });
});
