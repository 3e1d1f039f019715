import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { createCognitoTokenVerifier } from '../adapters/cognito-token-verifier';
import { createCognitoUserPool } from '../adapters/cognito-user-pool';
import { createDynamoDbRevocationReader, createDynamoDbRevocationStore } from '../adapters/dynamodb/revocation-store';
import {
  readAllowedOrigins,
  readAuthorizerEnvironment,
  readSignOutEnvironment,
  readSignOutEventsEnvironment,
} from '../adapters/environment';
import { systemClock } from '../adapters/system-clock';
import { createTelemetry } from '../adapters/telemetry';
import { USER_AGENT } from '../contract';
import { createRevocationLookup } from '../core/revocation-lookup';
import type {
  AuthorizerDependencies,
  SignOutEventsHandlerDependencies,
  SignOutHandlerDependencies,
} from './dependencies';

/*
 * The only place where adapters meet the core. Each function here runs once per container, as its handler's module
 * loads: a wrong environment stops the Lambda function there, before it has answered anything.
 */

/** For the functions that only decide. */
export function authorizerDependencies(): AuthorizerDependencies {
  return composed(() => {
    const environment = readAuthorizerEnvironment();
    const revocations = createDynamoDbRevocationReader(dynamoDb(), environment.revocationTableName);
    return {
      verifier: createCognitoTokenVerifier(environment),
      findRevocations: createRevocationLookup(revocations, systemClock),
      clock: systemClock,
      telemetry: telemetry(),
    };
  });
}

/** For the functions that sign out. */
export function signOutDependencies(): SignOutHandlerDependencies {
  return composed(() => {
    const environment = readSignOutEnvironment();
    const revocations = createDynamoDbRevocationStore(dynamoDb(), environment.revocationTableName);
    return {
      verifier: createCognitoTokenVerifier(environment),
      findRevocations: createRevocationLookup(revocations, systemClock),
      revocations,
      userPool: createCognitoUserPool(cognito(), environment.userPoolId),
      refreshTokenValidity: environment.refreshTokenValidity,
      clock: systemClock,
      telemetry: telemetry(),
    };
  });
}

/** For the function that takes in CloudTrail's events. It knows no user pool: it calls nobody. */
export function signOutEventsDependencies(): SignOutEventsHandlerDependencies {
  return composed(() => {
    const environment = readSignOutEventsEnvironment();
    return {
      scope: environment,
      revocations: createDynamoDbRevocationStore(dynamoDb(), environment.revocationTableName),
      refreshTokenValidity: environment.refreshTokenValidity,
      clock: systemClock,
      telemetry: telemetry(),
    };
  });
}

/** For the function that answers `GET /session`. */
export function sessionDependencies(): { readonly allowedOrigins: readonly string[] } {
  return composed(() => ({ allowedOrigins: readAllowedOrigins() }));
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

/** CloudTrail records our calls too: the user agent says whose they are (core/sign-out-events.ts). */
function cognito(): CognitoIdentityProviderClient {
  return new CognitoIdentityProviderClient({
    maxAttempts: 2,
    requestHandler: COGNITO_DEADLINES,
    customUserAgent: USER_AGENT,
  });
}

function telemetry() {
  return createTelemetry(systemClock.now);
}

/** What cannot be composed is told to the operators, and then stops the function. */
function composed<T>(compose: () => T): T {
  try {
    return compose();
  } catch (error) {
    telemetry().fault(error, 'initialization');
    throw error;
  }
}
