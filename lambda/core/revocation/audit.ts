import type { NumericDate } from '../token/claims';

/**
 * Who has brought a revocation about, in the terms of CAEP's `initiating_entity`: the `user`, an `admin`, a rule of the owner's
 * (`policy`), or an `event` that told of something done elsewhere.
 *
 * @see https://openid.net/specs/openid-caep-1_0-final.html
 */
export type Initiator = (typeof INITIATORS)[number];

/** Every {@link Initiator}. */
export const INITIATORS = ['user', 'admin', 'policy', 'event'] as const;

/** Who asked for a revocation, when and why: kept with it, read by no rule. */
export interface Audit {
  /** When it was asked for. */
  readonly revokedAt: NumericDate;
  /** On whose behalf. */
  readonly initiatedBy: Initiator;
  /** Who asked: the `sub` of the caller, its client, or the ARN of an administrator. */
  readonly actor: string;
  /** What was asked for, or an administrator's reason. */
  readonly reason: string;
  /** The request that asked. */
  readonly requestId: string;
  /** Of a session or a token, whose it is; undefined if nobody said. The key of any other revocation says what it is of. */
  readonly sub?: string;
  /** Of a session or a token, the app client that it was signed in to; undefined if nobody said. */
  readonly clientId?: string;
}

/** Why a session was revoked by one of its tokens: kept with the revocation. */
export const TOKEN_REVOCATION = 'token revocation';

/**
 * What is kept with a revocation that is asked for now.
 *
 * @param now - milliseconds since the epoch
 */
export function auditAt(now: number, asked: Omit<Audit, 'revokedAt'>): Audit {
  return { revokedAt: Math.floor(now / 1000), ...asked };
}
