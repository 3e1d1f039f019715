import { Duration, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import type { FunctionName } from '../../lambda/functions';
import { acceptedTokensEnvironment, type AcceptedTokensProps, type UserPoolProps } from '../authorizer/accepted-tokens';
import { createBundledFunction } from '../functions/bundled-function';
import type { FunctionOptionsProps } from '../functions/function-options';
import { letRevoke } from '../functions/revocation-access';
import type { IRevocationTable } from '../revocation-table';
import { longestRefreshTokenValidity } from './refresh-token-validity';

/** How long revocations are kept. */
export interface RefreshTokenValidityProps {
  /**
   * The longest validity that any client's refresh tokens have had, of those that are still alive. A revocation is kept
   * for that long and a day (and an hour and some minutes) from when the session began, because so long the session may mint
   * tokens at Cognito, and these live.
   *
   * When you shorten a client's refresh token validity, leave this as it is until the old refresh tokens are dead.
   *
   * @default - the longest of the clients; 3650 days (Cognito's maximum) if this app does not define one of them
   */
  readonly refreshTokenValidity?: Duration;
}

/** What a function that revokes needs. */
export interface RevokerProps extends UserPoolProps, RefreshTokenValidityProps, FunctionOptionsProps {
  /** Where the revocations are. */
  readonly revocationTable: IRevocationTable;
}

/** What a function that signs out needs. */
export interface SignOutFunctionProps extends RevokerProps, AcceptedTokensProps {}

/** What each function may do at Cognito, besides what needs no permission. */
const COGNITO_ACTIONS = {
  'sign-out': ['AdminGetUser', 'AdminUserGlobalSignOut'],
  'appsync-sign-out': ['AdminGetUser', 'AdminUserGlobalSignOut'],
  'admin-sign-out': ['AdminGetUser', 'AdminUserGlobalSignOut', 'ListUsers'],
  'revoke-token': ['DescribeUserPoolClient'],
  'cognito-proxy': [],
  logout: ['DescribeUserPoolClient'],
  'global-token-revocation': ['AdminGetUser', 'AdminUserGlobalSignOut', 'ListUsers'],
  'backchannel-logout': ['AdminGetUser', 'AdminUserGlobalSignOut'],
} as const satisfies Partial<Record<FunctionName, readonly string[]>>;

/** API Gateway gives up on an integration after 30 s (HTTP API); AppSync too. */
const TIMEOUT = Duration.seconds(29);

/** A function that signs out: it may revoke, and do its part at Cognito. */
export function createSignOutFunction(
  scope: Construct,
  id: string,
  bundle: keyof typeof COGNITO_ACTIONS,
  props: SignOutFunctionProps,
): lambda.Function {
  const signOut = createBundledFunction(scope, id, {
    bundle,
    revocationTable: props.revocationTable,
    description: `Signs Cognito users out, for real (${bundle})`,
    environment: {
      ...acceptedTokensEnvironment(scope, props),
      [ENVIRONMENT.refreshTokenValidity]: longestRefreshTokenValidity(
        props.userPoolClients,
        props.refreshTokenValidity,
      ),
    },
    timeout: TIMEOUT,
    functionOptions: props.functionOptions,
  });
  letRevoke(props.revocationTable, signOut);
  const actions = COGNITO_ACTIONS[bundle].map((action) => `cognito-idp:${action}`);
  if (actions.length > 0) props.userPool.grant(signOut, ...actions);
  return signOut;
}
