import { sessionKeyOf, userKeyOf, type RevocationKey, type RevocationSubject } from '../revocation/revocation-key';
import type { NumericDate } from '../token/claims';

/** Where a connection is: enough to end it. */
export interface ConnectionAddress {
  /** The WebSocket API, by its id. */
  readonly apiId: string;
  /** The API's stage. */
  readonly stage: string;
  /** What API Gateway calls it. */
  readonly connectionId: string;
}

/** Which connection, and whose: enough to find it in the registry. */
export type ConnectionName = ConnectionAddress & RevocationSubject;

/** An open WebSocket connection, and the sign-in that it was opened with. */
export interface Connection extends ConnectionName {
  /** When the sign-in took place; of a machine token, when it was issued. */
  readonly signedInAt: NumericDate;
  /** When the token expires that it was opened with. */
  readonly tokenExpiresAt: NumericDate;
  /** Milliseconds since the epoch: before it was open. */
  readonly registeredAt: number;
}

/**
 * What became of a connection that was to end: `ended`; `gone`, as it had ended already; `deferred`, as it was not open
 * yet; `failed`, as API Gateway could not end it. The last two are tried again later.
 */
export type EndingOutcome = 'ended' | 'gone' | 'deferred' | 'failed';

/** Milliseconds. API Gateway ends a WebSocket connection after 2 hours. */
export const MAX_CONNECTION_LIFE = 2 * 3600 * 1000;

/** The keys of the revocations that concern one user or one session, under which a connection is registered. */
export function ownersOf(connection: RevocationSubject): readonly [user: RevocationKey, session: RevocationKey] {
  return [userKeyOf(connection), sessionKeyOf(connection)];
}
