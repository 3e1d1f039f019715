import { RevocationError } from '../lambda/core/errors';
import { createAppSyncAuthorizer } from '../lambda/handlers/authorizers/appsync-authorizer';
import { createHttpAuthorizer } from '../lambda/handlers/authorizers/http-authorizer';
import { createRestAuthorizer } from '../lambda/handlers/authorizers/rest-authorizer';
import { createWebSocketAuthorizer } from '../lambda/handlers/authorizers/websocket-authorizer';
import { createAdmission } from '../lambda/handlers/connections/websocket-admission';
import { createIntrospect } from '../lambda/handlers/oauth/introspect';
import { createAppSyncSignOut } from '../lambda/handlers/sign-out/appsync-sign-out';
import { createSignOut } from '../lambda/handlers/sign-out/sign-out';
import { InMemoryConnectionRegistry, InMemoryEndingQueue } from './fakes/in-memory-connections';
import type { Session } from '../verify';
import { verifierOf } from '../verify/verifier/verifier';
import { StandingClock } from './support/clock';
import { servicesOf } from './support/services';
import { event, form } from './support/events';
import { accessPayload, createSigningKey, idPayload, machinePayload, sign } from './support/tokens';
import { createWorld, type World } from './support/world';

type Verdict = 'accepted' | 'rejected' | 'fault';

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.stop();
});

/** The same token, at every door. Nothing is signed out by it: the order that the sign-out gets is a bad one. */
async function verdictsOn(token: string, { dependencies } = world): Promise<Record<string, Verdict>> {
  const http = await createHttpAuthorizer(dependencies)(event('http-authorizer', token)).then(
    (result) => ('isAuthorized' in result && result.isAuthorized ? 'accepted' : 'rejected'),
    (): Verdict => 'fault',
  );
  const rest = await byPolicy(createRestAuthorizer(dependencies)(event('rest-authorizer', token)));
  const appSync = await createAppSyncAuthorizer(dependencies)(event('appsync-authorizer', token)).then(
    ({ isAuthorized }) => (isAuthorized ? 'accepted' : 'rejected'),
    (): Verdict => 'fault',
  );
  const webSocket = await byPolicy(
    createWebSocketAuthorizer({ ...dependencies, allowQueryToken: false })(event('websocket-authorizer', token)),
  );
  const registering = {
    registry: new InMemoryConnectionRegistry(),
    endings: new InMemoryEndingQueue(),
    subprotocols: [],
    allowQueryToken: false,
  };
  const webSocketAdmission = await byPolicy(
    createAdmission({ ...dependencies, ...registering })(event('websocket-authorizer', token)),
  );
  const { statusCode = 0 } = await createSignOut(dependencies)({
    ...event<Parameters<ReturnType<typeof createSignOut>>[0]>('http-sign-out', token),
    body: '{"scope":"nothing"}',
  });
  const mutation = await createAppSyncSignOut(dependencies)(
    { ...event<Parameters<ReturnType<typeof createAppSyncSignOut>>[0]>('appsync-sign-out', token), scope: 'NOTHING' },
    { awsRequestId: 'request-1' },
  );
  const introspection = await createIntrospect(dependencies)({
    ...event<Parameters<ReturnType<typeof createIntrospect>>[0]>('http-introspect'),
    ...form({ token }),
  });
  const errors: Record<string, Verdict> = {
    invalid_request: 'accepted',
    invalid_token: 'rejected',
    temporarily_unavailable: 'fault',
  };
  const statuses: Record<number, Verdict> = { 400: 'accepted', 401: 'rejected', 503: 'fault' };
  return {
    http,
    rest,
    appSync,
    webSocket,
    webSocketAdmission,
    signOut: statuses[statusCode] ?? 'fault',
    mutation: ('error' in mutation ? errors[mutation.error] : undefined) ?? 'fault',
    introspection: verdictOf(introspection),
    ...(await services(token, dependencies)),
  };
}

/** An authorizer that speaks policies says no by an error of that very text. */
async function byPolicy(answer: Promise<unknown>): Promise<Verdict> {
  return answer.then(
    () => 'accepted',
    (error: unknown) => ((error as Error).message === 'Unauthorized' ? 'rejected' : 'fault'),
  );
}

