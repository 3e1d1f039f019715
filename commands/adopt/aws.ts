import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

import { AdoptionError } from './adoption-error';

/** What is called of AWS. */
export interface AwsClients {
  readonly cognito: CognitoIdentityProviderClient;
  readonly cloudFormation: CloudFormationClient;
}

/**
 * Clients for the Region of a user pool, which its id begins with; everything else is as configured for any AWS tool.
 *
 * @throws AdoptionError `wrong_region` if another Region is configured: then the credentials may be meant for elsewhere
 */
export async function connect(userPoolId: string): Promise<AwsClients> {
  const region = userPoolId.slice(0, userPoolId.indexOf('_'));
  const configured = await new CognitoIdentityProviderClient({}).config.region().catch(() => region);
  if (configured !== region) {
    throw new AdoptionError(
      'wrong_region',
      `--user-pool-id: got ${JSON.stringify(userPoolId)}, a user pool in the Region ${region}; allowed: one in the ` +
        `Region that is configured, ${configured}.\nSet AWS_REGION=${region} if it is the pool that you mean.`,
    );
  }
  // Where CloudFormation cannot be reached, that is soon known: it is asked for a warning only.
  const soon = { maxAttempts: 2, requestHandler: { connectionTimeout: 3000 } };
  return {
    cognito: new CognitoIdentityProviderClient({ region }),
    cloudFormation: new CloudFormationClient({ region, ...soon }),
  };
}
