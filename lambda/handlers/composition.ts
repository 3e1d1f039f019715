import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { createCognitoTokenVerifier } from '../adapters/cognito-token-verifier';
import { createCognitoUserPool } from '../adapters/cognito-user-pool';
import { createDynamoDbRevocationReader, createDynamoDbRevocationStore } from '../adapters/dynamodb/revocation-store';
import { readAllowedOrigins, readAuthorizerEnvironment, readSignOutEnvironment } from '../adapters/environment';
import { systemClock } from '../adapters/system-clock';
import { createTelemetry } from '../adapters/telemetry';
import type { IntrospectionDependencies } from '../core/introspection';
import type { SignOutDependencies } from '../core/sign-out';

/*
 * The only place where adapters meet the core. Each function runs once per container, as its handler's module loads:
 * a wrong environment stops the function there, before it has answered anything.
 */

/** For the functions that only decide. */
export function authorizerDependencies(): IntrospectionDependencies {
  const environment = readAuthorizerEnvironment();
  return {
    verifier: createCognitoTokenVerifier(environment),
    revocations: createDynamoDbRevocationReader(dynamoDb(), environment.revocationTableName),
    ...shared(),
  };
}

/** For the functions that sign out. */
export function signOutDependencies(): SignOutDependencies {
  const environment = readSignOutEnvironment();
  const cognito = new CognitoIdentityProviderClient({ maxAttempts: 2, requestHandler: COGNITO_DEADLINES });
  return {
    verifier: createCognitoTokenVerifier(environment),
    revocations: createDynamoDbRevocationStore(dynamoDb(), environment.revocationTableName),
    userPool: createCognitoUserPool(cognito, environment.userPoolId),
    refreshTokenValidity: environment.refreshTokenValidity,
    ...shared(),
  };
}

/** For the function that answers `GET /session`. */
export function sessionDependencies(): { readonly allowedOrigins: readonly string[] } {
  return { allowedOrigins: readAllowedOrigins() };
}

/*
 * Milliseconds. A gateway waits 10 s for an authorizer and 29 s for a sign-out; whoever is slower is told nothing.
 * DynamoDB answers in a few milliseconds or is worth a second try; Cognito takes its time.
 */
const DYNAMODB_DEADLINES = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };
const COGNITO_DEADLINES = { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true };

function dynamoDb(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 3, requestHandler: DYNAMODB_DEADLINES });
}

function shared() {
  return { clock: systemClock, telemetry: createTelemetry(systemClock.now) };
}
