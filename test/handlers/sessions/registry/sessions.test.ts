import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { RevocationError } from '../../../../lambda/core/errors';
import { createAdminSessions } from '../../../../lambda/handlers/admin/admin-sessions';
import {
  createAppSyncSessions,
  type AppSyncSessionsEvent,
} from '../../../../lambda/handlers/sessions/registry/appsync-sessions';
import { createEndSession } from '../../../../lambda/handlers/sessions/registry/end-session';
import { createListSessions } from '../../../../lambda/handlers/sessions/registry/list-sessions';
import { createRegisterSession } from '../../../../lambda/handlers/sessions/registry/register-session';
import { InMemorySessionRegistry } from '../../../fakes/in-memory-session-registry';
import { event } from '../../../support/events';
import { accessPayload, POOL } from '../../../support/tokens';
import { createWorld, type World } from '../../../support/world';

type Event = Parameters<ReturnType<typeof createRegisterSession>>[0];
type AdminEvent = Parameters<ReturnType<typeof createAdminSessions>>[0];

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const UNAVAILABLE = { statusCode: 503, headers: { 'retry-after': '1' } };
const INVALID = { statusCode: 401, headers: { 'www-authenticate': 'Bearer error="invalid_token"' } };
const FAULT = new RevocationError('session_registry_unavailable', 'no');

let world: World;
let registry: InMemorySessionRegistry;
let dependencies: Parameters<typeof createRegisterSession>[0];

beforeEach(async () => {
  [world, registry] = [await createWorld(), new InMemorySessionRegistry()];
  world.userPool.users.set('alice', { sub: 'user-1', username: 'alice' });
  dependencies = { ...world.dependencies, registry, maxSessions: undefined, keepsDevices: true };
});

afterEach(async () => {
  await world.stop();
});

const tokenOf = (sessionId: string) => world.token(accessPayload({ origin_jti: sessionId }));

function requestOf(sessionId: string | undefined, overrides: Partial<Event> = {}): Event {
  const golden = event<Event>('http-sign-out', sessionId === undefined ? '' : tokenOf(sessionId));
  return { ...golden, body: '', ...(sessionId === undefined && { headers: {} }), ...overrides };
}

const register = (sessionId: string, body?: unknown) =>
  createRegisterSession(dependencies)(requestOf(sessionId, body === undefined ? {} : { body: JSON.stringify(body) }));
const list = (sessionId: string | undefined, queryStringParameters: Record<string, string> = {}) =>
  createListSessions(dependencies)(requestOf(sessionId, { queryStringParameters }));
const end = (sessionId: string | undefined, target: string) =>
  createEndSession(dependencies)(requestOf(sessionId, { pathParameters: { sessionId: target } }));
const bodyOf = ({ body }: APIGatewayProxyStructuredResultV2) => JSON.parse(body ?? '') as Record<string, unknown>;

