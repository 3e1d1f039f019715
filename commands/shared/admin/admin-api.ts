import { CloudFormationClient } from '@aws-sdk/client-cloudformation';

import { apiOf } from '../api-address';
import { AdminError } from './admin-error';
import { requestOfAdmin, type AdminRoute, type Answer } from './signed-request';
import { findApiAddress } from './stack-output';
import type { Undertaking } from './undertaking';

/** Where a sign-out API is, or the CloudFormation stack that says so. */
export type ApiPlace = { readonly address: string } | { readonly stack: string };

/** A sign-out API, as an administrator calls it. */
export interface AdminApi {
  readonly address: string;
  /**
   * Sends a signed `POST`, once.
   *
   * @throws AdminError if there are no credentials, or no answer
   */
  readonly post: (route: AdminRoute, members: object) => Promise<Answer>;
}

/**
 * Finds a sign-out API, for a caller with the Region and the credentials that are configured for any AWS tool. Where no
 * Region is, it is the one that the API's address names.
 *
 * @throws AdminError if it is not found; `wrong_region` if another Region is configured, for then the credentials may
 * be meant for elsewhere, or if there is none
 */
export async function openApi(place: ApiPlace, undertaking: Undertaking): Promise<AdminApi> {
  const given = 'address' in place ? place.address : undefined;
  const configured = await new CloudFormationClient({}).config.region().catch(() => undefined);
  const region = configured ?? (given === undefined ? undefined : apiOf(given)?.region);
  if (region === undefined) {
    throw new AdminError('wrong_region', 'No AWS Region is configured: set AWS_REGION to that of the API.');
  }
  const soon = { maxAttempts: 2, requestHandler: { connectionTimeout: 3000 } };
  const cloudFormation = new CloudFormationClient({ region, ...soon });
  const address = 'address' in place ? place.address : await findApiAddress(cloudFormation, place.stack, undertaking);
  refuseAnotherRegion(address, region, undertaking);
  const { credentials } = cloudFormation.config;
  return {
    address,
    post: (route, members) => requestOfAdmin({ address, route }, members, { region, credentials }, undertaking),
  };
}

function refuseAnotherRegion(address: string, configured: string, { notDone }: Undertaking): void {
  const region = apiOf(address)?.region ?? configured;
  if (region === configured) return;
  throw new AdminError(
    'wrong_region',
    `${address} is in the Region ${region}, and ${configured} is configured.\n` +
      `Set AWS_REGION=${region} if it is the API that you mean. ${notDone}`,
  );
}
