import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';

import { RevocationError } from '../../core/errors';
import type { PoolUser, UserPool } from '../../core/sign-out/user-pool';
import type { CognitoClient } from './client';
import { isClientRefused, outcomeOf } from './outcomes';

/**
 * Cognito, for the steps of a sign-out. Their failure is an expected outcome, which the caller is told, so it is a value.
 * What is passed on of an error is for telemetry, which leaves out what Cognito says: that can repeat the token.
 */
export function createCognitoUserPool(cognito: CognitoClient, userPoolId: string): UserPool {
  /** Throws what Cognito answers, but that it knows nobody by that name: undefined. */
  async function userNamed(username: string): Promise<Partial<PoolUser> | undefined> {
    const user = await cognito('AdminGetUser', { UserPoolId: userPoolId, Username: username }).catch(
      (error: unknown) => {
        if (outcomeOf('AdminGetUser', error) === 'unknown') return undefined;
        throw error;
      },
    );
    const sub = user?.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value;
    return user && { ...(sub !== undefined && { sub }), ...(user.Username && { username: user.Username }) };
  }

  /** Whether it is done. */
  async function signOut(username: string): Promise<boolean> {
    return cognito('AdminUserGlobalSignOut', { UserPoolId: userPoolId, Username: username }).then(
      () => true,
      (error: unknown) => outcomeOf('AdminUserGlobalSignOut', error) === 'unknown',
    );
  }

  return {
    async globalSignOut({ sub, username }) {
      try {
        const found = await userNamed(username);
        if (found === undefined) return true;
        if (found.sub === undefined) return false;
        // Deleted, and somebody else has that name now, who is not to be signed out.
        if (found.sub !== sub) return true;
        return await signOut(username);
      } catch {
        return false;
      }
    },

    async globalSignOutBySub(sub) {
      // Cognito takes the `sub` of a local user for its name, but not that of a federated one.
      const asked = { UserPoolId: userPoolId, Filter: `sub = "${sub}"`, AttributesToGet: ['sub'] };
      const found = await cognito('ListUsers', asked).catch(() => undefined);
      if (found === undefined) return false;
      const username = found.Users?.[0]?.Username;
      return username === undefined ? this.globalSignOut({ sub, username: sub }) : signOut(username);
    },

    async findUser(username) {
      const user = await userNamed(username).catch((cause: unknown) => {
        throw new RevocationError('user_pool_unavailable', 'the user could not be looked up', { cause });
      });
      if (user === undefined) return undefined;
      if (user.username === undefined || user.sub === undefined) {
        throw new RevocationError('user_pool_unavailable', 'Cognito did not tell who the user is');
      }
      return { sub: user.sub, username: user.username };
    },

    async refresh(refreshToken, { clientId, clientSecret }, deviceKey) {
      const asked = {
        RefreshToken: refreshToken,
        ClientId: clientId,
        ClientSecret: clientSecret,
        DeviceKey: deviceKey,
      };
      try {
        const { AuthenticationResult: { AccessToken: accessToken, RefreshToken: rotatedRefreshToken } = {} } =
          await cognito('GetTokensFromRefreshToken', asked);
        if (accessToken === undefined) return { outcome: 'unavailable', cause: new Error('no access token') };
        // It came from Cognito itself a moment ago: its signature needs no check.
        const { payload } = decomposeUnverifiedJwt(accessToken);
        return { outcome: 'accepted', payload, rotatedRefreshToken };
      } catch (error) {
        if (isClientRefused(error)) return { outcome: 'client_refused' };
        const outcome = outcomeOf('GetTokensFromRefreshToken', error) ?? 'unavailable';
        return outcome === 'unavailable' ? { outcome, cause: error } : { outcome };
      }
    },

    async revoke(refreshToken, { clientId, clientSecret }) {
      const asked = { Token: refreshToken, ClientId: clientId, ClientSecret: clientSecret };
      return cognito('RevokeToken', asked).then(
        () => 'revoked',
        (error: unknown) => (isClientRefused(error) ? 'client_refused' : (outcomeOf('RevokeToken', error) ?? 'failed')),
      );
    },
  };
}
