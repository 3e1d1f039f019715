import https from 'node:https';

import type { Fetcher } from 'aws-jwt-verify/https';

import { createFetcher, MAX_SIZE, TIMEOUT } from '../jwks/fetcher';

/**
 * Fetches the keys that an identity provider publishes under a URL, by Node.js's own client: a provider is whoever its owner says,
 * and may answer in any way that HTTP allows.
 *
 * @param timeout - milliseconds until the whole answer must be here; 3,000 unless given
 * @returns a fetcher that throws KeyServerError, or an error of Node.js if there was no answer
 */
export function createProviderFetcher(timeout = TIMEOUT): Fetcher {
  return createFetcher(
    (url) =>
      new Promise((resolve, reject) => {
        // A connection of its own: one that is kept would be dead after Lambda has frozen the process for a while.
        const options = { agent: false, signal: AbortSignal.timeout(timeout) } as const;
        https
          .get(url, options, (response) => {
            const { statusCode: status = 0 } = response;
            if (status === 200) {
              limited(response).then((body) => {
                resolve({ status, body });
              }, reject);
            } else {
              resolve({ status, body: Buffer.alloc(0) });
              response.destroy();
            }
          })
          .on('error', reject);
      }),
  );
}

/** The whole answer, unless it is longer than what is published can be. */
async function limited(response: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    size += chunk.length;
    // Leaving the loop ends the connection.
    if (size > MAX_SIZE) throw new Error(`the key server answered more than ${String(MAX_SIZE)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
