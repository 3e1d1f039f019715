import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';

import { VerifyError } from '../verify-error';

/** How AWS is called. */
export interface AwsConnection {
  readonly region: string;
  readonly cloudFormation: CloudFormationClient;
  readonly cognito: CognitoIdentityProviderClient;
  /** Host of an emulator that has been called; undefined if all that was called is AWS's. */
  readonly emulator: () => string | undefined;
}

/**
 * Clients with the Region and the credentials that are configured for any AWS tool.
 *
 * @throws VerifyError `no_region` if none is configured, or what is configured is none
 */
export async function connect(): Promise<AwsConnection> {
  const region = await new CloudFormationClient({}).config.region().catch((cause: unknown) => {
    const { AWS_REGION: given = '' } = process.env;
    const problem =
      given === '' ? 'No AWS Region is configured' : `AWS_REGION is no Region: got ${JSON.stringify(given)}`;
    throw new VerifyError('no_region', `${problem}: set AWS_REGION to that of the stack, such as us-east-1.`, {
      cause,
    });
  });
  let emulator: string | undefined;
  const noteHost = (request: unknown) => {
    const { hostname } = request as { readonly hostname: string };
    if (!isOfAws(hostname)) emulator = hostname;
  };
  const cloudFormation = new CloudFormationClient({ region, requestHandler: { connectionTimeout: 5000 } });
  const cognito = new CognitoIdentityProviderClient({ region, requestHandler: { connectionTimeout: 5000 } });
  // Where the calls go is known only as they go: it may be set in the environment, in a profile, or by a service.
  const options = { step: 'finalizeRequest' } as const;
  cloudFormation.middlewareStack.add((next) => async (args) => (noteHost(args.request), next(args)), options);
  cognito.middlewareStack.add((next) => async (args) => (noteHost(args.request), next(args)), options);
  return { region, cloudFormation, cognito, emulator: () => emulator };
}

/** Whether a host is AWS's own, in any of its partitions, and by any of its kinds of endpoint. */
export function isOfAws(hostname: string): boolean {
  return /(^|\.)(amazonaws\.(com|com\.cn|eu)|api\.aws|api\.amazonwebservices\.com\.cn|(c2s|sc2s|hci)\.(ic|sgov)\.gov)$/.test(
    hostname,
  );
}
