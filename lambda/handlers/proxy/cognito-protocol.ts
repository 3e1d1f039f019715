import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import type { Refusal } from '../../core/sign-out/cognito-proxy';

/**
 * Cognito's operations that need no signature: whoever may call them proves it by what the body holds.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/authentication-flows-public-server-side.html
 */
export const PUBLIC_OPERATIONS: readonly string[] = [
  'AssociateSoftwareToken',
  'ChangePassword',
  'CompleteWebAuthnRegistration',
  'ConfirmDevice',
  'ConfirmForgotPassword',
  'ConfirmSignUp',
  'DeleteUser',
  'DeleteUserAttributes',
  'DeleteWebAuthnCredential',
  'ForgetDevice',
  'ForgotPassword',
  'GetDevice',
  'GetTokensFromRefreshToken',
  'GetUser',
  'GetUserAttributeVerificationCode',
  'GetUserAuthFactors',
  'GlobalSignOut',
  'InitiateAuth',
  'ListDevices',
  'ListUserSessions',
  'ListWebAuthnCredentials',
  'ResendConfirmationCode',
  'RespondToAuthChallenge',
  'RevokeToken',
  'RevokeUserSession',
  'SetUserMFAPreference',
  'SetUserSettings',
  'SignUp',
  'StartWebAuthnRegistration',
  'UpdateAuthEventFeedback',
  'UpdateDeviceStatus',
  'UpdateUserAttributes',
  'VerifySoftwareToken',
  'VerifyUserAttribute',
];

/** An error as Cognito writes it (AWS JSON 1.1). */
export function cognitoError(name: string, message: string, statusCode = 400): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'cache-control': 'no-store',
      'x-amzn-errortype': `${name}:`,
      'x-amzn-errormessage': message,
    },
    body: JSON.stringify({ __type: name, message }),
  };
}

/** As Cognito says that a refresh token has been revoked. */
export function revoked(): APIGatewayProxyStructuredResultV2 {
  const headers = { 'content-type': 'application/x-amz-json-1.1', 'cache-control': 'no-store' };
  return { statusCode: 200, headers, body: '{}' };
}

/** As Cognito would say it. None repeats what was sent. */
const REFUSALS: Readonly<Record<Refusal, readonly [error: string, message: string]>> = {
  incomplete: ['InvalidParameterException', 'A sign-out takes JSON with AccessToken, or with Token and ClientId'],
  unknown_client: ['ResourceNotFoundException', 'User pool client does not exist.'],
  unknown_user_pool: ['ResourceNotFoundException', 'User pool does not exist.'],
  invalid_token: ['NotAuthorizedException', 'Invalid Access Token'],
  revoked_token: ['NotAuthorizedException', 'Access Token has been revoked'],
  unknown_session: [
    'UnsupportedOperationException',
    'The session is not known here: sign out by RevokeToken or GlobalSignOut',
  ],
  used_up_token: ['RefreshTokenReuseException', 'The refresh token has been replaced: its session is not known by it'],
};

/** The answer to a request that is not passed on. */
export function refusal(why: Refusal): APIGatewayProxyStructuredResultV2 {
  return cognitoError(...REFUSALS[why]);
}
