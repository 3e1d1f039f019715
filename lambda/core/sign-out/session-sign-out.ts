import type { Audit } from '../revocation/audit';
import { lifeOfSession } from '../revocation/expiry';
import type { Revocation, SessionRevocation } from '../revocation/revocation';
import { sessionKeyOf } from '../revocation/revocation-key';
import type { RevocationStore } from '../revocation/revocation-store';
import { revokeSession } from '../revocation/revoke';
import type { TokenClaims } from '../token/claims';
import type { OAuthClient } from './oauth-client';
import type { RefreshTokenRevocation, UserPool } from './user-pool';

/** What recording the end of a session needs. */
export interface SessionSignOutDependencies {
  readonly revocations: RevocationStore;
  /** Seconds: see {@link lifeOfSession}. */
  readonly refreshTokenValidity: number;
}

/**
 * Records that a token's session is revoked (of a machine's token, that token). What is recorded already, and for long
 * enough, is not written again.
 *
 * @param found - what has just been read of the session, if anything
 * @throws RevocationError if it could not be recorded
 */
export async function recordSession(
  claims: TokenClaims,
  audit: Audit,
  { revocations, refreshTokenValidity }: SessionSignOutDependencies,
  found: readonly Revocation[] = [],
): Promise<void> {
  const key = sessionKeyOf(claims);
  const known = found.find((revocation): revocation is SessionRevocation => revocation.key === key);
  const life = lifeOfSession(claims, refreshTokenValidity);
  await revocations.update(key, (stored?: SessionRevocation) => revokeSession(claims, life, stored), audit, known);
}

/**
 * Records that the session of a genuine token has ended, whose time may be over.
 *
 * @returns whether there was anything to end
 * @throws RevocationError if it could not be recorded
 */
export async function endSession(
  claims: TokenClaims,
  audit: Audit,
  dependencies: SessionSignOutDependencies,
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
