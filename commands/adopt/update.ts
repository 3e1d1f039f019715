import type { UpdateUserPoolClientCommandInput } from '@aws-sdk/client-cognito-identity-provider';

import type { ClientDescription } from './client-description';
import { SETTING_NAMES } from './client-settings';
import { settingsFor, type TokenValidities } from './token-validity';

/**
 * The update that switches token revocation on, and changes validities and adds a sign-out URL where asked. It holds every other setting of the
 * client as it is, for Cognito resets what an update leaves out; a setting that the client does not have is left out.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/cognito-user-pool-updating.html
 *
 * @param client - as it was read; what no update writes is not passed on
 * @param asked - seconds, within Cognito's bounds
 * @param signOutUrl - to be added, if the client has OAuth flows: for others Cognito keeps none
 */
export function updateFor(
  client: ClientDescription,
  asked: TokenValidities,
  signOutUrl?: string,
): UpdateUserPoolClientCommandInput {
  const settings = SETTING_NAMES.filter((name) => client[name] !== undefined).map((name) => [name, client[name]]);
  const update = {
    ...(Object.fromEntries(settings) as Record<string, unknown>),
    ...settingsFor(client, asked),
    ...withSignOutUrl(client, signOutUrl),
    EnableTokenRevocation: true,
  };
  // The client is Cognito's own JSON, which has the shape of an update but for what was left out.
  return update as unknown as UpdateUserPoolClientCommandInput;
}

/** Whether Cognito keeps sign-out URLs for a client. */
export function hasOAuthFlows(client: ClientDescription): boolean {
  return client['AllowedOAuthFlowsUserPoolClient'] === true;
}

function withSignOutUrl(
  client: ClientDescription,
  url: string | undefined,
): { readonly LogoutURLs?: readonly unknown[] } {
  const { LogoutURLs = [] } = client as { readonly LogoutURLs?: readonly unknown[] };
  const isWanted = url !== undefined && hasOAuthFlows(client) && !LogoutURLs.includes(url);
  return isWanted ? { LogoutURLs: [...LogoutURLs, url] } : {};
}