const STATUSES: Readonly<Record<number, Verdict>> = { 200: 'accepted', 401: 'rejected', 503: 'fault' };

/** Services behind no gateway: each adapter. */
async function services(token: string, dependencies: World['dependencies']): Promise<Record<string, Verdict>> {
  const verifier = verifierOf({ ...dependencies, isAccepted: () => true, onUnavailable: () => undefined });
  const answers = await servicesOf(verifier, `Bearer ${token}`);
  return Object.fromEntries(
    Object.entries(answers).map(([name, { statusCode }]) => [name, STATUSES[statusCode] ?? 'fault']),
  );
}

/** Introspection answers 400 where there is no token to ask about; it says `active` of nothing but tokens. */
function verdictOf({ statusCode, body = '' }: Awaited<ReturnType<ReturnType<typeof createIntrospect>>>): Verdict {
  if (statusCode === 400) return 'rejected';
  if (statusCode !== 200) return 'fault';
  const { active } = JSON.parse(body) as { active: unknown };
  if (active === true) return 'accepted';
  return body === '{"active":false}' ? 'rejected' : 'fault';
}

function everywhere(verdict: Verdict): Record<string, Verdict> {
  return {
    http: verdict,
    rest: verdict,
    appSync: verdict,
    webSocket: verdict,
    webSocketAdmission: verdict,
    signOut: verdict,
    mutation: verdict,
    introspection: verdict,
    express: verdict,
    fastify: verdict,
    hono: verdict,
    lambda: verdict,
  };
}

