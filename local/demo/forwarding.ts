import { createProxyServer } from 'httpxy';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

import type { Forwarding } from '../../pages/server/forwarding';

/** Addresses by the path under which they are reached: `{ '/rest-api': 'https://localhost:4566/…' }`. */
export type Forwards = Readonly<Record<string, string>>;

/**
 * Forwards to the local cloud, whose certificate a browser refuses, since it was made on this machine. This process knows it by
 * `NODE_EXTRA_CA_CERTS`.
 */
export function forwardTo(forwards: Forwards): Forwarding {
  // A connection for each request: one that is kept may be closed by the other side just as it is used again.
  const proxy = createProxyServer({ changeOrigin: true, ignorePath: true });
  proxy.on('error', (_, __, to) => {
    refuse(to);
  });

  const entryFor = (url: string) =>
    Object.entries(forwards).find(([path]) => url === path || url.startsWith(`${path}/`) || url.startsWith(`${path}?`));
  /** What follows the path, and the query, is kept. */
  const targetOf = ({ url = '' }: IncomingMessage): string => {
    const [path = '', address = ''] = entryFor(url) ?? [];
    return address + url.slice(path.length);
  };
  return {
    isFor: (path) => entryFor(path) !== undefined,
    web: (request, response) => void proxy.web(request, response, { target: targetOf(request) }),
    upgrade(request, socket, head) {
      if (socket instanceof Socket) void proxy.ws(request, socket, { target: targetOf(request) }, head);
      else socket.destroy();
    },
  };
}

/** The local cloud does not answer. */
function refuse(to: ServerResponse | Socket | undefined): void {
  if (to === undefined) return;
  if (!('writeHead' in to)) to.destroy();
  else if (to.headersSent) to.end();
  else to.writeHead(502, { 'content-type': 'application/json' }).end('{"error":"bad_gateway"}');
}
