import type * as Sdk from '@aws-sdk/client-cognito-identity-provider';

import { USER_AGENT } from '../../events';
import { createPost } from '../aws/http-request';
import { contentOf, ServiceError } from '../aws/json-answer';
import { createRequestSigner, type Credentials } from '../aws/request-signer';
import { tryAgain, type RetryPolicy } from '../aws/retries';
import { cognitoEndpointOf } from './endpoint';
import { regionOf } from './user-pool-id';

/** What is asked of Cognito, and what is read of its answers. */
export interface CognitoOperations {
  readonly AdminGetUser: [
    asked: Sdk.AdminGetUserRequest,
    answer: Pick<Sdk.AdminGetUserResponse, 'Username' | 'UserAttributes'>,
  ];
  readonly AdminListUserSessions: [asked: Sdk.AdminListUserSessionsRequest, answer: UserSessions];
  readonly AdminUserGlobalSignOut: [asked: Sdk.AdminUserGlobalSignOutRequest, answer: unknown];
  readonly DescribeUserPoolClient: [asked: Sdk.DescribeUserPoolClientRequest, answer: DescribedClient];
  readonly GetTokensFromRefreshToken: [
    asked: Sdk.GetTokensFromRefreshTokenRequest,
    answer: Sdk.GetTokensFromRefreshTokenResponse,
  ];
  readonly ListUserSessions: [asked: Sdk.ListUserSessionsRequest, answer: UserSessions];
  readonly ListUsers: [
    asked: Sdk.ListUsersRequest,
    answer: { readonly Users?: Pick<Sdk.UserType, 'Username' | 'Attributes'>[]; readonly PaginationToken?: string },
  ];
  readonly RevokeToken: [asked: Sdk.RevokeTokenRequest, answer: unknown];
}

/** An app client, if there is one. */
export interface DescribedClient {
  readonly UserPoolClient?: Pick<
    Sdk.UserPoolClientType,
    'ClientId' | 'ClientSecret' | 'LogoutURLs' | 'AllowedOAuthFlowsUserPoolClient'
  >;
}

/** A page of a user's sessions. */
export interface UserSessions {
  readonly Sessions?: readonly UserSession[];
}

/** A session, as Cognito tells of it. */
export type UserSession = Omit<Sdk.SessionDescriptionType, 'LastActiveDate'> & {
  /** NumericDate, with fractions. */
  readonly LastActiveDate?: number;
};

/** The operations that are for whoever has a token: they are not signed. */
const UNSIGNED: readonly (keyof CognitoOperations)[] = ['GetTokensFromRefreshToken', 'ListUserSessions', 'RevokeToken'];

/**
 * Asks Cognito.
 *
 * @throws ServiceError by Cognito's own name for it; TransportError if it does not answer
 */
export type CognitoClient = <O extends keyof CognitoOperations>(
  operation: O,
  input: CognitoOperations[O][0],
) => Promise<CognitoOperations[O][1]>;

/** Where Cognito is, and as whom it is called. */
export interface CognitoAddress {
  /** If not AWS's own, in the user pool's Region: no slash at the end. */
  readonly endpoint: string | undefined;
  /** Asked anew for each request: credentials may be replaced while the process lives. */
  readonly credentials: () => Credentials;
}

/** Milliseconds. Cognito may wait 5 s for a trigger of the pool; a sign-out has 29 s (lib/). */
const CALLING: RetryPolicy = { attemptTimeout: 5500, deadline: 12_000, maxAttempts: 2, firstPause: 200 };

/**
 * Asks Cognito where the user pool is, wherever the function is, without the SDK: that took most of a sign-out's cold start, and
 * one in the middle of a request where it was loaded only then (docs/decisions/015-sign-outs-without-the-sdk.md).
 *
 * CloudTrail records our calls too: the user agent says whose they are (core/events/sign-out-events.ts).
 */
export function createCognitoClient(
  userPoolId: string,
  { endpoint = cognitoEndpointOf(userPoolId), credentials }: CognitoAddress,
  policy: RetryPolicy = CALLING,
): CognitoClient {
  const { host } = new URL(endpoint);
  const post = createPost(endpoint, 'Cognito');
  const sign = createRequestSigner('cognito-idp', regionOf(userPoolId), credentials);
  const contentType = 'application/x-amz-json-1.1';

  return async (operation, input) => {
    const target = `AWSCognitoIdentityProviderService.${operation}`;
    const body = JSON.stringify(input);
    const headers = () =>
      UNSIGNED.includes(operation)
        ? { 'content-type': contentType, host, 'x-amz-target': target }
        : sign({ host, contentType, target, body }, Date.now());
    return tryAgain(async (timeout) => {
      const answer = await post({ ...headers(), 'user-agent': USER_AGENT }, body, timeout);
      // Where there is nothing to say Cognito may say nothing at all.
      return contentOf({ ...answer, body: answer.body || '{}' }, cognitoError);
    }, policy);
  };
}

/** Cognito has no name of its own for some refusals: what it says tells them apart (outcomes.ts). */
function cognitoError(name: string, status: number, content?: Readonly<Record<string, unknown>>): ServiceError {
  return new ServiceError('Cognito', name, status, content?.['message']);
}
