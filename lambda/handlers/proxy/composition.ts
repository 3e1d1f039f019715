import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { cognitoEndpointOf, createCognitoEndpoint, type ForwardedRequest } from '../../adapters/cognito/endpoint';
import { createCognitoTokenVerifier } from '../../adapters/cognito/token-verifier';
import { createDynamoDbClient } from '../../adapters/dynamodb/client';
import { createDynamoDbSessionRegistry } from '../../adapters/dynamodb/session-registry';
import { readSignOutEnvironment, type SignOutEnvironment } from '../../adapters/environment';
import { readOptionalSessionsEnvironment } from '../../adapters/environment/sessions';
import { systemClock } from '../../adapters/system-clock';
import type { RegistrationDependencies } from '../../core/sessions/register-session';
import type { CognitoProxyDependencies } from '../../core/sign-out/cognito-proxy';
import { createRefreshTokenSessions } from '../../core/sign-out/refresh-token-session';
import type { Telemetry } from '../../core/telemetry';
import { createRevocationLookup } from '../../core/verdict/revocation-lookup';
import { composed } from '../composed';
import { revokingDependencies, telemetry, type RevokingDependencies } from '../composition';
import { trackedSessions } from '../sessions/registry/composition';

/** What the proxy in front of Cognito needs. */
export interface CognitoProxyHandlerDependencies extends CognitoProxyDependencies {
  readonly telemetry: Telemetry;
  /** Asks Cognito, unsigned. Throws RevocationError `user_pool_unavailable` if it does not answer. */
  readonly forward: (request: ForwardedRequest) => Promise<APIGatewayProxyStructuredResultV2>;
  /** Registers those who sign in; undefined if the owner has no registry of sessions. */
  readonly registration?: SignInRegistration | undefined;
}

/** What registering those who sign in needs. */
export interface SignInRegistration extends RegistrationDependencies {
  /** Whether user agent and IP address are kept. */
  readonly keepsDevices: boolean;
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
      registration: signInRegistration(environment, revoking),
    };
  });
}

function signInRegistration(
  environment: SignOutEnvironment,
  revoking: RevokingDependencies,
): SignInRegistration | undefined {
  const sessions = readOptionalSessionsEnvironment();
  if (sessions === undefined) return undefined;
  return {
    ...revoking,
    ...sessions,
    // What the proxy sees is an access token, whatever the gateways take.
    verifier: createCognitoTokenVerifier({ ...environment, acceptedTokenUse: ['access'], clock: systemClock }),
    findRevocations: createRevocationLookup(revoking.revocations, systemClock),
    registry: createDynamoDbSessionRegistry(createDynamoDbClient(), sessions.sessionTableName),
    tracked: trackedSessions(sessions.isTracked, environment.userPoolId),
  };
}
