import tls from 'node:tls';

import { createAnswerReader, MalformedAnswerError, type AnswerLimits, type HttpAnswer } from './http-answer';
import { createSockets } from './sockets';

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

/** How many connections are kept, and what is taken in of an answer. */
export interface ConnectionLimits extends AnswerLimits {
  readonly maxIdle: number;
}

/**
 * Connections to one place, each with one request at a time: what a request needs of HTTP, and no more, as Node.js's own client
 * takes more processor time than the verification of a token (docs/decisions/013-a-connection-of-our-own.md).
 * TLS is Node.js's own, with its defaults; nothing is sent before the certificate has been checked.
 *
 * @param endpoint - `https:` or `http:`
 * @param service - what is there, for messages
 * @returns a function that gives out a connection, for the one request that is sent next
 */
export function createConnections(endpoint: string, service: string, limits: ConnectionLimits): () => Connection {
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
            fail(faultOf('ETIMEDOUT', `no answer in ${String(timeout)} ms`), false);
          }, timeout);
          waiting = { resolve, reject, timer, take: createAnswerReader(limits) };
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
        if (!complete.isReusable || idle.length >= limits.maxIdle) {
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
      fail(faultOf('ECONNRESET', 'the connection was closed'), true);
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

  return () => idle.pop() ?? open();
}

/** As it is sent. */
export interface Request {
  readonly text: string;
  /** Where all of it is ASCII it is the same in both, and one of them is faster. */
  readonly encoding: 'latin1' | 'utf8';
}

/** One connection, with one request at a time, or idle. */
export interface Connection {
  /**
   * @param timeout - milliseconds until a whole answer must have come, the connection included
   * @throws TransportError
   */
  send(request: Request, timeout: number): Promise<HttpAnswer<Buffer>>;
  /** Whoever waits is not told. */
  end(): void;
}

interface Waiting {
  readonly resolve: (answer: HttpAnswer<Buffer>) => void;
  readonly reject: (error: TransportError) => void;
  readonly timer: NodeJS.Timeout;
  readonly take: ReturnType<typeof createAnswerReader>;
}

/** With a code, as Node.js's own have one: messages are in no line. */
function faultOf(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
}

function isConnectionLost(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE';
}
