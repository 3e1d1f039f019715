import { createConnections } from './connections';
import type { HttpAnswer } from './http-answer';

/**
 * Sends a POST request to `/`, and waits for a whole answer.
 *
 * @param headers - all but `content-length`
 * @param timeout - milliseconds until a whole answer must have come, the connection included
 * @throws TransportError; TypeError for a header that is none
 */
export type Post = (headers: Headers, body: string, timeout: number) => Promise<HttpAnswer>;

type Headers = Readonly<Record<string, string>>;

/** Connections that wait for the next request; as many as Node.js keeps. */
const MAX_IDLE = 256;
/** Bytes of an answer. DynamoDB answers with 16 MB at most. */
const MAX_LENGTH = 32 * 1024 * 1024;

/**
 * Sends one request after the other to one place, on connections that are kept alive.
 *
 * @param endpoint - `https:` or `http:`
 * @param service - what is there, for messages
 */
export function createPost(endpoint: string, service: string): Post {
  const connection = createConnections(endpoint, service, { maxIdle: MAX_IDLE, maxLength: MAX_LENGTH });
  return async (headers, body, timeout) => {
    const length = Buffer.byteLength(body);
    const text = `${headOf('POST /', headers)}content-length: ${String(length)}\r\n\r\n${body}`;
    const encoding = length === body.length ? 'latin1' : 'utf8';
    const answer = await connection().send({ text, encoding }, timeout);
    return { status: answer.status, body: answer.body.toString() };
  };
}

/** What a GET request is sent with, and for how much of an answer. */
export interface GetOptions {
  /** What is there, for messages. */
  readonly service: string;
  /** All but `host`. */
  readonly headers: Headers;
  /** Bytes of an answer, its head included. */
  readonly maxLength: number;
  /** Milliseconds until a whole answer must have come, the connection included. */
  readonly timeout: number;
}

/**
 * Sends a GET request, on a connection of its own: one that was kept would be dead after Lambda has frozen the process for a while.
 * Waits for a whole answer if its status is 200, and else for its head, however the rest of it comes.
 *
 * @param url - `https:` or `http:`; who is named in it, and its fragment, are not sent
 * @throws TransportError; TypeError for a header that is none
 */
export async function get(url: URL, { service, headers, maxLength, timeout }: GetOptions): Promise<HttpAnswer<Buffer>> {
  const connection = createConnections(url.origin, service, { maxIdle: 0, maxLength, wantedStatus: 200 });
  const head = headOf(`GET ${url.pathname}${url.search}`, { host: url.host, ...headers });
  return connection().send({ text: `${head}\r\n`, encoding: 'latin1' }, timeout);
}

/** All but what comes last, by HTTP/1.1. */
function headOf(request: string, headers: Headers): string {
  let head = `${request} HTTP/1.1\r\n`;
  for (const name in headers) {
    const line = `${name}: ${headers[name] ?? ''}`;
    if (!/^[\x20-\x7e]+$/.test(line)) throw new TypeError(`the header ${name} has characters that it may not have`);
    head += `${line}\r\n`;
  }
  return head;
}
