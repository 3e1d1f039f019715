import type { LiveConnection, LiveGateway } from '../../commands/verify/gateways/live';
import { realtimeAddressOf, subscriptionGateway } from '../../commands/verify/gateways/subscription';
import { shakeHands, webSocketGateway } from '../../commands/verify/gateways/web-socket';
import type { Lab } from '../../commands/verify/lab';
import { closeAll, judgeLive, openLive } from '../../commands/verify/promises/live-sessions';
import { runOpenedMeanwhile } from '../../commands/verify/promises/opened-meanwhile';
import { TrialReport } from '../../commands/verify/promises/promise-result';
import type { Scenario } from '../../commands/verify/promises/scenarios';
import { WebSocketServer, type Behaviour, type ServerSocket } from '../support/web-socket-server';

const { signal } = new AbortController();
const servers: WebSocketServer[] = [];

async function serve(behaviour: Behaviour): Promise<WebSocketServer> {
  const server = new WebSocketServer(behaviour);
  servers.push(server);
  await server.start();
  return server;
}

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
});

const asOpen = (connection: LiveConnection | string): LiveConnection => {
  if (typeof connection === 'string') throw new Error(connection);
  return connection;
};

describe('a WebSocket', () => {
  it('is opened with the token as a subprotocol, and tells by which code it was closed', async () => {
    let socket: ServerSocket | undefined;
    const server = await serve({ accept: () => ({ subprotocol: 'bearer' }), opened: (opened) => (socket = opened) });

    const { ended } = asOpen(await webSocketGateway(server.address, signal).open('token'));
    socket?.close(1001);

    expect((await ended).how).toBe('closed with 1001');
    expect(server.requests[0]?.headers['sec-websocket-protocol']).toMatch(/^bearer, ?token$/);
  });

  it('is told to be refused, with the status where that is asked for', async () => {
    const server = await serve({ accept: () => ({ status: 401 }) });

    expect(await webSocketGateway(server.address, signal).open('token')).toBe('refused');
    expect(await shakeHands(server.address, { authorization: 'x' }, signal)).toMatchObject({ status: 401 });
    expect(server.requests.at(-1)?.headers.authorization).toBe('x');
    expect(await shakeHands('ws://127.0.0.1:1', {}, signal)).toMatchObject({ status: 0 });
  });
});

describe('a subscription of AppSync', () => {
  const QUERY = 'subscription { sessionNotice { sessionId } }';
  const appSync = (started: (socket: ServerSocket) => void): Behaviour => ({
    accept: () => ({ subprotocol: 'graphql-ws' }),
    heard: ({ type }, socket) => {
      if (type === 'connection_init')
        socket.send({ type: 'connection_ack', payload: { connectionTimeoutMs: 300_000 } });
      if (type === 'start') started(socket);
    },
  });
  const addressOf = (server: WebSocketServer) => server.address.replace('ws:', 'http:');

  it('is begun as its protocol says, with the token in the subprotocol and once more', async () => {
    const heard: Readonly<Record<string, unknown>>[] = [];
    const { accept, heard: answer } = appSync((socket) => {
      socket.send({ type: 'start_ack', id: '1' });
      socket.send({ type: 'ka' });
    });
    const server = await serve({
      accept,
      heard: (message, socket) => {
        heard.push(message);
        answer?.(message, socket);
      },
    });

    asOpen(await subscriptionGateway(addressOf(server), QUERY, signal).open('the-token')).close();

    const authorization = { host: new URL(server.address).host, Authorization: 'Bearer the-token' };
    const [{ url, headers } = {}] = server.requests;
    const [, header = ''] = /^graphql-ws, ?header-([\w-]+)$/.exec(headers?.['sec-websocket-protocol'] ?? '') ?? [];
    expect(url).toBe('/v1/realtime');
    expect(JSON.parse(Buffer.from(header, 'base64url').toString())).toEqual(authorization);
    expect(heard[0]).toEqual({ type: 'connection_init' });
    expect(heard[1]).toEqual({
      id: '1',
      type: 'start',
      payload: { data: JSON.stringify({ query: QUERY, variables: {} }), extensions: { authorization } },
    });
  });

  it.each([
    [
      'message complete',
      (socket: ServerSocket) => {
        socket.send({ type: 'complete', id: '1' });
      },
    ],
    [
      'closed with 1000',
      (socket: ServerSocket) => {
        socket.close(1000);
      },
    ],
  ])('tells how it ended: %s', async (how, end) => {
    let socket: ServerSocket | undefined;
    const server = await serve(
      appSync((started) => {
        socket = started;
        started.send({ type: 'start_ack', id: '1' });
      }),
    );

    const { ended, close } = asOpen(await subscriptionGateway(addressOf(server), QUERY, signal).open('token'));
    if (socket !== undefined) end(socket);

    expect((await ended).how).toBe(how);
    close();
  });

  it('is told to be refused, and of what type the error is, and nothing that was sent', async () => {
    const errors = [{ errorType: 'UnauthorizedException', message: 'You sent Bearer the-token' }];
    const server = await serve(
      appSync((socket) => {
        socket.send({ type: 'error', id: '1', payload: { errors } });
      }),
    );

    const answer = await subscriptionGateway(addressOf(server), QUERY, signal).open('the-token');

    expect(answer).toBe('error: UnauthorizedException');
  });

  it.each([
    [
      'https://abc123.appsync-api.eu-west-1.amazonaws.com/graphql',
      'wss://abc123.appsync-realtime-api.eu-west-1.amazonaws.com/graphql',
    ],
    ['https://api.example.com/graphql', 'wss://api.example.com/graphql/realtime'],
  ])('is taken at %s', (address, realtime) => {
    expect(realtimeAddressOf(address)).toBe(realtime);
  });
});

