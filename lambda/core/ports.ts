import type { AdminSignOutResult } from './sign-out/admin-sign-out';
import type { Connection, ConnectionAddress, ConnectionName, EndingOutcome } from './connections/connection';
import type { RejectionReason } from './verdict/introspection';
import type { SubscriptionEnd } from './connections/live-subscriptions';
import type { Audit, Revocation } from './revocation/revocation';
import type { RevocationKey } from './revocation/revocation-key';
import type { SignOutResult } from './sign-out/sign-out';
import type { EventOutcome } from './events/sign-out-events';
import type { TokenRevocationResult } from './sign-out/token-revocation';

/** Why a token is not a genuine, current token of an accepted client. */
export type VerificationFailure =
  'malformed_token' | 'bad_signature' | 'unknown_key' | 'expired' | 'wrong_issuer' | 'wrong_client' | 'wrong_token_use';

/** The payload of a genuine token, or why it is not one. */
export type Verification =
  | { readonly genuine: true; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly genuine: false; readonly reason: VerificationFailure };

/** Knows the user pool's keys. */
export interface TokenVerifier {
  /**
   * Whether the user pool signed this token for an accepted client and use, and it has not expired.
   *
   * @throws RevocationError `signing_keys_unavailable`
   */
  verify(token: string): Promise<Verification>;
}

/** Reads revocations. All that an authorizer may do. */
export interface RevocationReader {
  /**
   * The revocations under these keys, as they are now: one that was written before the call is found.
   * All keys have been read when it resolves; a key that could not be read is a fault, not "not revoked".
   *
   * @throws RevocationError `revocation_store_unavailable`, `revocation_store_corrupt`
   */
  find(keys: readonly RevocationKey[]): Promise<readonly Revocation[]>;
}

/** Reads and writes revocations. */
export interface RevocationStore extends RevocationReader {
  /**
   * Replaces the revocation under a key by what `change` makes of it, atomically: if another writer is faster, `change`
   * is called again with what that one wrote. If it returns undefined, nothing is written.
   *
   * @returns what is stored now
   * @throws RevocationError `revocation_store_unavailable`, `revocation_store_corrupt`
   */
  update<T extends Revocation>(
    key: RevocationKey<T>,
    change: (stored: T | undefined) => T | undefined,
    audit: Audit,
  ): Promise<T | undefined>;
}

/** An app client, as it presents itself. */
export interface OAuthClient {
  readonly clientId: string;
  /** Of a confidential client. */
  readonly clientSecret?: string;
}

/** A user, as the pool knows it. */
export interface PoolUser {
  /** The claim `sub` of its tokens. */
  readonly sub: string;
  /** Its name, whichever alias it was asked for by. */
  readonly username: string;
}

/** What a refresh token turned out to be by using it once. */
export interface RefreshedSession {
  /** The session of the new tokens, if Cognito accepted the refresh token and they named one. */
  readonly originJti: string | undefined;
  /** The refresh token that replaces the one used, where the client rotates them. */
  readonly rotatedRefreshToken: string | undefined;
}

/**
 * What became of a refresh token: `revoked`; `unknown`, as it is none; `refused`, as it is another client's; `failed`, as
 * Cognito could not do it.
 */
export type RefreshTokenRevocation = 'revoked' | 'unknown' | 'refused' | 'failed';

/** What Cognito can do for a sign-out. None of these is retried in the background. */
export interface UserPool {
  /**
   * Ends all of the user's sessions at Cognito. A user that no longer exists counts as done.
   *
   * @returns whether it is done; false if Cognito could not or would not
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
   */
  globalSignOut(username: string): Promise<boolean>;
  /** As above, for a user of whom only the claim `sub` is known. */
  globalSignOutBySub(sub: string): Promise<boolean>;
  /**
   * Looks a user up by its username or an alias.
   *
   * @returns undefined if Cognito knows no such user
   * @throws RevocationError `user_pool_unavailable`
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminGetUser.html
   */
  findUser(username: string): Promise<PoolUser | undefined>;
  /**
   * Uses a refresh token once, which is the only way to learn its session: it is opaque.
   * Runs the pool's pre token generation trigger.
   *
   * @returns undefined if Cognito did not answer
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
   */
  refresh(refreshToken: string, client: OAuthClient): Promise<RefreshedSession | undefined>;
  /**
   * Revokes a refresh token. One that is dead already counts as revoked.
   *
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
   */
  revoke(refreshToken: string, client: OAuthClient): Promise<RefreshTokenRevocation>;
}

