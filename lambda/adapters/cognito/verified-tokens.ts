import { hash } from 'node:crypto';

import type { JwtPayload } from 'aws-jwt-verify/jwt-model';

import type { Clock } from '../../core/clock';

/** Tokens that are remembered at once: with what a map needs, some 2 KB each. */
export const CAPACITY = 1000;
/** Milliseconds from the verification on. */
const MAX_AGE = 5 * 60 * 1000;
/** Characters. Cognito's tokens have 1,000 to 3,000; longer ones are verified each time, so that a thousand stay a few megabytes. */
const MAX_LENGTH = 4096;

/** A token's very text, told by its SHA-256: what is remembered can't be used as a token. */
export type TokenText = string & { readonly type?: 'TokenText' };

/** What {@link createVerifiedTokens} needs. */
export interface VerifiedTokensOptions {
  readonly clock: Pick<Clock, 'now' | 'steady'>;
  /** How often the pool's keys have been fetched: what was verified with earlier ones is forgotten. */
  readonly fetches: () => number;
  /** 1,000 unless given. */
  readonly capacity?: number;
}

/**
 * Remembers of some tokens that their very text was signed by a key of the pool, and what it says. That is all that a memory may
 * say: whether a token is current, of an accepted client and not revoked is for the caller to decide, each time.
 *
 * Another spelling of the same token is another text, and is verified. See docs/decisions/012-remembered-verifications.md.
 */
export interface VerifiedTokens {
  /** What it is remembered by; undefined for a token that is too long for that. */
  textOf(token: string): TokenText | undefined;
  /** The payload, if the token was verified a short while ago, with the keys that there are. */
  find(text: TokenText): JwtPayload | undefined;
  /** @param payload - of a token whose signature has just been verified */
  add(text: TokenText, payload: JwtPayload): void;
}

/** See {@link VerifiedTokens}. At most 1,000 tokens, the latest that were verified, for at most 5 minutes each. */
export function createVerifiedTokens(options: VerifiedTokensOptions): VerifiedTokens {
  const { clock, fetches, capacity = CAPACITY } = options;
  /** In the order in which they were verified. */
  const verified = new Map<TokenText, Remembered>();

  return {
    // A token that is genuine is ASCII, and any other text has other bytes.
    textOf: (token) => (token.length <= MAX_LENGTH ? hash('sha256', token, 'base64') : undefined),

    find(text) {
      const memory = verified.get(text);
      if (memory === undefined) return undefined;
      const ages = [clock.now() - memory.verifiedAt.wall, clock.steady() - memory.verifiedAt.steady];
      if (memory.fetches === fetches() && ages.every((age) => age >= 0 && age < MAX_AGE)) return memory.payload;
      verified.delete(text);
      return undefined;
    },

    add(text, payload) {
      verified.delete(text);
      const [oldest] = verified.keys();
      if (verified.size >= capacity && oldest !== undefined) verified.delete(oldest);
      const verifiedAt = { wall: clock.now(), steady: clock.steady() };
      verified.set(text, { verifiedAt, fetches: fetches(), payload: Object.freeze(payload) });
    },
  };
}

interface Remembered {
  /** By a clock that may be set, and by one that may stand still while Lambda freezes the process: neither is enough. */
  readonly verifiedAt: { readonly wall: number; readonly steady: number };
  readonly fetches: number;
  readonly payload: JwtPayload;
}
