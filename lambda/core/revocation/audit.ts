import type { NumericDate } from '../token/claims';

/** Who asked for a revocation, when and why: kept with it, read by no rule. */
export interface Audit {
  /** When it was asked for. */
  readonly revokedAt: NumericDate;
  /** Who asked: the `sub` of the caller, its client, or the ARN of an administrator. */
  readonly actor: string;
  /** What was asked for, or an administrator's reason. */
  readonly reason: string;
  /** The request that asked. */
  readonly requestId: string;
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
