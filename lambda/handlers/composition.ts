import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

import { createCognitoClients } from '../adapters/cognito-clients';
import { createCognitoEndpoint } from '../adapters/cognito-endpoint';
import { createCognitoTokenVerifier } from '../adapters/cognito-token-verifier';
import { createCognitoUserPool } from '../adapters/cognito-user-pool';
import { createConnectionGateway } from '../adapters/connection-gateway';
import { createDynamoDbConnectionRegistry } from '../adapters/dynamodb/connection-registry';
import { createDynamoDbRevocationReader, createDynamoDbRevocationStore } from '../adapters/dynamodb/revocation-store';
import { revocationsInStream } from '../adapters/dynamodb/revocation-stream';
import { createEndingQueue } from '../adapters/ending-queue';
import {
  readAllowQueryToken,
  readAllowedOrigins,
  readAuthorizerEnvironment,
  readConnectEnvironment,
  readConnectionTableName,
  readEndingEnvironment,
  readGatewayEnvironment,
  readSignOutEnvironment,
  readSignOutEventsEnvironment,
  type AuthorizerEnvironment,
  type GatewayEnvironment,
  type SignOutEnvironment,
} from '../adapters/environment';
import { systemClock } from '../adapters/system-clock';
import { createTelemetry } from '../adapters/telemetry';
import { TOKEN_USES, USER_AGENT } from '../contract';
import type { IntrospectionDependencies } from '../core/introspection';
import type { EndingDependencies } from '../core/live-connections';
import type { RevocationReader } from '../core/ports';
import { createRevocationLookup } from '../core/revocation-lookup';
import type {
  AdminSignOutHandlerDependencies,
  AuthorizerDependencies,
  CognitoProxyHandlerDependencies,
  ConnectDependencies,
  DisconnectDependencies,
  EchoDependencies,
  EndConnectionsDependencies,
  SignOutEventsHandlerDependencies,
  SignOutHandlerDependencies,
  TokenRevocationHandlerDependencies,
  WebSocketAuthorizerDependencies,
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
    return { ...deciding(environment, revocations), telemetry: telemetry() };
  });
}

/** For the authorizer of WebSocket APIs. */
export function webSocketAuthorizerDependencies(): WebSocketAuthorizerDependencies {
  return composed(() => ({ ...authorizerDependencies(), allowQueryToken: readAllowQueryToken() }));
}

/** For the function behind `$connect`. */
export function connectDependencies(): ConnectDependencies {
  return composed(() => {
    const { connectionTableName, revocationTableName, endingQueueUrl } = readConnectEnvironment();
    return {
      registry: createDynamoDbConnectionRegistry(dynamoDb(), connectionTableName),
      revocations: createDynamoDbRevocationReader(dynamoDb(), revocationTableName),
      endings: createEndingQueue(sqs(), endingQueueUrl, systemClock.now),
      clock: systemClock,
      telemetry: telemetry(),
    };
  });
}

/** For the function behind `$disconnect`. */
export function disconnectDependencies(): DisconnectDependencies {
  return composed(() => ({
    registry: createDynamoDbConnectionRegistry(dynamoDb(), readConnectionTableName()),
    telemetry: telemetry(),
  }));
}

/** For the function that sends frames back. */
export function echoDependencies(): EchoDependencies {
  return composed(() => ({ gateway: connectionGateway(readGatewayEnvironment()), telemetry: telemetry() }));
}

/** For the function that the revocation table's stream is sent to. */
export function endConnectionsDependencies(): EndConnectionsDependencies {
  return { ...endingDependencies(), revocationsIn: revocationsInStream };
}

/** For the function that ends connections that are due. */
export function endingDependencies(): EndingDependencies {
  return composed(() => {
    const environment = readEndingEnvironment();
    return {
      registry: createDynamoDbConnectionRegistry(dynamoDb(), environment.connectionTableName),
      gateway: connectionGateway(environment),
      endings: createEndingQueue(sqs(), environment.endingQueueUrl, systemClock.now),
      clock: systemClock,
      telemetry: telemetry(),
    };
  });
}

/** What every function that decides needs. */
function deciding(environment: AuthorizerEnvironment, revocations: RevocationReader): IntrospectionDependencies {
  return {
    verifier: createCognitoTokenVerifier(environment),
    findRevocations: createRevocationLookup(revocations, systemClock),
    clock: systemClock,
  };
}

/** For the functions that sign out. */
export function signOutDependencies(): SignOutHandlerDependencies {
  return composed(() => {
    const environment = readSignOutEnvironment();
    const revoke = revoking(environment);
    return { ...revoke, ...deciding(environment, revoke.revocations), managedLogin: environment.managedLogin };
  });
}

/** For the function that signs out for administrators. */
export function adminSignOutDependencies(): AdminSignOutHandlerDependencies {
  return composed(() => revoking(readSignOutEnvironment()));
}

/** For the function that revokes tokens by RFC 7009. */
export function tokenRevocationDependencies(): TokenRevocationHandlerDependencies {
  return composed(() => {
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

/** For the function that speaks Cognito's own protocol. `GlobalSignOut` takes access tokens, whatever the gateways do. */
export function cognitoProxyDependencies(): CognitoProxyHandlerDependencies {
  return composed(() => {
    const environment = readSignOutEnvironment();
    const revoke = revoking(environment);
    return {
      ...revoke,
      ...deciding({ ...environment, acceptedTokenUse: ['access'] }, revoke.revocations),
      forward: createCognitoEndpoint(environment.cognitoEndpoint ?? cognitoEndpointOf(environment.userPoolId)),
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
    telemetry: telemetry(),
  };
}

/** For the function that answers `GET /session`. */
export function sessionDependencies(): { readonly allowedOrigins: readonly string[] } {
  return composed(() => ({ allowedOrigins: readAllowedOrigins() }));
}

/*
 * Milliseconds. An authorizer has 10 s and a sign-out 29 s (lib/), which is enough for all of it at its slowest.
 * DynamoDB answers in a few milliseconds or is worth a second try; Cognito takes its time.
 */
const DYNAMODB_DEADLINES = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };
const GATEWAY_DEADLINES = { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true };
const COGNITO_DEADLINES = { connectionTimeout: 500, requestTimeout: 2500, throwOnRequestTimeout: true };

function dynamoDb(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 3, requestHandler: DYNAMODB_DEADLINES });
}

function sqs(): SQSClient {
  return new SQSClient({ maxAttempts: 3, requestHandler: DYNAMODB_DEADLINES });
}

function connectionGateway(environment: GatewayEnvironment) {
  const client = { maxAttempts: 3, requestHandler: GATEWAY_DEADLINES };
  return createConnectionGateway({ ...environment, client });
}

/** CloudTrail records our calls too: the user agent says whose they are (core/sign-out-events.ts). */
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
