import type { aws_lambda as lambda } from 'aws-cdk-lib';

import type { TokenRevocation } from '../lib/index';

/** The authorizer of AppSync APIs, as these refer to it. Made as soon as it is asked for, and not otherwise. */
export function appSyncAuthorizer({ authorizer }: TokenRevocation): lambda.IFunction {
  const { lambdaAuthorizerConfig } = authorizer.appSyncAuthorizationMode();
  if (lambdaAuthorizerConfig === undefined) throw new Error('appSyncAuthorizationMode() has no authorizer');
  return lambdaAuthorizerConfig.handler;
}
