import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { createCognitoTokenVerifier } from '../adapters/cognito-token-verifier';
import { createCognitoUserPool } from '../adapters/cognito-user-pool';
import { createDynamoDbRevocationStore } from '../adapters/dynamodb/revocation-store';
import { readAllowedOrigins, readSignOutEnvironment } from '../adapters/environment';
import { systemClock } from '../adapters/system-clock';
import { createTelemetry } from '../adapters/telemetry';
import { composed } from './composed';
import type { SignOutHandlerDependencies } from './dependencies';

/*
 * Where adapters meet the core, for the functions that do not only decide: those are in authorizer-composition.ts. Each
 * function here runs once per container, as its handler's module loads: a wrong environment stops the Lambda function
 * there, before it has answered anything.
 */

const telemetry = createTelemetry(systemClock.now);

/** For the functions that sign out. */
export function signOutDependencies(): SignOutHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const cognito = new CognitoIdentityProviderClient({ maxAttempts: 2, requestHandler: COGNITO_DEADLINES });
    return {
      verifier: createCognitoTokenVerifier(environment),
      revocations: createDynamoDbRevocationStore(dynamoDb(), environment.revocationTableName),
      userPool: createCognitoUserPool(cognito, environment.userPoolId),
      refreshTokenValidity: environment.refreshTokenValidity,
      clock: systemClock,
      telemetry,
    };
  });
}

/** For the function that answers `GET /session`. */
export function sessionDependencies(): { readonly allowedOrigins: readonly string[] } {
  return composed(telemetry, () => ({ allowedOrigins: readAllowedOrigins() }));
}

/*
 * Milliseconds. An authorizer has 10 s and a sign-out 29 s (lib/); whoever takes longer is told nothing.
 * DynamoDB answers in a few milliseconds or is worth a second try; Cognito takes its time.
 */
const DYNAMODB_DEADLINES = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };
const COGNITO_DEADLINES = { connectionTimeout: 1000, requestTimeout: 4000, throwOnRequestTimeout: true };

function dynamoDb(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 3, requestHandler: DYNAMODB_DEADLINES });
}
