import type { aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { identityProvidersVariable, type IdentityProvider } from './identity-provider';
import { createSignOutFunction, type SignOutFunctionProps } from './sign-out-function';

/** Where identity providers ask for what is called Universal Logout at Okta. */
const REVOCATION_PATH = '/oauth2/global-token-revocation';
/** Where they send logout tokens to. */
const LOGOUT_PATH = '/oauth2/backchannel-logout';

/** What the functions for identity providers need. */
export interface IdentityProviderFunctionsProps extends SignOutFunctionProps {
  /** See `SignOutApiOptions.identityProviders`. */
  readonly identityProviders?: IdentityProvider[];
}

/**
 * The functions by which identity providers sign their users out, by the path that each is for: none without providers, and none
 * for logout tokens without a provider whose tokens would be accepted.
 *
 * @param signOutApiUrl - no slash at the end
 */
export function createIdentityProviderFunctions(
  scope: Construct,
  signOutApiUrl: string,
  props: IdentityProviderFunctionsProps,
): ReadonlyMap<string, lambda.Function> {
  const { identityProviders = [] } = props;
  const functions = new Map<string, lambda.Function>();
  if (identityProviders.length === 0) return functions;
  const variable = identityProvidersVariable(scope, identityProviders, `${signOutApiUrl}${REVOCATION_PATH}`);
  functions.set(
    REVOCATION_PATH,
    createSignOutFunction(scope, 'GlobalTokenRevocation', 'global-token-revocation', props),
  );
  if (identityProviders.some(({ clientId }) => clientId !== undefined)) {
    functions.set(LOGOUT_PATH, createSignOutFunction(scope, 'BackchannelLogout', 'backchannel-logout', props));
  }
  for (const made of functions.values()) made.addEnvironment(ENVIRONMENT.identityProviders, variable);
  return functions;
}
