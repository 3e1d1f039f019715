import { ENVIRONMENT } from '../../../lambda/contract';
import { searchMessage } from '../../../lambda/core/connections/connection-search';
import { endingMessage } from '../../../lambda/core/connections/ending-queue';
import { RevocationError } from '../../../lambda/core/errors';
import { userKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { revocationMessage } from '../../../lambda/core/revocation/revocation-message';
import {
  createWebSocketAuthorizer,
  type WebSocketAuthorizerEvent,
} from '../../../lambda/handlers/authorizers/websocket-authorizer';
import { connectDependencies } from '../../../lambda/handlers/connections/composition';
import { createEndConnections } from '../../../lambda/handlers/connections/end-connections';
import { createEndDueConnections } from '../../../lambda/handlers/connections/end-due-connections';
import { createConnect } from '../../../lambda/handlers/connections/websocket-connect';
import { webSocketContextOf, type WebSocketEvent } from '../../../lambda/handlers/connections/websocket-context';
import { createDisconnect } from '../../../lambda/handlers/connections/websocket-disconnect';
import { createEcho } from '../../../lambda/handlers/connections/websocket-echo';
import {
  FakeConnectionGateway,
  InMemoryConnectionRegistry,
  InMemoryEndingQueue,
  InMemorySearchQueue,
} from '../../fakes/in-memory-connections';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { claimsOf, machineClaims } from '../../support/claims';
import { StandingClock } from '../../support/clock';
import { connectionOf } from '../../support/connections';
import { event } from '../../support/events';
import { messageOf } from '../../support/revocations';
import { RecordingTelemetry } from '../../support/telemetry';
import { accessPayload, idPayload } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

const CONTEXT = { awsRequestId: 'request-1' };
const NOW = 1_800_000_010_000;

function createOutside() {
  return {
    registry: new InMemoryConnectionRegistry(),
    gateway: new FakeConnectionGateway(),
    endings: new InMemoryEndingQueue(),
    searches: new InMemorySearchQueue(),
    revocations: new InMemoryRevocationStore(),
    clock: new StandingClock(NOW),
    telemetry: new RecordingTelemetry(),
    subprotocols: [] as string[],
  };
}

let outside: ReturnType<typeof createOutside>;

beforeEach(() => {
  outside = createOutside();
});

/** An event of a connection that the authorizer has accepted: its opening, unless another is meant. */
function eventOf(
  claims = claimsOf(),
  headers: Record<string, string> = {},
  eventType: WebSocketEvent['requestContext']['eventType'] = 'CONNECT',
) {
  return {
    headers,
    requestContext: {
      eventType,
      apiId: 'api1',
      stage: 'v1',
      connectionId: 'connection-1',
      requestId: 'request-1',
      authorizer: webSocketContextOf(claims),
    },
  };
}

/** A header for each of these. */
const offering = (values: readonly string[]) => ({ 'Sec-WebSocket-Protocol': values });

describe("a WebSocket API's authorizer", () => {
  let world: World;
  let token: string;
  let other: string;

  beforeAll(async () => {
    world = await createWorld();
    token = world.token(accessPayload());
    other = world.token(idPayload());
  });

  afterAll(() => world.stop());

  const authorize = (overrides: Partial<WebSocketAuthorizerEvent>, allowQueryToken = false) =>
    createWebSocketAuthorizer({ ...world.dependencies, allowQueryToken })({
      ...event<WebSocketAuthorizerEvent>('websocket-authorizer', token),
      headers: {},
      multiValueHeaders: {},
      ...overrides,
    });

  it('lets the one connection open, and tells what it is ended by', async () => {
    const answer = await authorize({ headers: { Authorization: token } });

    expect(answer).toMatchObject({
      principalId: 'user-1',
      policyDocument: {
        Statement: [
          {
            Effect: 'Allow',
            Action: 'execute-api:Invoke',
            Resource: 'arn:aws:execute-api:us-east-1:123456789012:abcd1234/v1/$connect',
          },
        ],
      },
      context: { sub: 'user-1', sessionId: 'session-1', sessionKind: 'session', userPoolId: 'us-east-1_Example' },
    });
    for (const value of Object.values(answer.context ?? {})) expect(typeof value).toBe('string');
  });

  it.each<[string, () => Partial<WebSocketAuthorizerEvent>]>([
    ['a bearer', () => ({ headers: { authorization: `bearer ${token}` } })],
    ['a bare token', () => ({ multiValueHeaders: { AUTHORIZATION: [token] } })],
    ['subprotocols', () => ({ headers: { 'Sec-WebSocket-Protocol': `bearer, ${token}` } })],
    ['subprotocols without a space', () => ({ headers: { 'sec-websocket-protocol': `bearer,${token}` } })],
    ['subprotocols of two headers', () => ({ multiValueHeaders: { 'Sec-WebSocket-Protocol': ['bearer', token] } })],
    ['subprotocols, one header each', () => ({ multiValueHeaders: offering(['chat', `bearer, ${token}`, 'v2']) })],
    ['subprotocols in capitals', () => ({ headers: { 'Sec-WebSocket-Protocol': `BEARER, ${token}` } })],
    ['subprotocols with spaces', () => ({ headers: { 'Sec-WebSocket-Protocol': ` Bearer \t,  ${token} ` } })],
    ['subprotocols with an empty item', () => ({ headers: { 'Sec-WebSocket-Protocol': `bearer,, ${token},` } })],
    ["subprotocols, before the app's own", () => ({ headers: { 'Sec-WebSocket-Protocol': `bearer, ${token}, chat` } })],
    ["subprotocols, after the app's own", () => ({ headers: { 'Sec-WebSocket-Protocol': `chat, bearer, ${token}` } })],
    [
      "subprotocols, amid the app's own",
      () => ({ headers: { 'Sec-WebSocket-Protocol': `a, bearer, ${token}, b, c` } }),
    ],
    [
      'a header, beside subprotocols that hold none',
      () => ({ headers: { Authorization: token, 'Sec-WebSocket-Protocol': 'chat, v2' } }),
    ],
  ])('takes the token from %s', async (_, overrides) => {
    await expect(authorize(overrides())).resolves.toMatchObject({ principalId: 'user-1' });
  });

  it('takes it from the query string only where that is allowed', async () => {
    const single = { queryStringParameters: { access_token: token } };
    const multiple = { multiValueQueryStringParameters: { access_token: [token] } };
    const twice = { multiValueQueryStringParameters: { access_token: [token, token] } };

    for (const query of [single, multiple]) {
      await expect(authorize(query, true)).resolves.toBeDefined();
      await expect(authorize(query, false)).rejects.toThrow(/^Unauthorized$/);
    }
    await expect(authorize(twice, true)).rejects.toThrow(/^Unauthorized$/);
    await expect(authorize({ headers: { Authorization: token }, ...single }, true)).rejects.toThrow(/^Unauthorized$/);
  });

  it.each<[string, () => Partial<WebSocketAuthorizerEvent>]>([
    ['nothing', () => ({ headers: null, multiValueHeaders: null, queryStringParameters: null })],
    ['the subprotocol alone', () => ({ headers: { 'Sec-WebSocket-Protocol': 'bearer' } })],
    ['a token alone', () => ({ headers: { 'Sec-WebSocket-Protocol': token } })],
    ['the wrong order', () => ({ headers: { 'Sec-WebSocket-Protocol': `${token}, bearer` } })],
    ["an app's own after the subprotocol", () => ({ headers: { 'Sec-WebSocket-Protocol': `bearer, a!b, ${token}` } })],
    ['nothing after the subprotocol', () => ({ headers: { 'Sec-WebSocket-Protocol': 'chat, bearer, ' } })],
    [
      'two in the subprotocols',
      () => ({ headers: { 'Sec-WebSocket-Protocol': `bearer, ${token}, Bearer, ${other}` } }),
    ],
    ['the subprotocol twice', () => ({ headers: { 'Sec-WebSocket-Protocol': `bearer, bearer, ${token}` } })],
    ['the subprotocol for a token', () => ({ headers: { 'Sec-WebSocket-Protocol': 'bearer, bearer' } })],
    ['two in two headers', () => ({ multiValueHeaders: offering([`bearer, ${token}`, `bearer, ${other}`]) })],
    ['one with its scheme', () => ({ headers: { 'Sec-WebSocket-Protocol': `bearer, Bearer ${token}` } })],
    [
      'the subprotocol beside a header that holds one',
      () => ({ headers: { Authorization: token, 'Sec-WebSocket-Protocol': 'chat, bearer' } }),
    ],
    ["AppSync's own scheme", () => ({ headers: { Authorization: `Lambda ${token}` } })],
    ['two headers', () => ({ multiValueHeaders: { Authorization: [token, other] } })],
    [
      'two places',
      () => ({ headers: { Authorization: `Bearer ${token}`, 'Sec-WebSocket-Protocol': `bearer, ${token}` } }),
    ],
    [
      'a broken one in one of two places',
      () => ({ headers: { Authorization: 'Bearer ', 'Sec-WebSocket-Protocol': `bearer, ${token}` } }),
    ],
  ])('takes %s for no token', async (_, overrides) => {
    await expect(authorize(overrides())).rejects.toThrow(/^Unauthorized$/);
    expect(world.telemetry.rejections.at(-1)).toBe('missing_token');
  });
});

describe('$connect', () => {
  it('registers the connection, and opens it', async () => {
    await expect(createConnect(outside)(eventOf())).resolves.toEqual({ statusCode: 200 });

    expect([...outside.registry.connections.values()]).toEqual([connectionOf()]);
  });

  it('registers a machine by its token', async () => {
    await createConnect(outside)(eventOf(machineClaims()));

    expect([...outside.registry.connections.values()]).toMatchObject([
      { sub: 'client-1', session: { kind: 'token', id: 'machine-1' }, signedInAt: 1_800_000_000 },
    ]);
  });

  it('answers the subprotocol, but not the token in it', async () => {
    const headers = { 'Sec-WebSocket-Protocol': 'bearer, x.y.z' };

    await expect(createConnect(outside)(eventOf(claimsOf(), headers))).resolves.toEqual({
      statusCode: 200,
      headers: { 'Sec-WebSocket-Protocol': 'bearer' },
    });
  });

  it.each<[offered: string, named: string[], answered: string | undefined]>([
    ['Bearer, x.y.z', [], 'Bearer'],
    ['BEARER,x.y.z', ['chat'], 'BEARER'],
    ['chat, bearer, x.y.z', [], 'bearer'],
    ['chat, bearer, x.y.z', ['other'], 'bearer'],
    ['chat, bearer, x.y.z', ['chat'], 'chat'],
    ['bearer, x.y.z, chat', ['chat'], 'chat'],
    ['Chat, bearer, x.y.z', ['chat'], 'bearer'],
    ['bearer, x.y.z', ['x.y.z'], 'bearer'],
    ['v2, v1, bearer, x.y.z', ['v1', 'v2'], 'v2'],
    ['v3, v1, bearer, x.y.z', ['v1', 'v2'], 'v1'],
    ['chat', ['chat'], 'chat'],
    [' chat ,, other', ['other'], 'other'],
    ['chat', ['other'], undefined],
    ['', ['chat'], undefined],
  ])('answers one of those offered, if it is asked %j and the app has %j: %j', async (offered, named, answered) => {
    outside.subprotocols = named;

    const answer = await createConnect(outside)(eventOf(claimsOf(), { 'sec-websocket-protocol': offered }));

    expect(answer).toEqual({
      statusCode: 200,
      ...(answered !== undefined && { headers: { 'Sec-WebSocket-Protocol': answered } }),
    });
  });

  it("answers the app's own subprotocol from whichever header", async () => {
    outside.subprotocols = ['chat'];
    const event = { ...eventOf(), headers: {}, multiValueHeaders: offering(['bearer, x.y.z', 'chat']) };

    await expect(createConnect(outside)(event)).resolves.toMatchObject({
      headers: { 'Sec-WebSocket-Protocol': 'chat' },
    });
  });

  it("is told the app's own subprotocols by its environment", () => {
    process.env[ENVIRONMENT.subprotocols] = 'v1,v2';
    expect(connectDependencies().subprotocols).toEqual(['v1', 'v2']);

    Reflect.deleteProperty(process.env, ENVIRONMENT.subprotocols);
    expect(connectDependencies().subprotocols).toEqual([]);
  });

  it('refuses what has been revoked meanwhile, and forgets it', async () => {
    const key = userKeyOf(claimsOf());
    const revocation = { kind: 'user' as const, key, expiresAt: 1, tokensValidAfter: 1_800_000_000 };
    const audit = { revokedAt: 1, initiatedBy: 'user' as const, actor: 'a', reason: 'r', requestId: 'q' };
    await outside.revocations.update(key, () => revocation, audit);

    await expect(createConnect(outside)(eventOf())).resolves.toEqual({ statusCode: 401 });

    expect(outside.registry.connections.size).toBe(0);
    expect(outside.telemetry.rejections).toEqual(['revoked']);
  });

  it('refuses what nobody knows, and what comes from behind another authorizer', async () => {
    const { requestContext } = eventOf();
    const foreign = { requestContext: { ...requestContext, authorizer: undefined } };
    await expect(createConnect(outside)(foreign)).resolves.toEqual({ statusCode: 500 });
    outside.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');
    await expect(createConnect(outside)(eventOf())).resolves.toEqual({ statusCode: 500 });

    expect(outside.telemetry.faults).toHaveLength(2);
  });

  it('as the route that a message names does nothing: it neither registers the connection nor forgets it', async () => {
    const message = { ...eventOf(claimsOf(), {}, 'MESSAGE'), body: '{"action":"$connect"}' };
    await expect(createConnect(outside)(message)).resolves.toEqual({ statusCode: 200 });
    expect(outside.registry.connections.size).toBe(0);

    await outside.registry.add(connectionOf());
    outside.clock.time = connectionOf().tokenExpiresAt * 1000;
    await expect(createConnect(outside)(message)).resolves.toEqual({ statusCode: 200 });
    expect([...outside.registry.connections.values()]).toEqual([connectionOf()]);
    expect([outside.telemetry.faults, outside.telemetry.rejections]).toEqual([[], []]);
  });

  it('opens nothing by an event that does not say that it is an opening', async () => {
    const { requestContext, ...rest } = eventOf();
    for (const eventType of ['DISCONNECT', 'connect', '', undefined]) {
      const event = { ...rest, requestContext: { ...requestContext, eventType } } as WebSocketEvent;
      await expect(createConnect(outside)(event)).resolves.toEqual({ statusCode: 500 });
    }

    expect(outside.registry.connections.size).toBe(0);
    expect(outside.telemetry.faults).toHaveLength(4);
  });
});

describe('the count of connections', () => {
  const ended = () => eventOf(claimsOf(), {}, 'DISCONNECT');
  const message = () => eventOf(claimsOf(), {}, 'MESSAGE');

  it('goes up by one that is let in, and down by one that has closed', async () => {
    await createConnect(outside)(eventOf());
    await createDisconnect(outside)(ended());

    expect([outside.telemetry.opened, outside.telemetry.closed]).toEqual([['request-1'], ['request-1']]);
  });

  it('is not changed by one that is refused, nor by a message that names a route', async () => {
    outside.registry.fault = new RevocationError('connection_registry_unavailable', 'down');
    await createConnect(outside)(eventOf());
    await createConnect(outside)(message());
    await createDisconnect(outside)(message());

    expect([outside.telemetry.opened, outside.telemetry.closed]).toEqual([[], []]);
  });

  it('goes down by one that has closed and can’t be forgotten', async () => {
    outside.registry.fault = new RevocationError('connection_registry_unavailable', 'down');
    await createDisconnect(outside)(ended());

    expect(outside.telemetry.closed).toEqual(['request-1']);
  });
});

describe('$disconnect', () => {
  const ended = () => eventOf(claimsOf(), {}, 'DISCONNECT');

  it('forgets the connection', async () => {
    await createConnect(outside)(eventOf());

    await expect(createDisconnect(outside)(ended())).resolves.toEqual({ statusCode: 200 });

    expect(outside.registry.connections.size).toBe(0);
  });

  it('as the route that a message names forgets no connection, and is no fault', async () => {
    await createConnect(outside)(eventOf());
    const message = { ...eventOf(claimsOf(), {}, 'MESSAGE'), body: '{"action":"$disconnect"}' };

    await expect(createDisconnect(outside)(message)).resolves.toEqual({ statusCode: 200 });

    expect([...outside.registry.connections.values()]).toEqual([connectionOf()]);
    expect(outside.telemetry.faults).toEqual([]);
  });

  it('tells the operators if it cannot', async () => {
    outside.registry.fault = new RevocationError('connection_registry_unavailable', 'down');

    await expect(createDisconnect(outside)(ended())).resolves.toEqual({ statusCode: 500 });

    expect(outside.telemetry.faults).toEqual([outside.registry.fault]);
  });
});

describe('$default', () => {
  it('sends a frame back as it came, whether or not the client is still there', async () => {
    await expect(createEcho(outside)({ ...eventOf(), body: '{"action":"x"}' })).resolves.toEqual({ statusCode: 200 });

    expect(outside.gateway.sent).toEqual([['connection-1', '{"action":"x"}']]);
  });

  it('tells the operators if it cannot', async () => {
    const fault = new RevocationError('connection_unreachable', 'down');
    outside.gateway.faults.set('connection-1', fault);

    await expect(createEcho(outside)({ ...eventOf(), body: 'x' })).resolves.toEqual({ statusCode: 500 });

    expect(outside.telemetry.faults).toEqual([fault]);
  });
});

describe('a revocation that is handed on', () => {
  const revocation = {
    kind: 'user' as const,
    key: userKeyOf(connectionOf()),
    expiresAt: 1,
    tokensValidAfter: connectionOf().signedInAt,
  };
  const delivered = (messageId: string, body: string) => ({ messageId, body }) as never;

  it('ends what it rejects, and goes on with a search where that is', async () => {
    outside.registry.pageSize = 1;
    for (const connectionId of ['connection-1', 'connection-2']) {
      await outside.registry.add(connectionOf({ connectionId }));
      outside.gateway.open.add(connectionId);
    }
    const handle = createEndConnections(outside);
    const first = delivered('1', revocationMessage(messageOf(revocation)));

    await expect(handle({ Records: [first] }, CONTEXT)).resolves.toEqual({ batchItemFailures: [] });
    expect([...outside.gateway.open]).toEqual(['connection-2']);

    const [search] = outside.searches.searches;
    if (search === undefined) throw new Error('the search has ended');
    const next = delivered('2', searchMessage(search));
    await expect(handle({ Records: [next] }, CONTEXT)).resolves.toEqual({ batchItemFailures: [] });
    expect(outside.gateway.open.size).toBe(0);
    expect(new Set(outside.telemetry.requestIds)).toEqual(new Set(['request-1']));
  });

  it.each([
    ['nonsense', '{'],
    ['another version', JSON.stringify({ ...messageOf(revocation), version: 2 })],
    ['a place that is none', JSON.stringify({ ...messageOf(revocation), place: 1 })],
  ])('is named if it cannot be used, and holds up no other: %s', async (_, body) => {
    await outside.registry.add(connectionOf());
    outside.gateway.open.add('connection-1');
    const Records = [delivered('1', body), delivered('2', revocationMessage(messageOf(revocation)))];

    await expect(createEndConnections(outside)({ Records }, CONTEXT)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    });
    expect(outside.gateway.open.size).toBe(0);
    expect(outside.telemetry.faults).toMatchObject([{ code: 'unusable_message' }]);
  });
});

