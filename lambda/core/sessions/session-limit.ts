import { auditAt } from '../revocation/audit';
import type { UserIdentity } from '../token/claims';
import { endRegistered, type EndRegisteredDependencies } from './end-registered';
import { listSessions, MAX_LISTED } from './list-sessions';
import type { RegisteredSession } from './registered-session';
import type { SessionPosition } from './session-registry';

/** Who asks for it, as the record says: nobody does, it is the owner's rule. */
export const POLICY = 'policy';

/** Sessions that are ended at the same time. */
const AT_ONCE = 25;

/**
 * Ends a user's oldest registered sessions, so that no more are left than the owner allows. It goes by the time of the sign-in, and
 * of those of the same second by their ids: so whoever counts, of two devices that sign in at once, ends the same ones.
 *
 * @returns what it has ended
 * @throws RevocationError if it could not be recorded
 */
export async function endOldest(
  user: UserIdentity,
  maxSessions: number,
  requestId: string,
  dependencies: EndRegisteredDependencies,
): Promise<readonly RegisteredSession[]> {
  const tooMany = (await everySession(user, dependencies)).sort(newestFirst).slice(maxSessions);
  const audit = auditAt(dependencies.clock.now(), { actor: POLICY, reason: 'maxSessions', requestId });
  for (let start = 0; start < tooMany.length; start += AT_ONCE) {
    const some = tooMany.slice(start, start + AT_ONCE);
    await Promise.all(some.map((session) => endRegistered(session, audit, dependencies)));
  }
  return tooMany;
}

async function everySession(user: UserIdentity, dependencies: EndRegisteredDependencies): Promise<RegisteredSession[]> {
  const sessions: RegisteredSession[] = [];
  let behind: SessionPosition | undefined;
  do {
    const list = await listSessions(user, { limit: MAX_LISTED, behind }, dependencies);
    sessions.push(...list.sessions);
    behind = list.next;
  } while (behind !== undefined);
  return sessions;
}

function newestFirst(a: RegisteredSession, b: RegisteredSession): number {
  return b.signedInAt - a.signedInAt || (a.sessionId < b.sessionId ? 1 : -1);
}
