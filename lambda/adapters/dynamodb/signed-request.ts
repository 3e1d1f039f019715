import http from 'node:http';
import https from 'node:https';

import { RequestSigner, type Credentials } from '../aws/request-signer';

/** Where DynamoDB is, and as whom it is called. */
export interface DynamoDbEndpoint {
  /** `https:` or `http:`, without a slash at the end. */
  readonly endpoint: string;
  readonly region: string;
  /** Asked anew for each request: credentials may be replaced while the process lives. */
  readonly credentials: () => Credentials;
}

/** What came back, whatever its status. */
export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

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
 * Sends one signed request.
 *
 * @param timeout - milliseconds until a whole answer must have come
 * @throws TransportError
 */
export type Send = (operation: string, body: string, timeout: number) => Promise<HttpAnswer>;

/**
 * Calls DynamoDB without its SDK, which costs an authorizer more than everything else it does: signed requests, on
 * connections that are kept alive.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.LowLevelAPI.html
 */
export function createSend({ endpoint, region, credentials }: DynamoDbEndpoint): Send {
  const { protocol, hostname, port, host } = new URL(endpoint);
  const { request, Agent } = protocol === 'http:' ? http : https;
  const agent = new Agent({ keepAlive: true });
  const signer = new RequestSigner('dynamodb', region, credentials);
  // An IPv6 address is in brackets in a URL, and nowhere else.
  const target = { hostname: hostname.replace(/^\[|\]$/g, ''), port, method: 'POST', path: '/', agent };

  return (operation, body, timeout) =>
    new Promise((resolve, reject) => {
      const toSign = {
        host,
        contentType: 'application/x-amz-json-1.0',
        target: `DynamoDB_20120810.${operation}`,
        body,
      };
      const headers = { ...signer.sign(toSign, Date.now()), 'content-length': Buffer.byteLength(body) };
      const sent = request({ ...target, headers });
      const timer = setTimeout(() => sent.destroy(new Error(`no answer in ${String(timeout)} ms`)), timeout);
      let hasBegun = false;
      const fail = (cause: unknown) => {
        clearTimeout(timer);
        const isStale = !hasBegun && sent.reusedSocket && isConnectionLost(cause);
        // What one idle connection has met, the others have too: the next attempt gets a new one.
        if (isStale) closeIdle(agent);
        reject(new TransportError('DynamoDB did not answer', isStale, cause));
      };
      sent.on('error', fail);
      sent.on('response', (response) => {
        hasBegun = true;
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        // An answer that is cut off ends in an error, never in `end`.
        response.on('error', fail);
        response.on('end', () => {
          clearTimeout(timer);
          resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString() });
        });
      });
      sent.end(body);
    });
}

function isConnectionLost(error: unknown): boolean {
  const { code } = error as { readonly code?: unknown };
  return code === 'ECONNRESET' || code === 'EPIPE';
}

function closeIdle(agent: http.Agent): void {
  for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy();
}