describe('PUT /session', () => {
  it('answers the session as it is in the list, with what API Gateway tells of the client', async () => {
    const answer = await register('session-1', { label: 'Pixel 9' });

    expect(answer).toMatchObject({ statusCode: 200, headers: HEADERS });
    const { http } = requestOf('session-1').requestContext;
    expect(bodyOf(answer)).toEqual({
      sessionId: 'session-1',
      current: true,
      label: 'Pixel 9',
      clientId: 'client-1',
      signedInAt: expect.any(Number) as number,
      lastSeenAt: expect.any(Number) as number,
      userAgent: http.userAgent,
      ipAddress: http.sourceIp,
    });
    expect(bodyOf(await list('session-1'))).toEqual({ sessions: [bodyOf(answer)] });
  });

  it('keeps nothing of the client where the owner does not want it', async () => {
    Object.assign(dependencies, { keepsDevices: false });

    expect(Object.keys(bodyOf(await register('session-1')))).toEqual([
      'sessionId',
      'current',
      'clientId',
      'signedInAt',
      'lastSeenAt',
    ]);
  });

  it('answers 400 to a bad request, 401 to a bad token, 503 to a fault', async () => {
    await expect(register('session-1', { label: 5 })).resolves.toMatchObject({ statusCode: 400 });
    await expect(createRegisterSession(dependencies)(requestOf(undefined))).resolves.toMatchObject(INVALID);
    expect(world.telemetry.rejections).toEqual(['missing_token']);
    registry.fault = FAULT;
    await expect(register('session-1')).resolves.toMatchObject(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([FAULT]);
  });
});

describe('GET /sessions', () => {
  it('goes on where a list ended, with which session is the own one', async () => {
    for (const id of ['a', 'b', 'c']) await register(id);

    const first = bodyOf(await list('a', { limit: '2' })) as { sessions: { sessionId: string }[]; nextToken: string };
    const second = bodyOf(await list('a', { nextToken: first.nextToken })) as { sessions: object[] };

    expect(first.sessions).toMatchObject([
      { sessionId: 'c', current: false },
      { sessionId: 'b', current: false },
    ]);
    expect(second).toEqual({ sessions: [expect.objectContaining({ sessionId: 'a', current: true })] });
  });

  it('answers 400 to a bad request, 401 to a bad token, 503 to a fault', async () => {
    await expect(list('a', { limit: 'all' })).resolves.toMatchObject({ statusCode: 400 });
    await expect(list(undefined)).resolves.toMatchObject(INVALID);
    registry.fault = FAULT;
    await expect(list('a')).resolves.toMatchObject(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([FAULT]);
  });
});

describe('DELETE /sessions/{sessionId}', () => {
  it('answers as a sign-out, and tells operators', async () => {
    await register('a');
    await register('b');

    const answer = await end('a', 'b');

    expect(answer).toMatchObject({ statusCode: 200, headers: HEADERS });
    expect(bodyOf(answer)).toEqual({
      outcome: 'partial',
      scope: 'session',
      signedOutAt: expect.any(Number) as number,
      unfinished: ['refresh_token'],
    });
    expect([...world.revocations.records.keys()]).toEqual([`${POOL}#session#b`]);
    expect(world.telemetry.signOuts).toMatchObject([{ outcome: 'partial', scope: 'session' }]);
  });

  it("answers 404 to what is not the user's, 401 to a bad token, 503 to a fault", async () => {
    await expect(end('a', 'b')).resolves.toMatchObject({ statusCode: 404, body: '{"error":"unknown_session"}' });
    await expect(createEndSession(dependencies)(requestOf('a'))).resolves.toMatchObject({ statusCode: 404 });
    await expect(end(undefined, 'b')).resolves.toMatchObject(INVALID);
    registry.fault = FAULT;
    await expect(end('a', 'b')).resolves.toMatchObject(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([FAULT]);
  });
});

describe('POST /admin/sessions', () => {
  const ask = (body: unknown, overrides: Partial<AdminEvent> = {}) =>
    createAdminSessions({ ...world.dependencies, registry })({
      ...event<AdminEvent>('http-admin-sign-out'),
      body: JSON.stringify(body),
      ...overrides,
    });

  it.each([{ username: 'alice' }, { sub: 'user-1' }])(
    'lists the sessions of %j, of which none is the own',
    async (user) => {
      await register('a');
      await register('b');

      const answer = await ask({ ...user, limit: 1 });

      expect(answer).toMatchObject({ statusCode: 200, headers: HEADERS });
      expect(bodyOf(answer)).toEqual({
        sessions: [expect.objectContaining({ sessionId: 'b', current: false })],
        nextToken: expect.any(String) as string,
      });
    },
  );

  it('answers 404 to a username that nobody has, 400 to a bad request, 503 to a fault, 403 to whom IAM did not let in', async () => {
    await expect(ask({ username: 'nobody' })).resolves.toMatchObject({
      statusCode: 404,
      body: '{"error":"unknown_user"}',
    });
    await expect(ask({})).resolves.toMatchObject({ statusCode: 400 });
    await expect(ask({}, { body: '{' })).resolves.toMatchObject({ statusCode: 400 });
    const { requestContext } = event<AdminEvent>('http-admin-sign-out');
    Reflect.deleteProperty(requestContext, 'authorizer');
    await expect(ask({ sub: 'user-1' }, { requestContext })).resolves.toMatchObject({ statusCode: 403 });
    registry.fault = FAULT;
    await expect(ask({ sub: 'user-1' })).resolves.toMatchObject(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([FAULT]);
  });
});

describe('the GraphQL fields', () => {
  const resolve = (asked: AppSyncSessionsEvent) =>
    createAppSyncSessions(dependencies)(asked, { awsRequestId: 'request-1' });

  it('list sessions, with AppSync sending null for what is left out', async () => {
    for (const id of ['a', 'b', 'c']) await register(id);
    const authorization = tokenOf('a');

    const all = await resolve({ field: 'sessions', authorization, limit: null });
    const one = await resolve({ field: 'sessions', authorization: `Lambda ${authorization}`, limit: 1 });

    expect((all as { sessions: object[] }).sessions).toHaveLength(3);
    expect(one).toMatchObject({ sessions: [{ sessionId: 'c', current: false }] });
  });

  it('end one', async () => {
    await register('a');
    await register('b');
    const authorization = tokenOf('a');

    await expect(resolve({ field: 'endSession', authorization, sessionId: 'b' })).resolves.toMatchObject({
      outcome: 'partial',
      scope: 'session',
    });
    expect([...world.revocations.records.keys()]).toEqual([`${POOL}#session#b`]);
  });

  it('say by an error what was not done', async () => {
    const authorization = tokenOf('a');
    const errorOf = async (asked: Partial<AppSyncSessionsEvent>) =>
      ((await resolve({ field: 'sessions', authorization, ...asked })) as { error?: string }).error;

    await expect(errorOf({ limit: 0 })).resolves.toBe('invalid_request');
    await expect(errorOf({ authorization: null })).resolves.toBe('invalid_token');
    await expect(errorOf({ field: 'endSession', sessionId: 'b' })).resolves.toBe('unknown_session');
    await expect(errorOf({ field: 'endSession', sessionId: null })).resolves.toBe('unknown_session');
    await expect(errorOf({ field: 'endSession', authorization: 'x', sessionId: 'b' })).resolves.toBe('invalid_token');
    registry.fault = FAULT;
    await expect(errorOf({})).resolves.toBe('temporarily_unavailable');
    await expect(errorOf({ field: 'endSession', sessionId: 'b' })).resolves.toBe('temporarily_unavailable');
    expect(world.telemetry.faults).toEqual([FAULT, FAULT]);
  });
});