describe('every door gives the same verdict', () => {
  it.each([
    ['an access token', accessPayload(), 'accepted'],
    ['an ID token', idPayload(), 'accepted'],
    ['a machine token', machinePayload(), 'accepted'],
    ['a token of another client of ours', accessPayload({ client_id: 'client-2' }), 'accepted'],
    ['a token of a foreign client', accessPayload({ client_id: 'client-9' }), 'rejected'],
    ['a token of a foreign pool', accessPayload({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/x' }), 'rejected'],
    ['an expired token', accessPayload({ exp: 1_700_000_000 }), 'rejected'],
    ['a token without exp', accessPayload({ exp: undefined }), 'rejected'],
    ['a token whose auth_time is text', accessPayload({ auth_time: '1800000000' }), 'rejected'],
    ['a token without auth_time', accessPayload({ auth_time: undefined }), 'rejected'],
    ["a user's token without origin_jti, whatever its jti", accessPayload({ origin_jti: undefined }), 'rejected'],
    ["a user's token with neither", accessPayload({ origin_jti: undefined, jti: undefined }), 'rejected'],
    ["a machine's token without jti", machinePayload({ jti: undefined }), 'rejected'],
  ] as const)('on %s', async (_, payload, verdict) => {
    await expect(verdictsOn(world.token(payload))).resolves.toEqual(everywhere(verdict));
  });

  it('on a forged token, and on none', async () => {
    const forged = sign(accessPayload(), createSigningKey('key-1'));

    await expect(verdictsOn(forged)).resolves.toEqual(everywhere('rejected'));
    await expect(verdictsOn('')).resolves.toEqual(everywhere('rejected'));
  });

  it('on a token whose session is signed out, in every spelling that verifies, and on its siblings', async () => {
    const access = world.token(accessPayload());
    const sibling = world.token(idPayload());
    const refreshed = world.token(accessPayload({ jti: 'access-9', iat: Math.floor(Date.now() / 1000) }));
    const other = world.token(accessPayload({ origin_jti: 'session-2' }));
    await createSignOut(world.dependencies)(event('http-sign-out', access));

    for (const token of [...spellingsOf(access), sibling, refreshed]) {
      await expect(verdictsOn(token)).resolves.toEqual(everywhere('rejected'));
    }
    await expect(verdictsOn(other)).resolves.toEqual(everywhere('accepted'));
  });

  it.each([
    [-1, 'rejected'],
    [0, 'rejected'],
    [1, 'accepted'],
  ] as const)('on a token whose auth_time is the cut-off and %i s', async (after, verdict) => {
    const cutOff = Math.floor(Date.now() / 1000) - 60;
    const key = 'us-east-1_Example#user#user-1';
    const audit = {
      revokedAt: cutOff,
      initiatedBy: 'user' as const,
      actor: 'user-1',
      reason: 'test',
      requestId: 'request-1',
    };
    await world.revocations.update(key, () => ({ kind: 'user', key, expiresAt: 1, tokensValidAfter: cutOff }), audit);

    const payload = { auth_time: cutOff + after, iat: cutOff + 30 };
    await expect(verdictsOn(world.token(accessPayload(payload)))).resolves.toEqual(everywhere(verdict));
    await expect(verdictsOn(world.token(idPayload(payload)))).resolves.toEqual(everywhere(verdict));
  });

  it.each([
    [-1, 'accepted'],
    [0, 'rejected'],
    [1, 'rejected'],
  ] as const)('at the same instant: its exp and %i ms', async (after, verdict) => {
    const exp = Math.floor(Date.now() / 1000) + 3600;
    const clock = new StandingClock(exp * 1000 + after);
    const then = { ...world, dependencies: { ...world.dependencies, clock } };
    for (const payloadOf of [accessPayload, idPayload, machinePayload]) {
      await expect(verdictsOn(world.token(payloadOf({ exp })), then)).resolves.toEqual(everywhere(verdict));
    }
  });

  it.each([
    ['client', 'us-east-1_Example#client#client-1'],
    ['pool', 'us-east-1_Example#pool#us-east-1_Example'],
  ] as const)('on the tokens that a cut-off of a whole %s covers', async (kind, key) => {
    const tokensValidAfter = Math.floor(Date.now() / 1000) - 30;
    const audit = {
      revokedAt: tokensValidAfter,
      initiatedBy: 'user' as const,
      actor: 'x',
      reason: 'test',
      requestId: 'request-1',
    };
    const revocation = { kind: kind as 'client', key, expiresAt: 1, tokensValidAfter };
    await world.revocations.update(key, () => revocation, audit);

    for (const payload of [accessPayload(), idPayload(), machinePayload()]) {
      await expect(verdictsOn(world.token(payload))).resolves.toEqual(everywhere('rejected'));
    }
    const later = { auth_time: tokensValidAfter + 1, iat: tokensValidAfter + 1 };
    await expect(verdictsOn(world.token(accessPayload(later)))).resolves.toEqual(everywhere('accepted'));
  });

  it('when the table cannot be read: nobody knows', async () => {
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(verdictsOn(world.token(accessPayload()))).resolves.toEqual(everywhere('fault'));
  });

  it('when the keys cannot be fetched: nobody knows', async () => {
    world.keyServer.status = 503;

    await expect(verdictsOn(world.token(accessPayload()))).resolves.toEqual(everywhere('fault'));
  });
});

describe('every door knows the same of whom it lets in', () => {
  it.each([
    ['a user', accessPayload({ scope: 'openid orders/read', 'cognito:groups': ['a b', 'c,d'] })],
    ['a user by an ID token', idPayload()],
    ['a machine', machinePayload()],
  ])('%s', async (_, payload) => {
    const token = world.token(payload);
    const result = await createHttpAuthorizer(world.dependencies)(event('http-authorizer', token));
    const context = 'context' in result ? result.context : undefined;
    const verifier = verifierOf({ ...world.dependencies, isAccepted: () => true, onUnavailable: () => undefined });

    for (const { session } of Object.values(await servicesOf(verifier, `Bearer ${token}`))) {
      const { username, authTime, expiresAt, scopes, groups, ...same } = session ?? ({} as Session);
      expect({
        ...same,
        username: username ?? '',
        authTime: String(authTime ?? ''),
        expiresAt: String(expiresAt),
        scope: scopes.join(' '),
        groups: JSON.stringify(groups),
      }).toEqual(context);
    }
  });
});

/** Other texts that are the same token: the last character of a signature has bits that no decoder reads. */
function spellingsOf(token: string): string[] {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = alphabet.indexOf(token.slice(-1));
  const sameBits = Array.from(alphabet).filter((_, index) => index >> 4 === last >> 4);
  return [...sameBits.map((character) => token.slice(0, -1) + character), `${token}=`, `${token}==`];
}
