import type { SessionIdentity, TokenClaims } from '../token/claims';
import type { Audit } from './audit';
import { lifeOfSession } from './expiry';
import type { Revocation, SessionRevocation } from './revocation';
import { sessionKeyOf } from './revocation-key';
import type { RevocationStore } from './revocation-store';
import { revokeSession } from './revoke';

/** What recording the end of a session needs. */
export interface SessionRecordDependencies {
  readonly revocations: RevocationStore;
  /** Seconds: see {@link lifeOfSession}. */
  readonly refreshTokenValidity: number;
}

/**
 * A session, and what its record's life follows from: of a token at hand, or of a session that is known without one. Whose it is
 * is kept with the record where it is known.
 */
export type EndingSession = SessionIdentity &
  Pick<TokenClaims, 'signedInAt' | 'issuedAt'> &
  Partial<Pick<TokenClaims, 'sub' | 'clientId'>>;

/**
 * Records that a session is revoked (of a machine's token, that token). What is recorded already, and for long enough, is
 * not written again.
 *
 * @param found - what has just been read of the session, if anything
 * @throws RevocationError if it could not be recorded
 */
export async function recordSession(
  session: EndingSession,
  audit: Audit,
  { revocations, refreshTokenValidity }: SessionRecordDependencies,
  found: readonly Revocation[] = [],
): Promise<void> {
  const key = sessionKeyOf(session);
  const known = found.find((revocation): revocation is SessionRevocation => revocation.key === key);
  const life = lifeOfSession(session, refreshTokenValidity);
  const { sub, clientId } = session;
  const ofWhom = { ...audit, ...(sub !== undefined && { sub }), ...(clientId !== undefined && { clientId }) };
  await revocations.update(key, (stored?: SessionRevocation) => revokeSession(session, life, stored), ofWhom, known);
}
