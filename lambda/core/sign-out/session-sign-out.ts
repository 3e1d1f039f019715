import type { Audit } from '../revocation/audit';
import { lifeOfSession } from '../revocation/expiry';
import { recordSession, type SessionRecordDependencies } from '../revocation/record-session';
import { sessionKeyOf } from '../revocation/revocation-key';
import type { TokenClaims } from '../token/claims';
import type { OAuthClient } from './oauth-client';
import type { RefreshTokenRevocation, UserPool } from './user-pool';

/**
 * Records that the session of a genuine token has ended, whose time may be over.
 *
 * @returns whether there was anything to end
 * @throws RevocationError if it could not be recorded
 */
export async function endSession(
  claims: TokenClaims,
  audit: Audit,
  dependencies: SessionRecordDependencies,
): Promise<boolean> {
  // So old that nothing of its session lives: whoever has kept it must not have us write for ever.
  if (lifeOfSession(claims, dependencies.refreshTokenValidity).expiresAt <= audit.revokedAt) return false;
  const found = await dependencies.revocations.find([sessionKeyOf(claims)]);
  await recordSession(claims, audit, dependencies, found);
  return true;
}

/** Revokes a refresh token at Cognito that has been used once, and the one that has replaced it, if there is one. */
export async function revokeUsedRefreshToken(
  refreshToken: string,
  rotatedRefreshToken: string | undefined,
  client: OAuthClient,
  userPool: UserPool,
): Promise<readonly RefreshTokenRevocation[]> {
  const tokens = rotatedRefreshToken === undefined ? [refreshToken] : [refreshToken, rotatedRefreshToken];
  return Promise.all(tokens.map((token) => userPool.revoke(token, client)));
}
