import { parseClaims } from '../token/claims';
import { RevocationError } from '../errors';
import type { Clock, ClientAuthenticator, OAuthClient, RevocationStore, TokenVerifier, UserPool } from '../ports';
import { recordDetails, TOKEN_REVOCATION, type RecordDetails } from '../revocation/record-details';
import { recordSession, revokeUsedRefreshToken } from './session-sign-out';

/**
 * What a token revocation came to (RFC 7009 §2.2).
 * - `revoked`: every token of the session is rejected, and Cognito no longer accepts its refresh token, if it was sent.
 * - `nothing_to_revoke`: the token is unknown or dead, which is a success as well.
 * - `invalid_client`: the client is unknown, or did not authenticate itself.
 * - `invalid_grant`: the token is another client's. It stays alive.
 */
export interface TokenRevocationResult {
  readonly outcome: 'revoked' | 'nothing_to_revoke' | 'invalid_client' | 'invalid_grant';
}

/** What {@link revokeToken} needs of the outside. */
export interface TokenRevocationDependencies {
  /** Accepts access and ID tokens whose `exp` has passed as well: their session may be alive. */
  readonly sessionVerifier: TokenVerifier;
  readonly clients: ClientAuthenticator;
  readonly revocations: RevocationStore;
  readonly userPool: UserPool;
  readonly clock: Clock;
  readonly userPoolId: string;
  /** Seconds: see {@link recordDetails}. */
  readonly refreshTokenValidity: number;
}

/** A request to revoke a token. */
export interface TokenRevocationRequest {
  /** An access, ID or refresh token. */
  readonly token: string;
  /** Who asks. */
  readonly client: OAuthClient;
  /** For audit. */
  readonly requestId: string;
}

/**
 * Revokes the session of an access, ID or refresh token, for the client that it was issued to (RFC 7009 §2.1). Which of
 * them the token is shows by itself: a hint is not needed.
 *
 * A refresh token is opaque. It is used once to learn its session, which runs the pool's pre token generation trigger;
 * one that Cognito does not accept tells nothing, and is revoked at Cognito all the same.
 *
 * @throws RevocationError if it could not be recorded or carried out; the caller should try again
 * @see https://www.rfc-editor.org/rfc/rfc7009#section-2
 */
export async function revokeToken(
  { token, client, requestId }: TokenRevocationRequest,
  dependencies: TokenRevocationDependencies,
): Promise<TokenRevocationResult> {
  if (!(await dependencies.clients.authenticate(client))) return { outcome: 'invalid_client' };
  const verification = await dependencies.sessionVerifier.verify(token);
  if (!verification.genuine) {
    if (verification.reason === 'wrong_client') return { outcome: 'invalid_grant' };
    const mayBeRefreshToken = verification.reason === 'malformed_token';
    return mayBeRefreshToken
      ? revokeRefreshToken(token, client, requestId, dependencies)
      : { outcome: 'nothing_to_revoke' };
  }
  const parsed = parseClaims(verification.payload);
  if (!parsed.ok) return { outcome: 'nothing_to_revoke' };
  const { claims } = parsed;
  if (claims.clientId !== client.clientId) return { outcome: 'invalid_grant' };
  await recordSession(claims, detailsFor(claims.sub, requestId, dependencies), dependencies.revocations);
  return { outcome: 'revoked' };
}

async function revokeRefreshToken(
  token: string,
  client: OAuthClient,
  requestId: string,
  dependencies: TokenRevocationDependencies,
): Promise<TokenRevocationResult> {
  const { userPool, userPoolId } = dependencies;
  const refreshed = await userPool.refresh(token, client);
  if (refreshed === undefined) throw unavailable();
  const { originJti } = refreshed;
  if (originJti !== undefined) {
    const record = detailsFor(client.clientId, requestId, dependencies);
    await recordSession({ userPoolId, originJti, jti: undefined }, record, dependencies.revocations);
  }
  const outcomes = await revokeUsedRefreshToken(token, refreshed, client, userPool);
  if (outcomes.includes('failed')) throw unavailable();
  if (outcomes.includes('refused')) return { outcome: 'invalid_grant' };
  return { outcome: originJti === undefined ? 'nothing_to_revoke' : 'revoked' };
}

function detailsFor(
  actor: string,
  requestId: string,
  { clock, refreshTokenValidity }: TokenRevocationDependencies,
): RecordDetails {
  return recordDetails(clock.now(), refreshTokenValidity, { actor, reason: TOKEN_REVOCATION, requestId });
}

function unavailable(): RevocationError {
  return new RevocationError('user_pool_unavailable', 'the refresh token could not be revoked');
}
