import {
  AdminUserGlobalSignOutCommand,
  GetTokensFromRefreshTokenCommand,
  RevokeTokenCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';
import { decomposeUnverifiedJwt } from 'aws-jwt-verify/jwt';

import type { UserPool } from '../core/ports';

/**
 * Cognito, for the steps of a sign-out that come after the revocation. Their failure is an expected outcome, which
 * the caller is told, so it is a value. What failed is not passed on: Cognito's messages can repeat the token.
 */
export function createCognitoUserPool(client: CognitoIdentityProviderClient, userPoolId: string): UserPool {
  return {
    async globalSignOut(username) {
      const command = new AdminUserGlobalSignOutCommand({ UserPoolId: userPoolId, Username: username });
      return client.send(command).then(
        () => true,
        (error: unknown) => nameOf(error) === 'UserNotFoundException',
      );
    },

    async refresh(refreshToken, clientId) {
      const command = new GetTokensFromRefreshTokenCommand({ RefreshToken: refreshToken, ClientId: clientId });
      try {
        const { AuthenticationResult: result } = await client.send(command);
        return { originJti: originJtiOf(result?.AccessToken), rotatedRefreshToken: result?.RefreshToken };
      } catch (error) {
        return NOT_ACCEPTED.includes(nameOf(error))
          ? { originJti: undefined, rotatedRefreshToken: undefined }
          : undefined;
      }
    },

    async revoke(refreshToken, clientId) {
      const command = new RevokeTokenCommand({ Token: refreshToken, ClientId: clientId });
      return client.send(command).then(
        () => true,
        () => false,
      );
    },
  };
}

/** Cognito answered that it does not accept the refresh token. */
const NOT_ACCEPTED = ['NotAuthorizedException', 'RefreshTokenReuseException', 'UserNotFoundException'];

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The session of a token that came from Cognito itself a moment ago: its signature needs no check. */
function originJtiOf(accessToken: string | undefined): string | undefined {
  if (accessToken === undefined) return undefined;
  const originJti = decomposeUnverifiedJwt(accessToken).payload['origin_jti'];
  return typeof originJti === 'string' ? originJti : undefined;
}
