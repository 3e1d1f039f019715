import { isMachineToken } from '../token/claims';
import { cutOffAt } from '../revocation/cut-off';
import { RevocationError } from '../errors';
import { introspect, type IntrospectionDependencies } from '../verdict/introspection';
import type { OAuthClient, RevocationStore, UserPool } from '../ports';
import { recordDetails, TOKEN_REVOCATION } from '../revocation/record-details';
import { recordSession } from './session-sign-out';
import { signOutUser } from './user-sign-out';

/** What the sign-outs of Cognito's own API need of the outside. */
export interface CognitoProxyDependencies extends IntrospectionDependencies {
  readonly revocations: RevocationStore;
  readonly userPool: UserPool;
  readonly userPoolId: string;
  /** App clients whose sign-outs are recorded; those of others are Cognito's business alone. */
  readonly userPoolClientIds: readonly string[];
  /** Seconds: see {@link recordDetails}. */
  readonly refreshTokenValidity: number;
}

/**
 * Cognito's `GlobalSignOut`, recorded first. A token that is not active for another reason than a revocation is for
 * Cognito to refuse.
 *
 * @param forward - asks Cognito, and is told whether the sign-out has been recorded; must not throw
 * @returns Cognito's answer, or `revoked` if the token was revoked here, which Cognito may not know
 * @throws RevocationError if it could not be decided or recorded; then Cognito has not been asked
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html
 */
export async function proxyGlobalSignOut<T>(
  accessToken: string,
  requestId: string,
  forward: (isRecorded: boolean) => Promise<T>,
  dependencies: CognitoProxyDependencies,
): Promise<T | 'revoked'> {
  const caller = await introspect(accessToken, dependencies);
  if (!caller.active) return caller.reason === 'revoked' ? 'revoked' : forward(false);
  const { claims } = caller;
  if (isMachineToken(claims)) return forward(false);
  const now = dependencies.clock.now();
  const record = recordDetails(now, dependencies.refreshTokenValidity, {
    actor: claims.sub,
    reason: 'GlobalSignOut',
    requestId,
  });
  const ask = () => forward(true);
  const { atCognito } = await signOutUser(claims, cutOffAt(now, claims), record, ask, dependencies);
  return atCognito;
}

/**
 * Cognito's `RevokeToken`, recorded first. The refresh token is opaque: it is used once to learn its session. One that
 * Cognito does not accept tells nothing, and is for Cognito to answer.
 *
 * @param forward - as above
 * @returns Cognito's answer
 * @throws RevocationError if the session could not be learned or recorded; then Cognito has not been asked to revoke
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html
 */
export async function proxyRevokeToken<T>(
  refreshToken: string,
  client: OAuthClient,
  requestId: string,
  forward: (isRecorded: boolean) => Promise<T>,
  dependencies: CognitoProxyDependencies,
): Promise<T> {
  const { userPool, userPoolId, userPoolClientIds } = dependencies;
  if (!userPoolClientIds.includes(client.clientId)) return forward(false);
  const refreshed = await userPool.refresh(refreshToken, client);
  if (refreshed === undefined) {
    throw new RevocationError('user_pool_unavailable', 'Cognito did not say whose the refresh token is');
  }
  const { originJti, rotatedRefreshToken } = refreshed;
  if (originJti !== undefined) {
    const record = recordDetails(dependencies.clock.now(), dependencies.refreshTokenValidity, {
      actor: client.clientId,
      reason: TOKEN_REVOCATION,
      requestId,
    });
    await recordSession({ userPoolId, originJti, jti: undefined }, record, dependencies.revocations);
  }
  // Nobody but this function has ever seen the successor; what it would bring forth is rejected anyway.
  if (rotatedRefreshToken !== undefined) await userPool.revoke(rotatedRefreshToken, client);
  return forward(originJti !== undefined);
}
