import type { Session } from '../api/session';

/** What an adapter has put on a request. */
interface WithSession {
  auth?: unknown;
}

/** Puts the session on a request. */
export function keepSession(request: object, session: Session): void {
  (request as WithSession).auth = session;
}

/**
 * The session of a request that has been let in; it is also the request's property `auth`.
 *
 * @throws Error if `requireSession()` does not stand in front of the route
 */
export function sessionOf(request: object): Session {
  const { auth } = request as WithSession;
  if (auth === undefined) throw new Error('the request has no session: put requireSession() in front of the route');
  return auth as Session;
}
