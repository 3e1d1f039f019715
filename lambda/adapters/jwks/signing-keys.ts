import { JwksNotAvailableInCacheError, JwtInvalidIssuerError, KidNotFoundInJwksError } from 'aws-jwt-verify/error';
import type { Fetcher } from 'aws-jwt-verify/https';
import { findJwkInJwks, SimpleJwksCache, type JwksCache } from 'aws-jwt-verify/jwk';

import { instantOf, type Clock, type Instant } from '../../core/clock';
import { RevocationError } from '../../core/errors';
import { KeyServerError } from './fetcher';

/** Milliseconds for which the keys of an issuer are not asked for again if that brought nothing. */
const WAIT = 10_000;

/** What {@link createSigningKeys} needs. */
export interface SigningKeysOptions {
  /** Where the keys of the pool's own issuer are published, as a URL of Cognito. */
  readonly ownKeys: string;
  /** Fetches what is published under such a URL. */
  readonly fetcher: Fetcher;
  readonly clock: Pick<Clock, 'now' | 'steady'>;
}

/** Keys, as the library wants them, and whether they are still the same. */
export interface SigningKeys extends JwksCache {
  /** How often keys have been fetched: of two issuers, whichever. */
  readonly fetches: () => number;
}

/**
 * The keys that are published for the pool's issuers, as far as they are known. A token names its issuer and its key, so
 * it can make us ask; but for each of the two issuers in vain at most once in 10 s:
 *
 * - A key that we have is never asked for, and a key that is found is one that we have: no wait begins.
 * - The key that was asked for and was not there is unknown (`KidNotFoundInJwksError`) until the wait is over.
 * - Any other key may be there by then, and nobody knows: `signing_key_unknown`.
 * - What came of an attempt that failed is what it would come to again, see {@link failureOf}.
 *
 * `getJwks()` fetches without all this: for whoever acts by no token.
 */
export function createSigningKeys({ ownKeys, fetcher, clock }: SigningKeysOptions): SigningKeys {
  const published = new SimpleJwksCache({ fetcher });
  let fetches = 0;
  const fetchKeys = async (url: string) => {
    const jwks = await published.getJwks(url);
    fetches++;
    return jwks;
  };
  /** The latest for each issuer, while it lasts or keeps us from another. */
  const attempts = new Map<string, Attempt>();

  const latestAttempt = (url: string, kid: string): Attempt => {
    const now = instantOf(clock);
    const latest = attempts.get(url);
    if (latest !== undefined && !isOver(latest, now)) return latest;
    const fetched = fetchKeys(url).then(
      (jwks) => {
        if (findJwkInJwks(jwks, kid) !== undefined) attempts.delete(url);
      },
      (error: unknown) => {
        throw failureOf(error, url === ownKeys);
      },
    );
    const attempt = { startedAt: now, kid, fetched };
    attempts.set(url, attempt);
    return attempt;
  };

  return {
    getCachedJwk: (url, token) => published.getCachedJwk(url, token),
    getJwks: fetchKeys,
    fetches: () => fetches,
    addJwks: (url, jwks) => {
      published.addJwks(url, jwks);
      fetches++;
    },

    async getJwk(url, token) {
      try {
        return published.getCachedJwk(url, token);
      } catch (error) {
        if (!isKeyMissing(error)) throw error;
      }
      const kid = String(token.header.kid);
      const attempt = latestAttempt(url, kid);
      await attempt.fetched;
      try {
        return published.getCachedJwk(url, token);
      } catch (error) {
        // Its own attempt did not find it. Another's began before this key was asked for: it may be newer.
        if (attempt.kid === kid) throw error;
        throw new RevocationError('signing_key_unknown', 'a key is not known, and may not be asked for yet');
      }
    },
  };
}

/** The keys have not been fetched, or the token names one that is not among them: it may be new. */
export function isKeyMissing(error: unknown): boolean {
  return error instanceof JwksNotAvailableInCacheError || error instanceof KidNotFoundInJwksError;
}

interface Attempt {
  readonly startedAt: Instant;
  /** The key that it was made for. */
  readonly kid: string;
  /** Rejects with what each token is to be told that would have made it. */
  readonly fetched: Promise<unknown>;
}

/** One request too many does no harm; a wait that does not end would. */
function isOver({ startedAt }: Attempt, now: Instant): boolean {
  return Math.max(now.wall - startedAt.wall, now.steady - startedAt.steady) >= WAIT;
}

/**
 * What it says of a token if the keys of its issuer could not be fetched.
 *
 * Refused are those of the updated issuer where the pool's owner has not switched over to it: then no token of this pool
 * names it, and that is the caller's fault. Refused are those of the pool's own issuer if the pool is gone, or is another
 * than the configuration says: then its tokens can't be told from forged ones, no caller can mend that, and 401 would only
 * send them all to sign in again. Nothing is accepted either way.
 */
function failureOf(cause: unknown, isOwnIssuer: boolean): Error {
  return cause instanceof KeyServerError && cause.isRefusal && !isOwnIssuer
    ? new JwtInvalidIssuerError('the user pool does not use this issuer', undefined)
    : new RevocationError('signing_keys_unavailable', "the user pool's keys could not be fetched", { cause });
}
