import { Duration, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { userPoolEnvironment } from '../authorizer/accepted-tokens';
import { createBundledFunction } from '../functions/bundled-function';
import { logoutUrlsEnvironment } from './logout-urls';
import { createSignOutFunction, type SignOutFunctionProps } from './sign-out-function';

/** What the functions of OpenID Connect's logout need. */
export interface LogoutFunctionProps extends SignOutFunctionProps {
  /** See `SignOutApiOptions.logoutUrls`. */
  readonly logoutUrls?: string[];
}

/**
 * The function behind `/oauth2/logout`: it may revoke, and look clients up.
 *
 * @param signOutApiUrl - no slash at the end
 */
export function createLogoutFunction(
  scope: Construct,
  id: string,
  signOutApiUrl: string,
  props: LogoutFunctionProps,
): lambda.Function {
  const logout = createSignOutFunction(scope, id, 'logout', props);
  logout.addEnvironment(ENVIRONMENT.signOutApiUrl, signOutApiUrl);
  for (const [name, value] of Object.entries(logoutUrlsEnvironment(props.logoutUrls)))
    logout.addEnvironment(name, value);
  return logout;
}

/** The function behind `/oauth2/logout/done`: it may look clients up, and nothing else. */
export function createLogoutDoneFunction(scope: Construct, id: string, props: LogoutFunctionProps): lambda.Function {
  const logoutDone = createBundledFunction(scope, id, {
    bundle: 'logout-done',
    revocationTable: props.revocationTable,
    description: 'Sends browsers on that have signed out',
    environment: { ...userPoolEnvironment(scope, props), ...logoutUrlsEnvironment(props.logoutUrls) },
    timeout: Duration.seconds(20),
    functionOptions: props.functionOptions,
  });
  props.userPool.grant(logoutDone, 'cognito-idp:DescribeUserPoolClient');
  return logoutDone;
}
