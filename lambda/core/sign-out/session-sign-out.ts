import type { SessionIdentity } from '../token/claims';
import type { OAuthClient, RefreshedSession, RefreshTokenRevocation, RevocationStore, UserPool } from '../ports';
import type { RecordDetails } from '../revocation/record-details';
import { revokeSession, type SessionRevocation } from '../revocation/revocation';
import { sessionKeyOf } from '../revocation/revocation-key';

/**
 * Records that a session is revoked (or, of a token without one, the token).
 *
 * @throws RevocationError if it could not be recorded
 */
export async function recordSession(
  session: SessionIdentity,
  { expiresAt, audit }: RecordDetails,
  revocations: RevocationStore,
): Promise<void> {
  const revoke = (stored?: SessionRevocation) => revokeSession(session, expiresAt, stored);
  await revocations.update(sessionKeyOf(session), revoke, audit);
}

/** Revokes a refresh token at Cognito that has been used once, and the one that has replaced it, if there is one. */
export async function revokeUsedRefreshToken(
  refreshToken: string,
  { rotatedRefreshToken }: RefreshedSession,
  client: OAuthClient,
  userPool: UserPool,
): Promise<readonly RefreshTokenRevocation[]> {
  const tokens = rotatedRefreshToken === undefined ? [refreshToken] : [refreshToken, rotatedRefreshToken];
  return Promise.all(tokens.map((token) => userPool.revoke(token, client)));
}
