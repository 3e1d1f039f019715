import type { Clock } from '../clock';
import type { Audit } from '../revocation/audit';
import { recordSession, type SessionRecordDependencies } from '../revocation/record-session';
import { signInOf, type RegisteredSession } from './registered-session';
import type { SessionRegistry } from './session-registry';

/** What ending a registered session needs of the outside. */
export interface EndRegisteredDependencies extends SessionRecordDependencies {
  readonly registry: SessionRegistry;
  readonly clock: Clock;
}

/**
 * Records that a registered session is revoked. None of its tokens is at hand: its refresh token may be as young as now.
 *
 * @throws RevocationError if it could not be recorded
 */
export async function endRegistered(
  session: RegisteredSession,
  audit: Audit,
  dependencies: EndRegisteredDependencies,
): Promise<void> {
  await recordSession({ ...signInOf(session), issuedAt: audit.revokedAt }, audit, dependencies);
  // Lists go by the record; that they need not look at the session any more is a help to them.
  await dependencies.registry.unlist([session]).catch(() => undefined);
}
