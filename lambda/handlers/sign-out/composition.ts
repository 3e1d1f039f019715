import { createCognitoTokenVerifier } from '../../adapters/cognito/token-verifier';
import { readSignOutEnvironment } from '../../adapters/environment';
import { systemClock } from '../../adapters/system-clock';
import type { SignOutDependencies } from '../../core/sign-out/sign-out';
import type { Telemetry } from '../../core/telemetry';
import { createRevocationLookup } from '../../core/verdict/revocation-lookup';
import { composed } from '../composed';
import { revokingDependencies, telemetry } from '../composition';

/** What a function that signs its caller out needs. */
export interface SignOutHandlerDependencies extends SignOutDependencies {
  readonly telemetry: Telemetry;
}

/** See {@link SignOutHandlerDependencies}. */
export function signOutDependencies(): SignOutHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const revoking = revokingDependencies(environment);
    return {
      ...revoking,
      verifier: createCognitoTokenVerifier({ ...environment, clock: systemClock }),
      findRevocations: createRevocationLookup(revoking.revocations, systemClock),
      managedLogin: environment.managedLogin,
    };
  });
}
