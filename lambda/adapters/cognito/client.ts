import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

import { USER_AGENT } from '../../events';
import { regionOf } from './user-pool-id';

/** Milliseconds. Cognito may wait 5 s for a trigger of the pool; a sign-out has 29 s (lib/). */
const DEADLINES = { connectionTimeout: 500, requestTimeout: 5500, throwOnRequestTimeout: true };

/**
 * The SDK's client, which asks where the user pool is, wherever the function is.
 *
 * CloudTrail records our calls too: the user agent says whose they are (core/events/sign-out-events.ts).
 */
export function createCognitoClient(userPoolId: string): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    region: regionOf(userPoolId),
    maxAttempts: 2,
    requestHandler: DEADLINES,
    customUserAgent: USER_AGENT,
  });
}
