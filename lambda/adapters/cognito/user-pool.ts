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
import type { UserPool } from '../../core/ports';

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

    async globalSignOutBySub(sub) {
      // Cognito takes the `sub` of a local user for its name, but not that of a federated one.
      const command = new ListUsersCommand({
        UserPoolId: userPoolId,
        Filter: `sub = "${sub}"`,
        AttributesToGet: ['sub'],
      });
      const found = await client.send(command).catch(() => undefined);
      return found !== undefined && this.globalSignOut(found.Users?.[0]?.Username ?? sub);
    },

    async findUser(username) {
      const command = new AdminGetUserCommand({ UserPoolId: userPoolId, Username: username });
      const user = await client.send(command).catch((cause: unknown) => {
        if (nameOf(cause) === 'UserNotFoundException') return undefined;
        throw new RevocationError('user_pool_unavailable', 'the user could not be looked up', { cause });
      });
      if (user === undefined) return undefined;
      const sub = user.UserAttributes?.find(({ Name }) => Name === 'sub')?.Value;
      if (user.Username === undefined || sub === undefined) {
        throw new RevocationError('user_pool_unavailable', 'Cognito did not tell who the user is');
      }
      return { sub, username: user.Username };
    },

    async refresh(refreshToken, { clientId, clientSecret }) {
      const command = new GetTokensFromRefreshTokenCommand({
        RefreshToken: refreshToken,
        ClientId: clientId,
        ClientSecret: clientSecret,
      });
      try {
        const { AuthenticationResult: result } = await client.send(command);
        return { originJti: originJtiOf(result?.AccessToken), rotatedRefreshToken: result?.RefreshToken };
      } catch (error) {
        return NOT_ACCEPTED.includes(nameOf(error))
          ? { originJti: undefined, rotatedRefreshToken: undefined }
          : undefined;
      }
    },

    async revoke(refreshToken, { clientId, clientSecret }) {
      const command = new RevokeTokenCommand({ Token: refreshToken, ClientId: clientId, ClientSecret: clientSecret });
      return client.send(command).then(
        () => 'revoked',
        (error: unknown) => {
          if (NOT_A_REFRESH_TOKEN.includes(nameOf(error))) return 'unknown';
          return NOT_YOURS.includes(nameOf(error)) ? 'refused' : 'failed';
        },
      );
    },
  };
}

/** Cognito answered that it does not accept the refresh token. */
const NOT_ACCEPTED = [
  'InvalidParameterException',
  'NotAuthorizedException',
  'RefreshTokenReuseException',
  'UserNotFoundException',
  // The pool's pre token generation trigger denies or fails: trying again would tell no more.
  'InvalidLambdaResponseException',
  'UnexpectedLambdaException',
  'UserLambdaValidationException',
];

/** Cognito answered that this is no refresh token. */
const NOT_A_REFRESH_TOKEN = ['InvalidParameterException', 'UnsupportedTokenTypeException'];

/** Cognito answered that the refresh token is not this client's. */
const NOT_YOURS = ['UnauthorizedException', 'NotAuthorizedException'];

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : '';
}

/** The session of a token that came from Cognito itself a moment ago: its signature needs no check. */
function originJtiOf(accessToken: string | undefined): string | undefined {
  if (accessToken === undefined) return undefined;
  const originJti = decomposeUnverifiedJwt(accessToken).payload['origin_jti'];
  return typeof originJti === 'string' ? originJti : undefined;
}
