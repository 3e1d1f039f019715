import http from 'node:http';
import https from 'node:https';

import type { Fetcher } from 'aws-jwt-verify/https';

/** Milliseconds; as long as `aws-jwt-verify` would wait. */
const TIMEOUT = 3000;

/** Bytes of an answer. Keys are a few KB, with their certificates some tens. */
const MAX_SIZE = 256 * 1024;

/** Too slow, too many requests (RFC 9110 §15.5.9, RFC 6585 §4): that is about who asks, not about what was asked for. */
const ABOUT_US = [408, 429];

/** A key server answered, but with no keys. */
export class KeyServerError extends Error {
  override readonly name = 'KeyServerError';
  /** For whoever logs it: as the errors of the AWS SDKs have it. */
  readonly $metadata: { readonly httpStatusCode: number };
  /** Whether the answer is that there are none: AWS says 403 of an issuer that no user pool has, or that its pool does not use. */
  readonly isRefusal: boolean;

  /** @param status - of HTTP, and not 200 */
  constructor(status: number) {
    super(`the key server answered ${String(status)}`);
    this.$metadata = { httpStatusCode: status };
    this.isRefusal = status >= 400 && status < 500 && !ABOUT_US.includes(status);
  }
}

/**
 * Fetches what is published under a URL, such as one of Cognito's, by one request: 256 KB at most, and no redirects.
 *
 * A Cognito endpoint of the owner's own stands for all of Cognito's hosts, as nothing may be asked of AWS then: the keys of
 * every pool are under `/{userPoolId}/.well-known/jwks.json` there. A pool has two issuers, which AWS serves at a host
 * each; `Forwarded` (RFC 7239) says which host is meant. Who does not read it serves the pool's keys for both, which is as
 * good: a token that they verify was signed by the pool.
 *
 * @param endpoint - where Cognito is, if not at AWS's own address: no slash at the end
 * @param timeout - milliseconds until the whole answer must be here; 3,000 unless given
 * @returns a fetcher that throws {@link KeyServerError}, or an error of Node.js if there was no answer
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
 */
export function createPublishedKeys(endpoint: string | undefined, timeout = TIMEOUT): Fetcher {
  const { get } = endpoint?.startsWith('http:') === true ? http : https;
  return {
    fetch: (uri) =>
      new Promise((resolve, reject) => {
        const { host, pathname } = new URL(uri);
        const address = endpoint === undefined ? uri : endpoint + pathname;
        const headers = endpoint === undefined ? {} : { forwarded: `host=${host}` };
        // A connection of its own: one that is kept would be dead after Lambda has frozen the process for a while.
        const options = { headers, agent: false, signal: AbortSignal.timeout(timeout) } as const;
        get(address, options, (response) => {
          const { statusCode = 0 } = response;
          if (statusCode === 200) {
            limited(response).then(resolve, reject);
          } else {
            reject(new KeyServerError(statusCode));
            response.destroy();
          }
        }).on('error', reject);
      }),
  };
}

/** The whole answer, unless it is longer than what is published can be. */
async function limited(response: AsyncIterable<Buffer>): Promise<ArrayBuffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > MAX_SIZE) throw new Error(`the key server answered more than ${String(MAX_SIZE)} bytes`);
    chunks.push(chunk);
  }
  return new Uint8Array(Buffer.concat(chunks)).buffer;
}
