import {
  AdminGetUserCommand,
  AdminUserGlobalSignOutCommand,
  GetTokensFromRefreshTokenCommand,
  ListUsersCommand,
  RevokeTokenCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';

import { RevocationError } from '../../core/errors';
import type { PoolUser, UserPool } from '../../core/sign-out/user-pool';
import { isClientRefused, outcomeOf } from './outcomes';

/**
 * Cognito, for the steps of a sign-out. Their failure is an expected outcome, which the caller is told, so it is a value.
 * Cognito's messages can repeat the token: what is passed on of an error is for telemetry, which leaves them out.
 */
export function createCognitoUserPool(client: CognitoIdentityProviderClient, userPoolId: string): UserPool {
  /** Throws what Cognito answers, but that it knows nobody by that name: undefined. */
  async function userNamed(username: string): Promise<Partial<PoolUser> | undefined> {
    const command = new AdminGetUserCommand({ UserPoolId: userPoolId, Username: username });
    const user = await client.send(command).catch((error: unknown) => {
      if (outcomeOf('AdminGetUser', error) === 'unknown') return undefined;
      throw error;
    });
    const sub = user?.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value;
    return user && { ...(sub !== undefined && { sub }), ...(user.Username && { username: user.Username }) };
  }

  /** Whether it is done. */
  async function signOut(username: string): Promise<boolean> {
    const command = new AdminUserGlobalSignOutCommand({ UserPoolId: userPoolId, Username: username });
    return client.send(command).then(
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
      const command = new ListUsersCommand({
        UserPoolId: userPoolId,
        Filter: `sub = "${sub}"`,
        AttributesToGet: ['sub'],
      });
      const found = await client.send(command).catch(() => undefined);
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
      const command = new GetTokensFromRefreshTokenCommand({
        RefreshToken: refreshToken,
        ClientId: clientId,
        ClientSecret: clientSecret,
        DeviceKey: deviceKey,
      });
      try {
        const { AuthenticationResult: { AccessToken: accessToken, RefreshToken: rotatedRefreshToken } = {} } =
          await client.send(command);
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
      const command = new RevokeTokenCommand({ Token: refreshToken, ClientId: clientId, ClientSecret: clientSecret });
      return client.send(command).then(
        () => 'revoked',
        (error: unknown) => (isClientRefused(error) ? 'client_refused' : (outcomeOf('RevokeToken', error) ?? 'failed')),
      );
    },
  };
}
