import { membersOf } from './http';
import { OPENING_PATIENCE, within, type Ending, type LiveConnection, type LiveGateway } from './live';
import { openSocket } from './web-socket';

/**
 * Subscriptions of an AppSync API, by its protocol over WebSockets: connect, `connection_init`, `start`.
 * https://docs.aws.amazon.com/appsync/latest/devguide/real-time-websocket-client.html
 *
 * @param query - the subscription
 */
export function subscriptionGateway(address: string, query: string, signal: AbortSignal): LiveGateway {
  return {
    name: 'AppSync subscription',
    open: async (token) => {
      const authorization = { host: new URL(address).host, Authorization: `Bearer ${token}` };
      const header = Buffer.from(JSON.stringify(authorization)).toString('base64url');
      const socket = new WebSocket(realtimeAddressOf(address), ['graphql-ws', `header-${header}`]);
      const connection = await openSocket(socket, signal);
      if (typeof connection === 'string') return connection;
      const start = { data: JSON.stringify({ query, variables: {} }), extensions: { authorization } };
      const begun = await begin(socket, start, signal);
      if (begun === 'start_ack') return { close: connection.close, ended: endOf(socket, connection) };
      connection.close();
      return begun;
    },
  };
}

/** Where an API of that address takes subscriptions: a host of its own, but a path where the domain is the owner's. */
export function realtimeAddressOf(address: string): string {
  const isAwsHost = /^https:\/\/[a-z0-9]+\.appsync-api\./.test(address);
  const realtime = isAwsHost ? address.replace('.appsync-api.', '.appsync-realtime-api.') : `${address}/realtime`;
  return realtime.replace(/^http/, 'ws');
}

/** @returns `start_ack`, or what came instead */
async function begin(socket: WebSocket, payload: unknown, signal: AbortSignal): Promise<string> {
  const answered = new Promise<string>((resolve) => {
    listen(socket, (type, text) => {
      if (type === 'connection_ack') socket.send(JSON.stringify({ id: '1', type: 'start', payload }));
      if (type === 'start_ack') resolve(type);
      if (type === 'error' || type === 'connection_error') resolve(`${type}: ${errorTypesIn(text)}`);
    });
    socket.addEventListener('close', ({ code }) => {
      resolve(`closed with ${String(code)}`);
    });
  });
  socket.send(JSON.stringify({ type: 'connection_init' }));
  return (await within(answered, OPENING_PATIENCE, signal)) ?? 'no answer';
}

/** It ends with a message, or as the socket is closed, whichever comes first. */
async function endOf(socket: WebSocket, { ended }: LiveConnection): Promise<Ending> {
  const told = new Promise<Ending>((resolve) => {
    listen(socket, (type) => {
      if (type === 'complete' || type === 'error') resolve({ at: performance.now(), how: `message ${type}` });
    });
  });
  return Promise.race([told, ended]);
}

function listen(socket: WebSocket, hear: (type: string, text: string) => void): void {
  socket.addEventListener('message', ({ data }) => {
    const text = String(data);
    hear(String(membersOf(text)['type']), text);
  });
}

/** Not the messages: they may repeat what was sent. */
function errorTypesIn(text: string): string {
  return [...text.matchAll(/"errorType":\s*"([\w.:]+)"/g)].map(([, type]) => type).join(', ') || 'no type';
}
