import { Duration, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { createBundledFunction } from '../functions/bundled-function';
import type { RevokerProps } from './sign-out-function';

/** Where clients look for metadata: OpenID Connect Discovery 1.0 §4, RFC 8414 §3. */
export const WELL_KNOWN = ['/.well-known/openid-configuration', '/.well-known/oauth-authorization-server'];

/**
 * The function that tells OpenID Connect clients of the endpoints. It may do nothing: what it reads of the pool is public.
 *
 * @param signOutApiUrl - no slash at the end
 */
export function createDiscoveryFunction(
  scope: Construct,
  id: string,
  signOutApiUrl: string,
  { userPool, revocationTable, functionOptions }: RevokerProps,
): lambda.Function {
  return createBundledFunction(scope, id, {
    bundle: 'discovery',
    revocationTable,
    description: "Tells OpenID Connect clients of the user pool's endpoints, and of those that sign out",
    environment: { [ENVIRONMENT.userPoolId]: userPool.userPoolId, [ENVIRONMENT.signOutApiUrl]: signOutApiUrl },
    timeout: Duration.seconds(10),
    functionOptions,
  });
}
