import type { NumericDate, UserIdentity } from '../token/claims';
import type { RegisteredSession } from './registered-session';

/** A place in the list of a user's sessions: behind this session. */
export interface SessionPosition {
  readonly signedInAt: NumericDate;
  readonly sessionId: string;
}

/** A part of the list of a user's sessions. */
export interface SessionRegistryPage {
  /** Newest sign-in first. Which of several that began in the same second comes first is not said. */
  readonly sessions: readonly RegisteredSession[];
  /** Where more may be; undefined if there is none. */
  readonly next: SessionPosition | undefined;
}

/**
 * Knows the registered sessions of each user. It says what they are, and never whether they are over: only revocations do, and
 * the time. So whatever is registered, in whatever order, no ended session comes back to life.
 */
export interface SessionRegistry {
  /**
   * Adds a session to its user's list, or renews what is known of it: what is undefined stays as it was. When it resolves, every
   * list has it.
   *
   * @returns what is known of it now
   * @throws RevocationError `session_registry_unavailable`, `session_registry_corrupt`
   */
  register(session: RegisteredSession): Promise<RegisteredSession>;
  /**
   * A session of the user, listed or not.
   *
   * @throws RevocationError `session_registry_unavailable`, `session_registry_corrupt`
   */
  find(user: UserIdentity, sessionId: string): Promise<RegisteredSession | undefined>;
  /**
   * The user's listed sessions, as they are now, from behind a place in the list on; the place need not be there any more.
   *
   * @throws RevocationError `session_registry_unavailable`, `session_registry_corrupt`
   */
  pageOf(user: UserIdentity, behind: SessionPosition | undefined): Promise<SessionRegistryPage>;
  /**
   * Keeps in mind what Cognito calls a session that is there.
   *
   * @throws RevocationError `session_registry_unavailable`
   */
  track(session: RegisteredSession, trackedAs: string): Promise<void>;
  /**
   * Takes sessions out of the list, so that lists need not ask whether they are over. Does nothing to one that has been renewed
   * meanwhile by another sign-in's time.
   *
   * @throws RevocationError `session_registry_unavailable`
   */
  unlist(sessions: readonly RegisteredSession[]): Promise<void>;
}
