import { createCognitoClient } from '../../adapters/cognito/client';
import { createCognitoClients } from '../../adapters/cognito/client-authenticator';
import { createLogoutClients } from '../../adapters/cognito/logout-clients';
import { createPublishedMetadata } from '../../adapters/cognito/published-metadata';
import { createCognitoTokenVerifier } from '../../adapters/cognito/token-verifier';
import {
  readCognito,
  readDiscoveryEnvironment,
  readLogoutEnvironment,
  readLogoutReturnEnvironment,
  readSignOutEnvironment,
  type LogoutReturnEnvironment,
} from '../../adapters/environment';
import { systemClock } from '../../adapters/system-clock';
import { TOKEN_USES } from '../../contract';
import type { LogoutDependencies } from '../../core/sign-out/logout';
import type { LogoutClients } from '../../core/sign-out/logout-client';
import type { LogoutReturnDependencies } from '../../core/sign-out/logout-return';
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
      clients: createCognitoClients(createCognitoClient(userPoolId, readCognito()), {
        userPoolId,
        userPoolClientIds,
        now: systemClock.now,
      }),
    };
  });
}

/** What telling of the endpoints needs. */
export interface DiscoveryDependencies {
  /** Fetches what the user pool publishes. */
  readonly fetchMetadata: () => Promise<unknown>;
  readonly userPoolId: string;
  /** No slash at the end. */
  readonly signOutApiUrl: string;
  readonly telemetry: Telemetry;
}

/** For the function that answers discovery. */
export function discoveryDependencies(): DiscoveryDependencies {
  return composed(telemetry, () => {
    const environment = readDiscoveryEnvironment();
    const fetchMetadata = createPublishedMetadata({ ...environment, steady: systemClock.steady });
    return { ...environment, fetchMetadata, telemetry };
  });
}

/** What logging out needs. */
export interface LogoutHandlerDependencies extends LogoutDependencies {
  readonly telemetry: Telemetry;
}

/** For the function that logs out by OpenID Connect. */
export function logoutDependencies(): LogoutHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readLogoutEnvironment();
    return {
      ...revokingDependencies(environment),
      // Whatever the gateways accept: a hint is an ID token.
      hintVerifier: createCognitoTokenVerifier({
        ...environment,
        acceptedTokenUse: ['id'],
        graceSeconds: Infinity,
        clock: systemClock,
      }),
      clients: logoutClients(environment),
      managedLogin: environment.managedLogin,
      signOutApiUrl: environment.signOutApiUrl,
    };
  });
}

/** What sending a browser on needs that has logged out. */
export interface LogoutReturnHandlerDependencies extends LogoutReturnDependencies {
  readonly telemetry: Telemetry;
}

/** For the function that browsers come back to from managed login. */
export function logoutReturnDependencies(): LogoutReturnHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readLogoutReturnEnvironment();
    const { userPoolClientIds } = environment;
    return { clients: logoutClients(environment), userPoolClientIds, telemetry };
  });
}

function logoutClients({ userPoolId, logoutUrls }: LogoutReturnEnvironment): LogoutClients {
  const { steady } = systemClock;
  return createLogoutClients(createCognitoClient(userPoolId, readCognito()), { userPoolId, logoutUrls, steady });
}