/** Knows the secrets of app clients. */
export interface ClientAuthenticator {
  /**
   * Whether this is an accepted app client, and presents its secret if it has one.
   *
   * @throws RevocationError `user_pool_unavailable`
   */
  authenticate(client: OAuthClient): Promise<boolean>;
}

/** Live AppSync subscriptions. */
export interface LiveSubscriptions {
  /**
   * Ends those that it is about, in every API. To end them again changes nothing.
   *
   * @throws RevocationError `subscriptions_unavailable` if an API could not be told; all have been asked then
   */
  end(what: SubscriptionEnd): Promise<void>;
}

/** What is to be ended once more. */
export interface LateSubscriptions {
  /**
   * Has it ended once more, when no subscription can begin any more that was authorized before the revocation.
   *
   * @throws RevocationError `subscriptions_unavailable`
   */
  endLater(what: SubscriptionEnd): Promise<void>;
}

/** What time it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves when `now()` has reached the time (milliseconds since the epoch), at once if it has. */
  readonly waitUntil: (time: number) => Promise<void>;
  /** Milliseconds since some moment, by a clock that nobody sets. */
  readonly steady: () => number;
}

/** Tells operators what happened to a request, which `requestId` names. Never receives a token. */
export interface Telemetry {
  /** An authorizer has rejected a token. */
  rejected(reason: RejectionReason, requestId: string): void;
  /** A request to sign out has been answered. */
  signedOut(result: SignOutResult | AdminSignOutResult | TokenRevocationResult, requestId: string): void;
  /** A request could not be decided or carried out. */
  fault(error: unknown, requestId: string): void;
  /** An event of Cognito's has been looked at. */
  eventHandled(outcome: EventOutcome, requestId: string): void;
  /** So many open connections that were to end came to this. */
  connectionsEnding(outcome: EndingOutcome, count: number, requestId: string): void;
}

/** Knows the open connections. */
export interface ConnectionRegistry {
  /**
   * Adds a connection. When it resolves, every search finds it.
   *
   * @throws RevocationError `connection_registry_unavailable`
   */
  add(connection: Connection): Promise<void>;
  /**
   * Removes one, or nothing if it is not there.
   *
   * @throws RevocationError `connection_registry_unavailable`
   */
  remove(connection: ConnectionName): Promise<void>;
  /**
   * Whether it is there, as of now.
   *
   * @throws RevocationError `connection_registry_unavailable`
   */
  has(connection: ConnectionName): Promise<boolean>;
  /**
   * The connections that a revocation may concern, page by page: those of its session, token or user by their key, those
   * of a client or a pool by reading the whole registry. One that was added before the call is found.
   *
   * @throws RevocationError `connection_registry_unavailable`, `connection_registry_corrupt`
   */
  find(key: RevocationKey): AsyncIterable<readonly Connection[]>;
}

/** Reaches the clients at the other end. */
export interface ConnectionGateway {
  /**
   * Ends a connection. `gone`: there is none of that name; it has ended, or it is not open yet.
   *
   * @throws RevocationError `connection_not_ended`
   */
  end(connection: ConnectionAddress): Promise<'ended' | 'gone'>;
  /**
   * Sends a client a text frame. `gone`: as above.
   *
   * @throws RevocationError `connection_unreachable`
   */
  send(connection: ConnectionAddress, text: string): Promise<'sent' | 'gone'>;
}

/** Keeps connections until they are due to end. */
export interface EndingQueue {
  /**
   * Has the connection ended at a time (milliseconds since the epoch), or soon after.
   *
   * @throws RevocationError `connection_not_ended`
   */
  endAt(time: number, connection: Connection): Promise<void>;
}
