import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { cognitoEndpointOf, createCognitoEndpoint, type ForwardedRequest } from '../../adapters/cognito/endpoint';
import { createCognitoTokenVerifier } from '../../adapters/cognito/token-verifier';
import { readSignOutEnvironment } from '../../adapters/environment';
import { systemClock } from '../../adapters/system-clock';
import type { CognitoProxyDependencies } from '../../core/sign-out/cognito-proxy';
import { createRefreshTokenSessions } from '../../core/sign-out/refresh-token-session';
import type { Telemetry } from '../../core/telemetry';
import { composed } from '../composed';
import { revokingDependencies, telemetry } from '../composition';

/** What the proxy in front of Cognito needs. */
export interface CognitoProxyHandlerDependencies extends CognitoProxyDependencies {
  readonly telemetry: Telemetry;
  /** Asks Cognito, unsigned. Throws RevocationError `user_pool_unavailable` if it does not answer. */
  readonly forward: (request: ForwardedRequest) => Promise<APIGatewayProxyStructuredResultV2>;
}

/** Seconds for which Cognito may accept a token longer than our clock would. */
const GRACE = 5;

/** For the function that speaks Cognito's own protocol. */
export function cognitoProxyDependencies(): CognitoProxyHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const revoking = revokingDependencies(environment);
    return {
      ...revoking,
      refreshTokens: createRefreshTokenSessions(revoking),
      // Whatever the gateways take: it ends the user's sessions with every client of the pool.
      callerVerifier: createCognitoTokenVerifier({
        ...environment,
        acceptedTokenUse: ['access'],
        userPoolClientIds: null,
        graceSeconds: GRACE,
        maxTokenLength: Infinity,
        clock: systemClock,
      }),
      forward: createCognitoEndpoint(environment.cognitoEndpoint ?? cognitoEndpointOf(environment.userPoolId)),
    };
  });
}
