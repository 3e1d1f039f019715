import type { InactiveReason } from './introspection';
import type { Audit, Revocation } from './revocation';
import type { SignOutResult } from './sign-out';

/** Why a token is not a genuine, current token of the accepted clients. */
export type RefusalReason = 'malformed_token' | 'expired' | 'foreign' | 'unknown_key' | 'bad_signature';

/** The payload of a genuine token, or why it is not one. */
export type Verification =
  | { readonly genuine: true; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly genuine: false; readonly reason: RefusalReason };

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
   * The records under these keys, as they are now: a record that was written before the call is found.
   * All keys have been read when it resolves; a key that could not be read is a fault, not "not revoked".
   *
   * @throws RevocationError `revocation_store_unavailable`, `revocation_store_corrupt`
   */
  find(keys: readonly string[]): Promise<readonly Revocation[]>;
}

/** Reads and writes revocations. */
export interface RevocationStore extends RevocationReader {
  /**
   * Replaces the record under a key by what `change` makes of it, atomically: if another writer is faster, `change`
   * is called again with what that one wrote. If it returns undefined, nothing is written.
   *
   * @returns what is stored now
   * @throws RevocationError `revocation_store_unavailable`, `revocation_store_corrupt`
   */
  update<T extends Revocation>(
    key: string,
    change: (stored: Revocation | undefined) => T | undefined,
    audit: Audit,
  ): Promise<T | Revocation | undefined>;
}

/** What a refresh token turned out to be by using it once. */
export interface RedeemedRefreshToken {
  /** The session (`origin_jti`) of what it minted, if Cognito accepted it and the tokens told one. */
  readonly session: string | undefined;
  /** The token that replaces it, where the client rotates refresh tokens. */
  readonly successor: string | undefined;
}

/** What Cognito can do for a sign-out. None of these is retried in the background. */
export interface UserPool {
  /**
   * Ends all of the user's sessions at Cognito. A user that is gone counts as done.
   *
   * @returns whether it is done; false if Cognito could not or would not
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
   */
  globalSignOut(username: string): Promise<boolean>;
  /**
   * Uses a refresh token once, which is the only way to learn its session: it is opaque.
   * Runs the pool's pre token generation trigger.
   *
   * @returns undefined if Cognito did not answer
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
   */
  redeem(refreshToken: string, clientId: string): Promise<RedeemedRefreshToken | undefined>;
  /**
   * Revokes a refresh token.
   *
   * @returns whether it is done; false if Cognito could not or would not
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
   */
  revoke(refreshToken: string, clientId: string): Promise<boolean>;
}

/** What time it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves when `now()` has reached the time (milliseconds since the epoch), at once if it has. */
  readonly waitUntil: (time: number) => Promise<void>;
}

/** Tells operators what happened. Never receives a token. */
export interface Telemetry {
  rejected(reason: InactiveReason): void;
  signedOut(result: SignOutResult): void;
  fault(error: unknown): void;
}
