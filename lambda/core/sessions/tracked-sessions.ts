import type { NumericDate } from '../token/claims';
import type { SessionList } from './list-sessions';
import type { ListedSession, RegisteredSession, SessionLocation } from './registered-session';

/** What Cognito knows of a session, where the pool tracks sessions itself. */
export interface TrackedActivity {
  /** When it was refreshed last, or when it began. */
  readonly lastActiveAt?: NumericDate;
  /** Operating system and browser or app. */
  readonly device?: string;
  readonly ipAddress?: string;
  readonly location?: SessionLocation;
}

/**
 * Asks Cognito about sessions, of a pool that tracks them. Which of Cognito's sessions a token belongs to only the token itself can
 * tell: nothing is known of how their ids and `origin_jti` go together. Nothing depends on what it says, and it is never a fault.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/managing-user-sessions.html
 */
export interface TrackedSessions {
  /** What Cognito calls the session of an access token; undefined if it does not say, or not yet. */
  idOf(accessToken: string): Promise<string | undefined>;
  /** What it knows of a user's sessions, by those ids; nothing if it does not say. */
  activityOf(username: string): Promise<ReadonlyMap<string, TrackedActivity>>;
}

/**
 * A list with what Cognito knows, where it knows more than was registered.
 *
 * @param username - undefined if it is not known
 */
export async function withActivity(
  list: SessionList,
  username: string | undefined,
  tracked: TrackedSessions | undefined,
): Promise<SessionList> {
  const isTracked = list.sessions.some(({ trackedAs }) => trackedAs !== undefined);
  if (tracked === undefined || username === undefined || !isTracked) return list;
  const activities = await tracked.activityOf(username);
  return { ...list, sessions: list.sessions.map((session) => merge(session, activities.get(session.trackedAs ?? ''))) };
}

function merge(session: RegisteredSession, activity: TrackedActivity | undefined): ListedSession {
  if (activity === undefined) return session;
  const { lastActiveAt = 0, device = session.userAgent, ipAddress = session.ipAddress, location } = activity;
  const lastSeenAt = Math.max(session.lastSeenAt, lastActiveAt);
  return { ...session, lastSeenAt, userAgent: device, ipAddress, ...(location !== undefined && { location }) };
}
