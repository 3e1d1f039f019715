import type { Clock } from '../clock';
import { RevocationError } from '../errors';
import { auditAt, TOKEN_REVOCATION, type Audit } from '../revocation/audit';
import type { SessionRecordDependencies } from '../revocation/record-session';
import { parseClaims } from '../token/claims';
import { isOfPool } from '../token/unverified';
import type { TokenVerifier } from '../token/verification';
import type { ClientAuthenticator, OAuthClient } from './oauth-client';
import type { RefreshTokenSessions } from './refresh-token-session';
import { endSession, revokeUsedRefreshToken } from './session-sign-out';
import type { RefreshTokenRevocation, UserPool } from './user-pool';

/**
 * What a token revocation came to (RFC 7009 §2.2).
 * - `revoked`: every token of the session is rejected, and Cognito no longer accepts its refresh token, if it was sent.
 * - `nothing_to_revoke`: the token is unknown or dead, which is a success as well.
 * - `invalid_client`: the client is unknown, or did not authenticate itself.
 * - `invalid_grant`: the token is another client's. It stays alive.
 * - `unsupported_token_type`: the token names no session, as its client has token revocation switched off; or it is an access or
 *   ID token of the pool that can't be read.
 * - `used_up`: the refresh token was replaced by a rotation, so it no longer tells its session, which may be alive.
 */
export interface TokenRevocationResult {
  readonly outcome:
    'revoked' | 'nothing_to_revoke' | 'invalid_client' | 'invalid_grant' | 'unsupported_token_type' | 'used_up';
}

/** What {@link revokeToken} needs of the outside. */
export interface TokenRevocationDependencies extends SessionRecordDependencies {
  /** Accepts access and ID tokens whose `exp` has passed as well: their session may be alive. */
  readonly sessionVerifier: TokenVerifier;
  readonly clients: ClientAuthenticator;
  readonly refreshTokens: RefreshTokenSessions;
  readonly userPool: UserPool;
  readonly userPoolId: string;
  readonly clock: Clock;
}

/** A request to revoke a token. */
export interface TokenRevocationRequest {
  /** An access, ID or refresh token. */
  readonly token: string;
  /** Who asks. */
  readonly client: OAuthClient;
  /** With a refresh token: see {@link UserPool.refresh}. */
  readonly deviceKey?: string | undefined;
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
  request: TokenRevocationRequest,
  dependencies: TokenRevocationDependencies,
): Promise<TokenRevocationResult> {
  const { token, client, requestId } = request;
  const { clients, sessionVerifier, clock } = dependencies;
  if (!(await clients.authenticate(client))) return { outcome: 'invalid_client' };
  const audited = (actor: string) =>
    auditAt(clock.now(), { initiatedBy: 'user', actor, reason: TOKEN_REVOCATION, requestId });
  const verification = await sessionVerifier.verify(token);
  if (!verification.genuine) {
    if (verification.reason === 'wrong_client') return { outcome: 'invalid_grant' };
    if (verification.reason !== 'malformed_token') return { outcome: 'nothing_to_revoke' };
    // A JWT of this pool that can't be taken in, such as one with a space, is no refresh token: those are encrypted.
    if (isOfPool(token, dependencies.userPoolId)) return { outcome: 'unsupported_token_type' };
    return revokeRefreshToken(request, audited(client.clientId), dependencies);
  }
  const parsed = parseClaims(verification.payload);
  if (!parsed.ok) return { outcome: 'unsupported_token_type' };
  if (parsed.claims.clientId !== client.clientId) return { outcome: 'invalid_grant' };
  const hasEnded = await endSession(parsed.claims, audited(parsed.claims.sub), dependencies);
  return { outcome: hasEnded ? 'revoked' : 'nothing_to_revoke' };
}

async function revokeRefreshToken(
  { token, client, deviceKey }: TokenRevocationRequest,
  audit: Audit,
  { clients, refreshTokens, userPool }: TokenRevocationDependencies,
): Promise<TokenRevocationResult> {
  const learning = await refreshTokens.learn(token, client, deviceKey);
  switch (learning.outcome) {
    case 'learned': {
      const { learned } = learning;
      await refreshTokens.record(learned, audit);
      // Cognito has accepted it for this client: whatever it says now, the token is no other client's. One that has been
      // replaced is used up, and nobody else has ever seen its successor.
      const outcomes = await revokeUsedRefreshToken(token, learned.rotatedRefreshToken, client, userPool);
      const isUsedUp = learned.rotatedRefreshToken !== undefined;
      if (outcomes.includes('failed') && !isUsedUp) throw notRevoked();
      return { outcome: 'revoked' };
    }
    case 'refused':
      // Cognito may have refused the client: its secret may have been replaced a moment ago.
      if (!(await clients.authenticate(client, { afresh: true }))) return { outcome: 'invalid_client' };
      return { outcome: unlearned(await userPool.revoke(token, client)) };
    case 'client_refused':
      return { outcome: 'invalid_client' };
    case 'not_revocable':
      await userPool.revoke(token, client);
      return { outcome: 'unsupported_token_type' };
    case 'used_up':
      return { outcome: 'used_up' };
  }
}

/** What to say of a refresh token that told nothing, by what Cognito made of its revocation. */
function unlearned(revocation: RefreshTokenRevocation): TokenRevocationResult['outcome'] {
  switch (revocation) {
    case 'revoked':
    case 'dead':
    case 'not_a_refresh_token':
      return 'nothing_to_revoke';
    case 'client_refused':
      return 'invalid_client';
    case 'another_client':
      return 'invalid_grant';
    case 'revocation_off':
      return 'unsupported_token_type';
    case 'failed':
      throw notRevoked();
  }
}

function notRevoked(): RevocationError {
  return new RevocationError('user_pool_unavailable', 'the refresh token could not be revoked');
}
