import { randomBytes } from 'node:crypto';
import http from 'node:http';
import https from 'node:https';

import { OPENING_PATIENCE, within, type Ending, type LiveConnection, type LiveGateway } from './live';

/** A WebSocket API behind the authorizer. */
export function webSocketGateway(address: string, signal: AbortSignal): LiveGateway {
  return {
    name: 'WebSocket',
    // As a browser does, with the token as a subprotocol.
    open: (token) => openSocket(new WebSocket(address, ['bearer', token]), signal),
  };
}

/** Waits until a socket is open. */
export async function openSocket(socket: WebSocket, signal: AbortSignal): Promise<LiveConnection | string> {
  const ended = new Promise<Ending>((resolve) => {
    socket.addEventListener('close', ({ code }) => {
      resolve({ at: performance.now(), how: `closed with ${String(code)}` });
    });
  });
  const opened = new Promise<boolean>((resolve) => {
    socket.addEventListener('open', () => {
      resolve(true);
    });
    socket.addEventListener('error', () => {
      resolve(false);
    });
  });
  const isOpen = await within(opened, OPENING_PATIENCE, signal);
  const close = () => {
    socket.close();
  };
  if (isOpen === true) return { ended, close };
  close();
  return isOpen === false ? 'refused' : 'no answer';
}

/** What a request to open a WebSocket is answered with. */
export interface Handshake {
  /** 0 if nobody answered. */
  readonly status: number;
  readonly subprotocol: string | undefined;
  /** Milliseconds. */
  readonly took: number;
}

/** Asks for a WebSocket, and closes it at once: by this the status of a refusal can be seen. */
export async function shakeHands(
  address: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Handshake> {
  const startedAt = performance.now();
  const { request } = address.startsWith('wss:') ? https : http;
  const told = (status: number, subprotocol?: string): Handshake => {
    return { status, subprotocol, took: Math.round(performance.now() - startedAt) };
  };
  return new Promise((resolve) => {
    const asked = request(address.replace(/^ws/, 'http'), {
      agent: false,
      signal: AbortSignal.any([signal, AbortSignal.timeout(OPENING_PATIENCE)]),
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        ...headers,
      },
    });
    asked.on('response', (response) => {
      response.resume();
      resolve(told(response.statusCode ?? 0));
    });
    asked.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve(told(response.statusCode ?? 0, response.headers['sec-websocket-protocol']));
    });
    asked.on('error', () => {
      resolve(told(0));
    });
    asked.end();
  });
}
