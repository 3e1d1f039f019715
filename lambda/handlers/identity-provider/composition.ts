import { createCognitoClient } from '../../adapters/cognito/client';
import { createCognitoProviderUsers } from '../../adapters/cognito/provider-users';
import { readCognito, readSignOutEnvironment } from '../../adapters/environment';
import { readIdentityProviders } from '../../adapters/environment/identity-providers';
import { createProviderTokenVerifier } from '../../adapters/identity-provider/token-verifier';
import { systemClock } from '../../adapters/system-clock';
import type { ProviderSignOutDependencies } from '../../core/sign-out/identity-provider/provider-sign-out';
import type { Telemetry } from '../../core/telemetry';
import { composed } from '../composed';
import { revokingDependencies, telemetry } from '../composition';

/** What signing out for identity providers needs. */
export interface ProviderSignOutHandlerDependencies extends ProviderSignOutDependencies {
  readonly telemetry: Telemetry;
}

/** For the functions that sign users out whose identity provider asks for it. */
export function providerSignOutDependencies(): ProviderSignOutHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const { userPoolId } = environment;
    return {
      ...revokingDependencies(environment),
      providerTokens: createProviderTokenVerifier(readIdentityProviders(), systemClock),
      providerUsers: createCognitoProviderUsers(createCognitoClient(userPoolId, readCognito()), userPoolId),
    };
  });
}
