import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { createCognitoClients } from '../adapters/cognito/client-authenticator';
import { createCognitoEndpoint } from '../adapters/cognito/endpoint';
import { createCognitoTokenVerifier, type CognitoTokenVerifierOptions } from '../adapters/cognito/token-verifier';
import { createCognitoUserPool } from '../adapters/cognito/user-pool';
import { createDynamoDbRevocationStore } from '../adapters/dynamodb/revocation-store';
import {
  readAllowedOrigins,
  readSignOutEnvironment,
  readSignOutEventsEnvironment,
  type SignOutEnvironment,
} from '../adapters/environment';
import { systemClock } from '../adapters/system-clock';
import { createTelemetry } from '../adapters/telemetry';
import { TOKEN_USES, USER_AGENT } from '../contract';
import type { IntrospectionDependencies } from '../core/verdict/introspection';
import type { RevocationReader } from '../core/ports';
import { createRevocationLookup } from '../core/verdict/revocation-lookup';
import { composed } from './composed';
import type {
  AdminSignOutHandlerDependencies,
  CognitoProxyHandlerDependencies,
  SignOutEventsHandlerDependencies,
  SignOutHandlerDependencies,
  TokenRevocationHandlerDependencies,
} from './dependencies';

/*
 * Where adapters meet the core, for the functions that do not only decide: those are in authorizer-composition.ts. Each
 * function here runs once per container, as its handler's module loads: a wrong environment stops the Lambda function
 * there, before it has answered anything.
 */

const telemetry = createTelemetry(systemClock.now);

/** What every function that decides needs. */
function deciding(options: CognitoTokenVerifierOptions, revocations: RevocationReader): IntrospectionDependencies {
  return {
    verifier: createCognitoTokenVerifier(options),
    findRevocations: createRevocationLookup(revocations, systemClock),
    clock: systemClock,
  };
}

/** For the functions that sign out. */
export function signOutDependencies(): SignOutHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const revoke = revoking(environment);
    return { ...revoke, ...deciding(environment, revoke.revocations), managedLogin: environment.managedLogin };
  });
}

/** For the function that signs out for administrators. */
export function adminSignOutDependencies(): AdminSignOutHandlerDependencies {
  return composed(telemetry, () => revoking(readSignOutEnvironment()));
}

/** For the function that revokes tokens by RFC 7009. */
export function tokenRevocationDependencies(): TokenRevocationHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const { userPoolId, userPoolClientIds } = environment;
    return {
      ...revoking(environment),
      sessionVerifier: createCognitoTokenVerifier({
        ...environment,
        acceptedTokenUse: TOKEN_USES,
        graceSeconds: Infinity,
      }),
      clients: createCognitoClients(cognito(), { userPoolId, userPoolClientIds, now: systemClock.now }),
    };
  });
}

/**
 * For the function that speaks Cognito's own protocol. `GlobalSignOut` takes access tokens of every client of the pool,
 * whatever the gateways take: it ends the user's sessions with all of them.
 */
export function cognitoProxyDependencies(): CognitoProxyHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const revoke = revoking(environment);
    return {
      ...revoke,
      ...deciding({ ...environment, acceptedTokenUse: ['access'], userPoolClientIds: null }, revoke.revocations),
      forward: createCognitoEndpoint(environment.cognitoEndpoint ?? cognitoEndpointOf(environment.userPoolId)),
    };
  });
}

/** For the function that takes in CloudTrail's events. It knows no user pool: it calls nobody. */
export function signOutEventsDependencies(): SignOutEventsHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEventsEnvironment();
    return {
      scope: environment,
      revocations: createDynamoDbRevocationStore(dynamoDb(), environment.revocationTableName),
      refreshTokenValidity: environment.refreshTokenValidity,
      clock: systemClock,
      telemetry,
    };
  });
}

/** What every function that revokes needs. */
function revoking(environment: SignOutEnvironment) {
  const { userPoolId, userPoolClientIds, refreshTokenValidity, revocationTableName } = environment;
  return {
    revocations: createDynamoDbRevocationStore(dynamoDb(), revocationTableName),
    userPool: createCognitoUserPool(cognito(), userPoolId),
    userPoolId,
    userPoolClientIds,
    refreshTokenValidity,
    clock: systemClock,
    telemetry,
  };
}

/** For the function that answers `GET /session`. */
export function sessionDependencies(): { readonly allowedOrigins: readonly string[] } {
  return composed(telemetry, () => ({ allowedOrigins: readAllowedOrigins() }));
}

/*
 * Milliseconds. An authorizer has 10 s and a sign-out 29 s (lib/): enough, unless Cognito is slow more than twice.
 * DynamoDB answers in a few milliseconds or is worth a second try; Cognito may wait 5 s for a trigger of the pool.
 */
const DYNAMODB_DEADLINES = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };
const COGNITO_DEADLINES = { connectionTimeout: 500, requestTimeout: 5500, throwOnRequestTimeout: true };

function dynamoDb(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 3, requestHandler: DYNAMODB_DEADLINES });
}

/** CloudTrail records our calls too: the user agent says whose they are (core/events/sign-out-events.ts). */
function cognito(): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    maxAttempts: 2,
    requestHandler: COGNITO_DEADLINES,
    customUserAgent: USER_AGENT,
  });
}

/** Cognito's address in the Region that a pool's id begins with. */
function cognitoEndpointOf(userPoolId: string): string {
  return `https://cognito-idp.${userPoolId.split('_')[0] ?? ''}.amazonaws.com`;
}
