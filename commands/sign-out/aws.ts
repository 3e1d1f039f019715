import { CloudFormationClient } from '@aws-sdk/client-cloudformation';

import { apiOf } from '../shared/api-address';
import type { SignOutOptions } from './options';
import type { AdminApi } from './sign-out';
import { SignOutError } from './sign-out-error';
import { requestSignOut } from './signed-request';
import { findApiAddress } from './stack-output';

/**
 * Finds a sign-out API, for a caller with the Region and the credentials that are configured for any AWS tool. Where no
 * Region is, it is the one that the API's address names.
 *
 * @throws SignOutError if it is not found; `wrong_region` if another Region is configured, for then the credentials may
 * be meant for elsewhere, or if there is none
 */
export async function openApi(api: SignOutOptions['api']): Promise<AdminApi> {
  const given = 'address' in api ? api.address : undefined;
  const configured = await new CloudFormationClient({}).config.region().catch(() => undefined);
  const region = configured ?? (given === undefined ? undefined : apiOf(given)?.region);
  if (region === undefined) {
    throw new SignOutError('wrong_region', 'No AWS Region is configured: set AWS_REGION to that of the API.');
  }
  const soon = { maxAttempts: 2, requestHandler: { connectionTimeout: 3000 } };
  const cloudFormation = new CloudFormationClient({ region, ...soon });
  const address = 'address' in api ? api.address : await findApiAddress(cloudFormation, api.stack);
  refuseAnotherRegion(address, region);
  const { credentials } = cloudFormation.config;
  return { address, signOut: (members) => requestSignOut(address, members, { region, credentials }) };
}

function refuseAnotherRegion(address: string, configured: string): void {
  const region = apiOf(address)?.region ?? configured;
  if (region === configured) return;
  throw new SignOutError(
    'wrong_region',
    `${address} is in the Region ${region}, and ${configured} is configured.\n` +
      `Set AWS_REGION=${region} if it is the API that you mean. Nobody was signed out.`,
  );
}
