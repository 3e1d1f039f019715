import type { OAuthClient } from './oauth-client';

/** A user, as the pool knows it. */
export interface PoolUser {
  /** The claim `sub` of its tokens. */
  readonly sub: string;
  /** Its name, whichever alias it was asked for by. */
  readonly username: string;
}

/**
 * What using a refresh token once came to:
 * - `accepted`: it was alive, and now has been replaced, if the client rotates refresh tokens.
 * - `refused`: it is dead, or none, or another client's, or of a device that has to be named.
 * - `client_refused`: the client has a secret, and did not present it.
 * - `used_up`: a rotation has replaced it; those that came after it may be alive.
 * - `unavailable`: nobody knows. Cognito, or a trigger of the pool, could not or would not say.
 */
export type RefreshOutcome =
  | {
      readonly outcome: 'accepted';
      /** The payload of the access token that it brought forth, a moment ago, from Cognito itself. */
      readonly payload: Readonly<Record<string, unknown>>;
      /** The refresh token that replaces the one used, where the client rotates them. */
      readonly rotatedRefreshToken: string | undefined;
    }
  | { readonly outcome: 'refused' | 'client_refused' | 'used_up' }
  /** What happened is for operators; its message may repeat what was sent. */
  | { readonly outcome: 'unavailable'; readonly cause: unknown };

/**
 * What became of a refresh token at Cognito:
 * - `revoked`.
 * - `dead`: it was so already.
 * - `not_a_refresh_token`.
 * - `client_refused`: the client has a secret, and did not present it.
 * - `another_client`: it was not issued to this client.
 * - `revocation_off`: the client has token revocation switched off.
 * - `failed`: Cognito could not do it.
 */
export type RefreshTokenRevocation =
  'revoked' | 'dead' | 'not_a_refresh_token' | 'client_refused' | 'another_client' | 'revocation_off' | 'failed';

/** What Cognito can do for a sign-out. None of these is retried in the background. */
export interface UserPool {
  /**
   * Ends all of the user's sessions at Cognito. A user that no longer exists counts as done, whoever has the name now.
   *
   * @returns whether it is done; false if Cognito could not or would not
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_AdminUserGlobalSignOut.html
   */
  globalSignOut(user: PoolUser): Promise<boolean>;
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
   * @param deviceKey - of a remembered device, which Cognito wants named where the pool remembers devices
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GetTokensFromRefreshToken.html
   */
  refresh(refreshToken: string, client: OAuthClient, deviceKey?: string): Promise<RefreshOutcome>;
  /**
   * Revokes a refresh token.
   *
   * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
   */
  revoke(refreshToken: string, client: OAuthClient): Promise<RefreshTokenRevocation>;
}
