import type { SessionList } from '../../../core/sessions/list-sessions';
import type { RegisteredSession } from '../../../core/sessions/registered-session';
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
}

/** A session, as one of these whose caller is of that session; undefined for a caller of none, an administrator. */
export function sessionAnswerOf(session: RegisteredSession, currentSessionId: string | undefined): SessionAnswer {
  const { sessionId, label, clientId, signedInAt, lastSeenAt, userAgent, ipAddress } = session;
  return {
    sessionId,
    current: sessionId === currentSessionId,
    ...(label !== undefined && { label }),
    clientId,
    signedInAt,
    lastSeenAt,
    ...(userAgent !== undefined && { userAgent }),
    ...(ipAddress !== undefined && { ipAddress }),
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
