import type { NumericDate } from '../token/claims';
import { revocationExpiry, type Audit } from './revocation';

/** What is kept with a revocation besides what it revokes. */
export interface RecordDetails {
  /** Until when it is kept. */
  readonly expiresAt: NumericDate;
  /** Who asked for it, when and why. */
  readonly audit: Audit;
}

/** Why a session was revoked by one of its tokens: kept with the revocation. */
export const TOKEN_REVOCATION = 'token revocation';

/**
 * The details of a revocation that is asked for now.
 *
 * @param now - milliseconds since the epoch
 * @param refreshTokenValidity - seconds: see {@link revocationExpiry}
 */
export function recordDetails(
  now: number,
  refreshTokenValidity: number,
  audit: Omit<Audit, 'revokedAt'>,
): RecordDetails {
  const revokedAt = Math.floor(now / 1000);
  return { expiresAt: revocationExpiry(revokedAt, refreshTokenValidity), audit: { revokedAt, ...audit } };
}
