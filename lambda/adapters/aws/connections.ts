import net from 'node:net';
import tls from 'node:tls';

import { createAnswerReader, MalformedAnswerError, type HttpAnswer } from './http-answer';

/** No answer, or not all of one, has come. Sending it again is safe if the request changes nothing. */
export class TransportError extends Error {
  override readonly name = 'TransportError';

  /** @param isStale - whether it was the connection's fault: the other end had closed it since it was last used */
  constructor(
    message: string,
    readonly isStale: boolean,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/**
 * Sends a POST request to `/`, and waits for a whole answer.
 *
 * @param headers - all but `content-length`
 * @param timeout - milliseconds until a whole answer must have come, the connection included
 * @throws TransportError; TypeError for a header that is none
 */
export type Post = (headers: Readonly<Record<string, string>>, body: string, timeout: number) => Promise<HttpAnswer>;

/** Connections that wait for the next request; as many as Node.js keeps. */
const MAX_IDLE = 256;

/**
 * Connections to one place that are kept alive, each with one request at a time: what a request needs of HTTP, and no more, as
 * Node.js's own client takes more processor time than the verification of a token (docs/decisions/013-a-connection-of-our-own.md).
 * TLS is Node.js's own, with its defaults; nothing is sent before the certificate has been checked.
 *
 * @param endpoint - `https:` or `http:`
 * @param service - what is there, for messages
 */
export function createPost(endpoint: string, service: string): Post {
  const openSocket = createSockets(new URL(endpoint));
  /** The one that was used last is used next: of all, it is the least likely to have been closed. */
  const idle: Connection[] = [];

  const open = (): Connection => {
    const socket = openSocket();
    let waiting: Waiting | undefined;
    /** What is to be sent as soon as it may. */
    let request: Request | undefined;
    let [isReady, isReused, hasBegun] = [false, false, false];

    const connection: Connection = {
      async send(next, timeout) {
        return new Promise((resolve, reject) => {
          const timer = setTimeout(() => {
            fail(new Error(`no answer in ${String(timeout)} ms`), false);
          }, timeout);
          waiting = { resolve, reject, timer, take: createAnswerReader() };
          [request, hasBegun] = [next, false];
          socket.ref();
          if (isReady) write();
        });
      },

      end() {
        const index = idle.indexOf(connection);
        if (index >= 0) idle.splice(index, 1);
        socket.destroy();
      },
    };

    const write = () => {
      if (request !== undefined) socket.write(request.text, request.encoding);
      request = undefined;
    };

    /** Nobody waits any more: who did. */
    const settle = () => {
      const settled = waiting;
      clearTimeout(settled?.timer);
      waiting = undefined;
      return settled;
    };

    const fail = (cause: unknown, isLost: boolean) => {
      connection.end();
      const isStale = isLost && isReused && !hasBegun;
      const failed = settle();
      if (failed === undefined) return;
      // What one idle connection has met, the others have too: the next attempt gets a new one.
      if (isStale) for (const other of [...idle]) other.end();
      failed.reject(new TransportError(`${service} did not answer`, isStale, cause));
    };

    const receive = (bytes: Buffer) => {
      hasBegun = true;
      try {
        // Where nobody has asked for anything, it is not to be taken for the next answer.
        if (waiting === undefined) throw new MalformedAnswerError('an answer to nothing');
        const complete = waiting.take(bytes);
        if (complete === undefined) return;
        settle()?.resolve(complete.answer);
        if (!complete.isReusable || idle.length >= MAX_IDLE) {
          connection.end();
          return;
        }
        isReused = true;
        // An idle connection keeps no process alive.
        socket.unref();
        idle.push(connection);
      } catch (error) {
        fail(error, false);
      }
    };

    const closed = () => {
      fail(new Error('the connection was closed'), true);
    };
    socket
      .on(socket instanceof tls.TLSSocket ? 'secureConnect' : 'connect', () => {
        isReady = true;
        write();
      })
      .on('data', receive)
      .on('error', (error) => {
        fail(error, isConnectionLost(error));
      })
      .on('end', closed)
      .on('close', closed);
    return connection;
  };

  return async (headers, body, timeout) => {
    const request = requestOf(headers, body);
    return (idle.pop() ?? open()).send(request, timeout);
  };
}

/** As it is sent. */
interface Request {
  readonly text: string;
  /** Where all of it is ASCII it is the same in both, and one of them is faster. */
  readonly encoding: 'latin1' | 'utf8';
}

function requestOf(headers: Readonly<Record<string, string>>, body: string): Request {
  let head = 'POST / HTTP/1.1\r\n';
  for (const name in headers) {
    const line = `${name}: ${headers[name] ?? ''}`;
    if (!/^[\x20-\x7e]+$/.test(line)) throw new TypeError(`the header ${name} has characters that it may not have`);
    head += `${line}\r\n`;
  }
  const length = Buffer.byteLength(body);
  return {
    text: `${head}content-length: ${String(length)}\r\n\r\n${body}`,
    encoding: length === body.length ? 'latin1' : 'utf8',
  };
}

/** Opens sockets to one place, as Node.js's own agent does. */
function createSockets({ protocol, hostname, port }: URL): () => net.Socket {
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

/** One connection, with one request at a time, or idle. */
interface Connection {
  /** @throws TransportError */
  send(request: Request, timeout: number): Promise<HttpAnswer>;
  /** Whoever waits is not told. */
  end(): void;
}

interface Waiting {
  readonly resolve: (answer: HttpAnswer) => void;
  readonly reject: (error: TransportError) => void;
  readonly timer: NodeJS.Timeout;
  readonly take: ReturnType<typeof createAnswerReader>;
}

function isConnectionLost(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE';
}
