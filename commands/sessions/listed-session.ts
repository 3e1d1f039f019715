import { membersOf } from '../shared/admin/refusals';

/** A registered session, as `POST /admin/sessions` tells of it: times in seconds since the epoch. */
export interface ListedSession {
  readonly sessionId: string;
  readonly label?: string;
  readonly clientId: string;
  readonly signedInAt: number;
  readonly lastSeenAt: number;
  readonly userAgent?: string;
  readonly ipAddress?: string;
}

/** A part of a list. */
export interface SessionsPage {
  readonly sessions: readonly ListedSession[];
  /** What the next part is asked for by; undefined if there is none. */
  readonly nextToken: string | undefined;
}

/** What the API answered, as a part of a list; undefined if it is none. */
export function pageIn(body: unknown): SessionsPage | undefined {
  const { sessions, nextToken } = membersOf(body);
  if (!Array.isArray(sessions) || !isOptionalText(nextToken)) return undefined;
  const read = sessions.map(sessionIn);
  return read.every((session) => session !== undefined) ? { sessions: read, nextToken } : undefined;
}

function sessionIn(value: unknown): ListedSession | undefined {
  const { sessionId, label, clientId, signedInAt, lastSeenAt, userAgent, ipAddress } = membersOf(value);
  if (typeof sessionId !== 'string' || typeof clientId !== 'string') return undefined;
  if (!isTime(signedInAt) || !isTime(lastSeenAt)) return undefined;
  if (!isOptionalText(label) || !isOptionalText(userAgent) || !isOptionalText(ipAddress)) return undefined;
  return {
    sessionId,
    ...(label !== undefined && { label }),
    clientId,
    signedInAt,
    lastSeenAt,
    ...(userAgent !== undefined && { userAgent }),
    ...(ipAddress !== undefined && { ipAddress }),
  };
}

function isOptionalText(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

/** What a date can be made of: https://tc39.es/ecma262/#sec-timeclip */
function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 8.64e12;
}
