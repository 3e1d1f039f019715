import {
  AdminDeleteUserCommand,
  AdminInitiateAuthCommand,
  AdminSetUserPasswordCommand,
  AdminUserGlobalSignOutCommand,
  CognitoIdentityProviderServiceException,
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  GlobalSignOutCommand,
  InitiateAuthCommand,
  RespondToAuthChallengeCommand,
  RevokeTokenCommand,
  type AuthenticationResultType,
  type CognitoIdentityProviderClient,
  type InitiateAuthCommandOutput,
} from '@aws-sdk/client-cognito-identity-provider';
import { createHmac } from 'node:crypto';

import { isCredentialsError } from '../../shared/credentials';
import type { AppClient } from '../app-client';
import type { CognitoAnswer, Sessions, Tokens } from '../sessions';
import type { TestUser } from '../test-users';
import { VerifyError } from '../verify-error';
import { explain } from './failures';
import { SrpSignIn } from './srp';

/** Signs users in by an app client, as that one allows. */
export function createSessions(
  cognito: CognitoIdentityProviderClient,
  UserPoolId: string,
  { clientId: ClientId, secret, flow }: AppClient,
  abortSignal: AbortSignal,
): Sessions {
  const secretHash = (username: string) =>
    secret === undefined
      ? {}
      : { SECRET_HASH: createHmac('sha256', secret).update(`${username}${ClientId}`).digest('base64') };
  const ClientSecret = secret;
  const options = { abortSignal };

  async function authenticate({ username, password }: TestUser): Promise<InitiateAuthCommandOutput> {
    const withPassword = { USERNAME: username, PASSWORD: password, ...secretHash(username) };
    if (flow === 'ADMIN_USER_PASSWORD_AUTH') {
      const AuthParameters = withPassword;
      return cognito.send(
        new AdminInitiateAuthCommand({ UserPoolId, ClientId, AuthFlow: flow, AuthParameters }),
        options,
      );
    }
    if (flow === 'USER_PASSWORD_AUTH') {
      return cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: flow, AuthParameters: withPassword }), options);
    }
    const srp = new SrpSignIn();
    const AuthParameters = { USERNAME: username, SRP_A: srp.srpA, ...secretHash(username) };
    const started = await cognito.send(new InitiateAuthCommand({ ClientId, AuthFlow: flow, AuthParameters }), options);
    const { ChallengeName, ChallengeParameters = {}, Session } = started;
    if (ChallengeName !== 'PASSWORD_VERIFIER') return started;
    const answer = srp.answer(UserPoolId, password, ChallengeParameters, new Date());
    const ChallengeResponses = { ...answer, ...secretHash(answer.USERNAME) };
    const respond = new RespondToAuthChallengeCommand({ ClientId, ChallengeName, ChallengeResponses, Session });
    return cognito.send(respond, options);
  }

  async function answerTo(call: Promise<unknown>): Promise<CognitoAnswer> {
    try {
      await call;
      return 'accepted';
    } catch (error) {
      return refusalIn(error);
    }
  }

  return {
    signIn: async (user) => {
      const call = flow === 'ADMIN_USER_PASSWORD_AUTH' ? 'AdminInitiateAuth' : 'InitiateAuth';
      const { AuthenticationResult, ChallengeName } = await authenticate(user).catch((error: unknown) => {
        throw explain(error, `cognito-idp:${call}`);
      });
      const tokens = tokensIn(AuthenticationResult);
      if (tokens !== undefined) return tokens;
      throw new VerifyError(
        'unusable_pool',
        `Cognito gave no tokens to a user with a password, but asks for ${ChallengeName ?? 'nothing'}: that cannot be ` +
          'answered here.',
      );
    },
    refresh: async (tokens) => {
      const { refresh: RefreshToken, deviceKey: DeviceKey } = tokens;
      const command = new GetTokensFromRefreshTokenCommand({ ClientId, ClientSecret, RefreshToken, DeviceKey });
      try {
        const { AuthenticationResult } = await cognito.send(command, options);
        return tokensIn(AuthenticationResult, tokens) ?? 'no tokens';
      } catch (error) {
        return refusalIn(error);
      }
    },
    revoke: (Token) => answerTo(cognito.send(new RevokeTokenCommand({ ClientId, ClientSecret, Token }), options)),
    globalSignOut: (AccessToken) => answerTo(cognito.send(new GlobalSignOutCommand({ AccessToken }), options)),
    adminGlobalSignOut: (Username) =>
      answerTo(cognito.send(new AdminUserGlobalSignOutCommand({ UserPoolId, Username }), options)),
    setPassword: ({ username: Username, password: Password }) => {
      const command = new AdminSetUserPasswordCommand({ UserPoolId, Username, Password, Permanent: true });
      return answerTo(cognito.send(command, options));
    },
    deleteUser: (Username) => answerTo(cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username }), options)),
    getUser: (AccessToken) => answerTo(cognito.send(new GetUserCommand({ AccessToken }), options)),
  };
}

/** Of a refresh Cognito answers only what is new. */
function tokensIn(result: AuthenticationResultType | undefined, before?: Tokens): Tokens | undefined {
  const { AccessToken: access, IdToken: id, RefreshToken: refresh = before?.refresh, NewDeviceMetadata } = result ?? {};
  if (access === undefined || id === undefined || refresh === undefined) return undefined;
  return { access, id, refresh, deviceKey: NewDeviceMetadata?.DeviceKey ?? before?.deviceKey };
}

/** Cognito's name for it, if it was Cognito that answered, and the caller is known. */
function refusalIn(error: unknown): string {
  if (error instanceof CognitoIdentityProviderServiceException && !isCredentialsError(error.name)) return error.name;
  throw explain(error, 'cognito-idp');
}
