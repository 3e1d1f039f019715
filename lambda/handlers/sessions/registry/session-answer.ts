import type { SessionList } from '../../../core/sessions/list-sessions';
import type { ListedSession, SessionLocation } from '../../../core/sessions/registered-session';
import { pageTokenOf } from '../../../core/sessions/session-parameters';
import type { NumericDate } from '../../../core/token/claims';

/** A registered session as callers see it. */
export interface SessionAnswer {
  readonly sessionId: string;
  /** Whether it is the caller's own. */
  readonly current: boolean;
  readonly label?: string;
  readonly clientId: string;
  readonly signedInAt: NumericDate;
  readonly lastSeenAt: NumericDate;
  readonly userAgent?: string;
  readonly ipAddress?: string;
  /** Where that is, as far as Cognito knows. */
  readonly location?: SessionLocation;
}

/** A session, as one of these whose caller is of that session; undefined for a caller of none, an administrator. */
export function sessionAnswerOf(session: ListedSession, currentSessionId: string | undefined): SessionAnswer {
  const { sessionId, label, clientId, signedInAt, lastSeenAt, userAgent, ipAddress, location } = session;
  return {
    sessionId,
    current: sessionId === currentSessionId,
    ...(label !== undefined && { label }),
    clientId,
    signedInAt,
    lastSeenAt,
    ...(userAgent !== undefined && { userAgent }),
    ...(ipAddress !== undefined && { ipAddress }),
    ...(location !== undefined && { location }),
  };
}

/** A list, with what the next part of it is asked for by, if there is one. */
export interface SessionListAnswer {
  readonly sessions: readonly SessionAnswer[];
  readonly nextToken?: string;
}

/** See {@link SessionListAnswer}. */
export function listAnswerOf({ sessions, next }: SessionList, currentSessionId: string | undefined): SessionListAnswer {
  return {
    sessions: sessions.map((session) => sessionAnswerOf(session, currentSessionId)),
    ...(next !== undefined && { nextToken: pageTokenOf(next) }),
  };
}
