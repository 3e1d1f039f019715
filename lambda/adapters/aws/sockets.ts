import net from 'node:net';
import tls from 'node:tls';

/** Opens sockets to one place, as Node.js's own agent does. */
export function createSockets({ protocol, hostname, port }: URL): () => net.Socket {
  // An IPv6 address is in brackets in a URL, and nowhere else.
  const host = hostname.replace(/^\[|\]$/g, '');
  const options = { host, noDelay: true, keepAlive: true, keepAliveInitialDelay: 1000 };
  if (protocol === 'http:') return () => net.connect({ ...options, port: Number(port || 80) });
  /** By which TLS goes on where an earlier connection has been: of one whose certificate was in order. */
  let session: Buffer | undefined;
  return () => {
    const socket = tls.connect({
      ...options,
      port: Number(port || 443),
      // An address is no name (RFC 6066 §3): then the certificate is held against the host.
      servername: net.isIP(host) === 0 ? host : '',
      ALPNProtocols: ['http/1.1'],
      ...(session !== undefined && { session }),
    });
    socket.on('session', (latest) => {
      if (socket.authorized) session = latest;
    });
    return socket.on('error', () => (session = undefined));
  };
}
