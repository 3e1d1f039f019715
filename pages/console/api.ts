/*
 * What the console's page and its server say to each other, as JSON: the page asks by `POST`, the server answers, or refuses
 * with an {@link Refusal}. Times are NumericDates (seconds) unless they say otherwise.
 */

/** Path of each question. */
export const PATH = {
  stack: '/api/stack',
  users: '/api/users',
  sessions: '/api/sessions',
  connections: '/api/connections',
  userRecord: '/api/user-record',
  record: '/api/record',
  queues: '/api/queues',
  signOut: '/api/sign-out',
} as const;

/** Why there is no answer. */
export interface Refusal {
  /** Stable: `no_credentials`, `not_permitted`, `no_sessions`, … */
  readonly error: string;
  /** For people: what is missing, and what to do. */
  readonly error_description: string;
}

/** A part of a list that may go on. */
export interface Page<T> {
  readonly items: readonly T[];
  /** What to ask for the next part with; not there after the last. */
  readonly nextToken?: string;
}

/** The stack that is looked after. */
export interface StackView {
  readonly stack: string;
  readonly region: string;
  readonly userPoolId: string;
  /** App clients, as the stack names them. */
  readonly clientIds: readonly string[];
  readonly signOutApi: string;
  /** Whether it keeps a table of open connections. */
  readonly hasConnections: boolean;
  /** Name of the table of revocations; not there if the stack has none that could be found. */
  readonly revocationTable?: string;
}

/** Whom to look for. An empty text is everybody. */
export interface UserQuestion {
  /** The beginning of a username or of an e-mail address, or a whole `sub`. */
  readonly text: string;
  readonly nextToken?: string;
}

/** A user of the pool. */
export interface UserView {
  readonly sub: string;
  readonly username: string;
  readonly email?: string;
  /** Cognito's, such as `CONFIRMED`. */
  readonly status?: string;
  readonly enabled: boolean;
  readonly createdAt?: number;
}

/** Whose sessions or connections. */
export interface OfUser {
  readonly sub: string;
  readonly nextToken?: string;
}

/** A session, as `POST /admin/sessions` has it. */
export interface SessionView {
  readonly sessionId: string;
  readonly clientId?: string;
  readonly label?: string;
  readonly signedInAt?: number;
  readonly lastSeenAt?: number;
  readonly userAgent?: string;
  readonly ipAddress?: string;
}

/** An open connection: a WebSocket. */
export interface ConnectionView {
  /** `{apiId}/{stage}/{connectionId}`. */
  readonly connection: string;
  readonly sessionId?: string;
  readonly clientId?: string;
  readonly openedAt?: number;
  readonly endsAt?: number;
}

/** Which records: the user's own, and those of these sessions. */
export interface UserRecordQuestion {
  readonly sub: string;
  /** At most 99. */
  readonly sessionIds: readonly string[];
}

/** Which part of the whole record. An empty text is all of it. */
export interface RecordQuestion {
  /** What a record's key, actor or reason holds. */
  readonly text: string;
  readonly nextToken?: string;
}

/** A revocation, as the table has it. What is missing there is missing here. */
export interface RevocationView {
  /** `session`, `token`, `user`, `client` or `pool`. */
  readonly kind: string;
  /** Of what is revoked. */
  readonly id: string;
  readonly revokedAt?: number;
  readonly actor?: string;
  readonly reason?: string;
  readonly requestId?: string;
  /** Sign-ins up to it are rejected. */
  readonly tokensValidAfter?: number;
  /** Sign-ins up to it are rejected, but for one session. */
  readonly othersValidAfter?: number;
  readonly exemptSession?: string;
  /** Until when it is kept. */
  readonly expiresAt?: number;
}

/** A part of the whole record. */
export interface RecordPage extends Page<RevocationView> {
  /** How many were looked at, whether or not they are what was asked for. */
  readonly examined: number;
}

/** A dead-letter queue. */
export interface QueueView {
  readonly name: string;
  /** How many messages there are, about; not there if that is not known. */
  readonly messages?: number;
  /** Why it is not known. */
  readonly problem?: string;
}

/** Whose sessions are ended: as `POST /admin/sign-out` has it. */
export type Target =
  { readonly sub: string; readonly sessionId?: string } | { readonly clientId: string } | { readonly userPool: true };

/** A sign-out that is asked for. */
export interface SignOutQuestion {
  readonly target: Target;
  /** 1 to 256 characters: kept with the record. */
  readonly reason: string;
  /** The id of the client or of the pool, typed by a person. Not there for a user. */
  readonly confirmation?: string;
}

/** What a sign-out came to. */
export interface SignOutView {
  readonly outcome: 'complete' | 'partial';
  readonly scope?: string;
  readonly signedOutAt?: number;
  readonly unfinished: readonly string[];
}
