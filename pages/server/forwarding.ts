import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

import { refuseHost, refuseOtherPages } from './admission';

/** Hands on to elsewhere what a page asks for. */
export interface Forwarding {
  /** Whether a path, without its query, is answered elsewhere. */
  readonly isFor: (path: string) => boolean;
  /** Answers a request. */
  readonly web: (request: IncomingMessage, response: ServerResponse) => void;
  /** Answers a request for a WebSocket. */
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}

/**
 * Makes a server hand on the WebSockets that its page asks for.
 *
 * @returns ends those that are open: the server does not know them any more
 */
export function forwardUpgrades(server: Server, forwarding: Forwarding): () => void {
  const open = new Set<Duplex>();
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // The server listens to it no more: unheard, a reset would end the process.
    socket.on('error', () => socket.destroy());
    const [path = ''] = (request.url ?? '').split('?');
    const door = { port: request.socket.localPort ?? 0 };
    const refused = refuseHost(request.headers, door) ?? refuseOtherPages(request.headers);
    if (refused !== undefined || !forwarding.isFor(path)) {
      const status = refused === undefined ? '404 Not Found' : '403 Forbidden';
      socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\n\r\n`);
      return;
    }
    open.add(socket);
    socket.once('close', () => open.delete(socket));
    forwarding.upgrade(request, socket, head);
  });
  return () => {
    for (const socket of open) socket.destroy();
  };
}
