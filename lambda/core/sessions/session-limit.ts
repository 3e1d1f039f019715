import { auditAt, type Audit } from '../revocation/audit';
import { endRegistered, type EndRegisteredDependencies } from './end-registered';
import { listSessions } from './list-sessions';
import type { RegisteredSession } from './registered-session';

/** Who asks for it, as the record says: nobody does, it is the owner's rule. */
export const POLICY = 'policy';

/** Sessions that one registration ends at most: the next ones go on. */
const MAX_ENDED = 100;

/** Sessions that are ended at the same time. */
const AT_ONCE = 25;

/**
 * Ends a user's oldest registered sessions, so that no more are left than the owner allows. It goes by the time of the sign-in, and
 * of those of the same second by their ids: so whoever counts, of two devices that sign in at once, ends the same ones. Where there are
 * far too many, as before there was a limit, it ends the newest hundred of them.
 *
 * @returns whether the session that is registered is left
 * @throws RevocationError if it could not be recorded
 */
export async function isOfNewest(
  registered: RegisteredSession,
  maxSessions: number,
  requestId: string,
  dependencies: EndRegisteredDependencies,
): Promise<boolean> {
  const part = { limit: maxSessions + MAX_ENDED, behind: undefined };
  const { sessions } = await listSessions(registered, part, dependencies);
  const newest = sessions.toSorted(newestFirst);
  const isLeft = newest.slice(0, maxSessions).some(({ sessionId }) => sessionId === registered.sessionId);
  const ending = newest.slice(maxSessions).filter(({ sessionId }) => sessionId !== registered.sessionId);
  const audit = auditAt(dependencies.clock.now(), {
    initiatedBy: 'policy',
    actor: POLICY,
    reason: 'maxSessions',
    requestId,
  });
  await endAll(isLeft ? ending : [registered, ...ending], audit, dependencies);
  return isLeft;
}

async function endAll(
  sessions: readonly RegisteredSession[],
  audit: Audit,
  dependencies: EndRegisteredDependencies,
): Promise<void> {
  for (let start = 0; start < sessions.length; start += AT_ONCE) {
    const some = sessions.slice(start, start + AT_ONCE);
    await Promise.all(some.map((session) => endRegistered(session, audit, dependencies)));
  }
}

function newestFirst(a: RegisteredSession, b: RegisteredSession): number {
  return b.signedInAt - a.signedInAt || (a.sessionId < b.sessionId ? 1 : -1);
}
