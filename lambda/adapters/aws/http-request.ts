import { createConnections } from './connections';
import type { HttpAnswer } from './http-answer';

/**
 * Sends a POST request to `/`, and waits for a whole answer.
 *
 * @param headers - all but `content-length`
 * @param timeout - milliseconds until a whole answer must have come, the connection included
 * @throws TransportError; TypeError for a header that is none
 */
export type Post = (headers: Readonly<Record<string, string>>, body: string, timeout: number) => Promise<HttpAnswer>;

/**
 * Sends a GET request, and waits for a whole answer.
 *
 * @param path - with its slash, as a URL has it
 * @param timeout - as above
 * @throws TransportError; TypeError for a path or a header that is none
 */
export type Get = (path: string, headers: Readonly<Record<string, string>>, timeout: number) => Promise<HttpAnswer>;

/** Connections that wait for the next request; as many as Node.js keeps. */
const MAX_IDLE = 256;
/** Bytes of an answer. DynamoDB answers with 16 MB at most. */
const MAX_ANSWER = 32 * 1024 * 1024;

/**
 * Sends one request after the other to one place, on connections that are kept alive.
 *
 * @param endpoint - `https:` or `http:`
 * @param service - what is there, for messages
 */
export function createPost(endpoint: string, service: string): Post {
  const connection = createConnections(endpoint, service, { maxIdle: MAX_IDLE, maxAnswer: MAX_ANSWER });
  return async (headers, body, timeout) => {
    const length = Buffer.byteLength(body);
    const head = headOf('POST /', headers);
    const text = `${head}content-length: ${String(length)}\r\n\r\n${body}`;
    return connection().send({ text, encoding: length === body.length ? 'latin1' : 'utf8' }, timeout);
  };
}

/**
 * Asks one place for something now and then, each time on a connection of its own: one that was kept would be dead after Lambda
 * has frozen the process for a while.
 *
 * @param endpoint - as above
 * @param service - as above
 * @param maxAnswer - bytes of an answer, its head included
 */
export function createGet(endpoint: string, service: string, maxAnswer: number): Get {
  const connection = createConnections(endpoint, service, { maxIdle: 0, maxAnswer });
  return async (path, headers, timeout) => {
    if (!/^\/[\x21-\x7e]*$/.test(path)) throw new TypeError('the path has characters that it may not have');
    return connection().send({ text: `${headOf(`GET ${path}`, headers)}\r\n`, encoding: 'latin1' }, timeout);
  };
}

/** All but what comes last, by HTTP/1.1. */
function headOf(request: string, headers: Readonly<Record<string, string>>): string {
  let head = `${request} HTTP/1.1\r\n`;
  for (const name in headers) {
    const line = `${name}: ${headers[name] ?? ''}`;
    if (!/^[\x20-\x7e]+$/.test(line)) throw new TypeError(`the header ${name} has characters that it may not have`);
    head += `${line}\r\n`;
  }
  return head;
}