describe('the queue', () => {
  const message = (messageId: string, body: string) => ({ messageId, body }) as never;

  it('ends what is due, and names what it could not', async () => {
    const [good, bad] = [connectionOf(), connectionOf({ connectionId: 'connection-2' })];
    for (const connection of [good, bad]) {
      await outside.registry.add(connection);
      outside.gateway.open.add(connection.connectionId);
    }
    outside.gateway.faults.set('connection-2', new RevocationError('connection_not_ended', 'throttled'));
    const Records = [
      message('1', endingMessage({ connection: bad, dueAt: NOW })),
      message('2', endingMessage({ connection: good, dueAt: NOW })),
    ];

    await expect(createEndDueConnections(outside)({ Records }, CONTEXT)).resolves.toEqual({
      batchItemFailures: [{ itemIdentifier: '1' }],
    });
    expect([...outside.gateway.open]).toEqual(['connection-2']);
  });

  it.each(['', '{', 'null', '[]', '{"dueAt":1}', '{"dueAt":1,"connection":null}', '{"dueAt":1,"connection":{}}'])(
    'keeps what is no connection: %j',
    async (body) => {
      await expect(createEndDueConnections(outside)({ Records: [message('1', body)] }, CONTEXT)).resolves.toEqual({
        batchItemFailures: [{ itemIdentifier: '1' }],
      });
      expect(outside.telemetry.faults).toMatchObject([{ code: 'connection_registry_corrupt' }]);
    },
  );
});
