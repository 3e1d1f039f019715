import type { Clock } from '../clock';
import type { RevocationReader } from '../revocation/revocation-store';
import type { UserIdentity } from '../token/claims';
import { byLife } from './alive-sessions';
import type { ListedSession, RegisteredSession } from './registered-session';
import type { SessionPosition, SessionRegistry } from './session-registry';

/** What listing needs of the outside. */
export interface SessionListDependencies {
  readonly registry: SessionRegistry;
  readonly revocations: RevocationReader;
  readonly clock: Clock;
}

/** A part of a user's sessions that are alive. */
export interface SessionList {
  /** Newest sign-in first. */
  readonly sessions: readonly ListedSession[];
  /** Where to go on; undefined if there are no more. */
  readonly next: SessionPosition | undefined;
}

/** Which part of a list is asked for. */
export interface ListedPart {
  /** How many sessions: 1 to {@link MAX_LISTED}. */
  readonly limit: number;
  /** From behind this place on; undefined for the beginning. */
  readonly behind: SessionPosition | undefined;
}

/** Sessions that a list has, unless fewer are asked for. */
export const MAX_LISTED = 1000;

/** Ended sessions that one list takes out of the registry, so that the next ones need not look at them. */
const MAX_UNLISTED = 25;

/**
 * Lists a user's registered sessions that are alive: one that has ended in any way, before the list was asked for, is not in it.
 *
 * @throws RevocationError if it can't be read
 */
export async function listSessions(
  user: UserIdentity,
  { limit, behind }: ListedPart,
  { registry, revocations, clock }: SessionListDependencies,
): Promise<SessionList> {
  const listed: RegisteredSession[] = [];
  const over: RegisteredSession[] = [];
  let position = behind;
  do {
    const page = await registry.pageOf(user, position);
    const { alive, ended } = await byLife(page.sessions, clock.now(), revocations);
    listed.push(...alive);
    over.push(...ended);
    position = page.next;
  } while (position !== undefined && listed.length <= limit);
  // The list is right without it, and the next one tries again.
  await registry.unlist(over.slice(0, MAX_UNLISTED)).catch(() => undefined);
  const sessions = listed.slice(0, limit);
  return { sessions, next: listed.length > limit ? positionOf(sessions.at(-1)) : undefined };
}

function positionOf(session: RegisteredSession | undefined): SessionPosition | undefined {
  return session && { signedInAt: session.signedInAt, sessionId: session.sessionId };
}