/** A gateway whose connections end, or not, when a test says so. */
function gatewayOf(endings: readonly (number | undefined)[], again: 'refused' | 'open' = 'refused'): LiveGateway {
  let opened = 0;
  return {
    name: 'WebSocket',
    open: async () => {
      const ending = endings[opened];
      const isAgain = opened++ >= endings.length;
      if (isAgain && again === 'refused') return Promise.resolve('refused');
      const ended = new Promise<{ at: number; how: string }>((resolve) => {
        if (ending !== undefined) {
          setTimeout(() => {
            resolve({ at: performance.now(), how: 'closed with 1000' });
          }, ending);
        }
      });
      return Promise.resolve({ ended, close: () => undefined });
    },
  };
}

describe('open connections', () => {
  const TOKENS = { access: 'a', id: 'i', refresh: 'r', deviceKey: undefined };
  const scenario = { out: ['phone'] } as unknown as Scenario;
  const report = new TrialReport({ id: 'local', subject: 'local' }, () => new Date());
  const judged = async (gateway: LiveGateway) => {
    const lab = { live: [gateway], uses: ['access'], endsWithin: 200, signal } as unknown as Lab;
    const sessions = await openLive(lab, { phone: TOKENS, laptop: TOKENS });
    const [first] = sessions;
    if (first === undefined) throw new Error('there are none');
    const result = await judgeLive(first, scenario, lab, performance.now(), report);
    closeAll(sessions);
    return result;
  };

  it('are as promised if the right one ends in time', async () => {
    const { verdict, seen } = await judged(gatewayOf([20, undefined]));

    expect(verdict).toBe('kept');
    expect(seen).toMatch(/^phone closed with 1000 after \d+ ms; laptop open$/);
  });

  it.each([
    ['does not end', gatewayOf([undefined, undefined]), /^phone open after 0\.2 s; laptop open$/],
    ['ends with the other', gatewayOf([20, 20]), /; laptop closed with 1000$/],
    ['can be opened anew', gatewayOf([20, undefined], 'open'), /; phone could open another; laptop open$/],
    ['was never open', gatewayOf([]), /^phone could not open it: refused; laptop could not open it: refused$/],
  ])('are a broken promise if the one %s', async (_, gateway, seen) => {
    expect(await judged(gateway)).toMatchObject({ verdict: 'broken', seen: expect.stringMatching(seen) as string });
  });

  it.each([
    [[20, 20, 20], 'kept'],
    [[20, undefined, 20], 'broken'],
    [[], 'kept'],
  ])('that are opened during the sign-out end as well, or are refused: %j', async (endings, verdict) => {
    const lab = {
      live: [gatewayOf(endings)],
      uses: ['access'],
      endsWithin: 200,
      signal,
      now: () => new Date(),
      sessions: { signIn: () => Promise.resolve(TOKENS) },
      api: { signOut: () => Promise.resolve({ status: 200 }) },
    } as unknown as Lab;

    const results = [];
    for await (const result of runOpenedMeanwhile(lab)) results.push(result.verdict);

    expect(results).toEqual([verdict]);
  });
});
