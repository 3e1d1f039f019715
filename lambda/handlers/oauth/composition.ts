import { createCognitoClient } from '../../adapters/cognito/client';
import { createCognitoClients } from '../../adapters/cognito/client-authenticator';
import { createCognitoTokenVerifier } from '../../adapters/cognito/token-verifier';
import { readSignOutEnvironment } from '../../adapters/environment';
import { systemClock } from '../../adapters/system-clock';
import { TOKEN_USES } from '../../contract';
import { createRefreshTokenSessions } from '../../core/sign-out/refresh-token-session';
import type { TokenRevocationDependencies } from '../../core/sign-out/token-revocation';
import type { Telemetry } from '../../core/telemetry';
import { composed } from '../composed';
import { revokingDependencies, telemetry } from '../composition';

/* Introspection only decides: it is composed as an authorizer is. */

/** What token revocation needs. */
export interface TokenRevocationHandlerDependencies extends TokenRevocationDependencies {
  readonly telemetry: Telemetry;
  /** The app clients that may ask. */
  readonly userPoolClientIds: readonly string[];
}

/** For the function that revokes tokens by RFC 7009. */
export function tokenRevocationDependencies(): TokenRevocationHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const { userPoolId, userPoolClientIds } = environment;
    const revoking = revokingDependencies(environment);
    return {
      ...revoking,
      refreshTokens: createRefreshTokenSessions(revoking),
      sessionVerifier: createCognitoTokenVerifier({
        ...environment,
        acceptedTokenUse: TOKEN_USES,
        graceSeconds: Infinity,
        clock: systemClock,
      }),
      clients: createCognitoClients(createCognitoClient(userPoolId), {
        userPoolId,
        userPoolClientIds,
        now: systemClock.now,
      }),
    };
  });
}
