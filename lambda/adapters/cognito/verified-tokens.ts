import { hash } from 'node:crypto';

import type { JwtPayload } from 'aws-jwt-verify/jwt-model';

import { instantOf, isWithin, type Clock, type Instant } from '../../core/clock';

/** Tokens that are remembered at once: with what a map needs, some 2 KB each. */
export const CAPACITY = 1000;
/** Milliseconds from the verification on. */
const MAX_AGE = 5 * 60 * 1000;
/** Characters. Cognito's tokens have 1,000 to 3,000; longer ones are verified each time, so that a thousand stay a few megabytes. */
const MAX_LENGTH = 4096;

/** Characters of a signature by which a token is looked up: so few that the engine copies them, and lets go of the token. */
const END = 12;

/** What {@link createVerifiedTokens} needs. */
export interface VerifiedTokensOptions {
  readonly clock: Pick<Clock, 'now' | 'steady'>;
  /** How often the pool's keys have been fetched: what was verified with earlier ones is forgotten. */
  readonly fetches: () => number;
  /** 1,000 unless given. */
  readonly capacity?: number;
}

/**
 * Remembers of tokens that come again that their very text was signed by a key of the pool, and what it says. That is all that a
 * memory may say: whether a token is current, of an accepted client and not revoked is for the caller to decide, each time.
 *
 * A text is told by its SHA-256, which can't be used as a token. That is worth its time for tokens that come again, and many never
 * do: of a token that comes for the first time no more is kept than the end of its signature. Another spelling of the same token is
 * another text, and is verified. See docs/decisions/012-remembered-verifications.md.
 */
export interface VerifiedTokens {
  /** The payload, if the token was verified a short while ago, not for the first time, with the keys that there are. */
  find(token: string): JwtPayload | undefined;
  /**
   * Remembers a token, or that it has come, if it does for the first time.
   *
   * @param payload - of the token, whose signature has just been verified
   */
  add(token: string, payload: JwtPayload): void;
}

/** See {@link VerifiedTokens}. At most 1,000 tokens, the latest that were verified as they came again, for at most 5 minutes each. */
export function createVerifiedTokens(options: VerifiedTokensOptions): VerifiedTokens {
  const { clock, fetches, capacity = CAPACITY } = options;
  /** By the end of their signatures, in the order in which they were verified. */
  const verified = new Map<string, Remembered>();
  const arrivals = createArrivals(capacity);

  const isCurrent = ({ verifiedAt, fetches: fetched }: Remembered) =>
    fetched === fetches() && isWithin(MAX_AGE, verifiedAt, instantOf(clock));

  return {
    find(token) {
      const memory = verified.get(endOf(token));
      if (memory === undefined || !isCurrent(memory)) return undefined;
      return memory.text === textOf(token) ? memory.payload : undefined;
    },

    add(token, payload) {
      if (token.length > MAX_LENGTH) return;
      const end = endOf(token);
      // Whatever was remembered is not current any more, or of another token.
      if (!verified.delete(end) && !arrivals.has(end)) {
        arrivals.add(end);
        return;
      }
      const [oldest] = verified.keys();
      if (verified.size >= capacity && oldest !== undefined) verified.delete(oldest);
      const verifiedAt = instantOf(clock);
      verified.set(end, { text: textOf(token), verifiedAt, fetches: fetches(), payload: Object.freeze(payload) });
    },
  };
}

function endOf(token: string): string {
  return token.slice(-END);
}

/** A token that is genuine is ASCII, and any other text has other bytes. */
function textOf(token: string): string {
  return hash('sha256', token, 'base64');
}

/** Which tokens have come, as far as that is known: so many of the latest at least, twice as many at most. */
function createArrivals(capacity: number) {
  let [latest, earlier] = [new Set<string>(), new Set<string>()];
  return {
    has: (end: string) => latest.has(end) || earlier.has(end),
    add(end: string) {
      if (latest.size >= capacity) [latest, earlier] = [new Set(), latest];
      latest.add(end);
    },
  };
}

interface Remembered {
  /** Its hash. */
  readonly text: string;
  readonly verifiedAt: Instant;
  readonly fetches: number;
  readonly payload: JwtPayload;
}
