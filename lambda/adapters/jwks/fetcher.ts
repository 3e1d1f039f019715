import type { Fetcher } from 'aws-jwt-verify/https';

import type { HttpAnswer } from '../aws/http-answer';

/** Milliseconds until a whole answer must be here; as long as `aws-jwt-verify` would wait. */
export const TIMEOUT = 3000;

/** Bytes of an answer. Keys are a few KB, with their certificates some tens. */
export const MAX_SIZE = 256 * 1024;

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
 * Fetches what is published under a URL, as `aws-jwt-verify` wants it, by one request. Redirects are not followed.
 *
 * @param get - asks for what is under a URL: {@link MAX_SIZE} at most, within {@link TIMEOUT}
 * @returns a fetcher that throws {@link KeyServerError}, or whatever `get` throws if there was no answer
 */
export function createFetcher(get: (url: URL) => Promise<HttpAnswer<Uint8Array>>): Fetcher {
  return {
    async fetch(uri) {
      const { status, body } = await get(new URL(uri));
      if (status !== 200) throw new KeyServerError(status);
      return new Uint8Array(body).buffer;
    },
  };
}
