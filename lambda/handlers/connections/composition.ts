import { createConnectionGateway } from '../../adapters/api-gateway/connection-gateway';
import { createAppSyncSubscriptions } from '../../adapters/appsync/subscriptions';
import { createCognitoTokenVerifier } from '../../adapters/cognito/token-verifier';
import { createDynamoDbClient } from '../../adapters/dynamodb/client';
import { createDynamoDbConnectionRegistry } from '../../adapters/dynamodb/connection-registry';
import { createDynamoDbSessionRegistry } from '../../adapters/dynamodb/session-registry';
import { createDynamoDbRevocationStore } from '../../adapters/dynamodb/revocation-store';
import {
  readAllowQueryToken,
  readAuthorizerEnvironment,
  readCredentials,
  readDeployment,
  readDynamoDb,
} from '../../adapters/environment';
import {
  readConnectEnvironment,
  readConnectionTableName,
  readEndSubscriptionsEnvironment,
  readEndingEnvironment,
  readGatewayEnvironment,
  readInvalidationPace,
  readLateSubscriptionsQueueUrl,
  readRevocationQueueUrl,
  type GatewayEnvironment,
} from '../../adapters/environment/connections';
import { readOptionalSessionsEnvironment, readRefreshTokenValidity } from '../../adapters/environment/sessions';
import { createSqsClient } from '../../adapters/sqs/client';
import { createEndingQueue } from '../../adapters/sqs/ending-queue';
import { createLateSubscriptionsQueue } from '../../adapters/sqs/late-subscriptions-queue';
import { createSearchQueue } from '../../adapters/sqs/search-queue';
import { systemClock } from '../../adapters/system-clock';
import { createTelemetry } from '../../adapters/telemetry';
import type { AdmissionDependencies } from '../../core/connections/admit-connection';
import type { ConnectionGateway } from '../../core/connections/connection-gateway';
import type { ConnectionRegistry } from '../../core/connections/connection-registry';
import type { EndingDependencies, SearchDependencies } from '../../core/connections/end-connections';
import type { LateSubscriptions, LiveSubscriptions } from '../../core/connections/live-subscriptions';
import { createPace } from '../../core/connections/pace';
import type { RevocationStore } from '../../core/revocation/revocation-store';
import type { Telemetry } from '../../core/telemetry';
import { createRevocationLookup } from '../../core/verdict/revocation-lookup';
import type { WebSocketAuthorizerDependencies } from '../authorizers/composition';
import { composed } from '../composed';
import type { ConnectRegistration } from './register-on-connect';

/* Where adapters meet the core, for the functions that see to open connections and subscriptions: see ../composition.ts. */

const telemetry = createTelemetry(systemClock.now, readDeployment());

/** What the function behind `$connect` needs. */
export interface ConnectDependencies extends AdmissionDependencies {
  readonly telemetry: Telemetry;
  /** Subprotocols that the app speaks. */
  readonly subprotocols: readonly string[];
  /** Registers the sessions of those who connect; undefined if the owner does not want it. */
  readonly registration?: ConnectRegistration | undefined;
}

/** What the authorizer that registers connections needs. */
export interface AdmissionHandlerDependencies extends ConnectDependencies, WebSocketAuthorizerDependencies {
  readonly telemetry: Telemetry;
}

/** What the function behind `$disconnect` needs. */
export interface DisconnectDependencies {
  readonly registry: ConnectionRegistry;
  readonly telemetry: Telemetry;
}

/** What the function that sends frames back needs. */
export interface EchoDependencies {
  readonly gateway: ConnectionGateway;
  readonly telemetry: Telemetry;
}

/** What the function that ends the connections a revocation rejects needs. */
export interface EndConnectionsDependencies extends SearchDependencies {
  readonly telemetry: Telemetry;
}

/** What the function that ends connections that are due needs. */
export interface EndDueConnectionsDependencies extends EndingDependencies {
  readonly telemetry: Telemetry;
}

/** What the function that ends what is to be ended once more needs. */
export interface EndLateSubscriptionsHandlerDependencies {
  readonly subscriptions: LiveSubscriptions;
  readonly telemetry: Telemetry;
}

/** What the function that ends subscriptions needs. */
export interface EndSubscriptionsHandlerDependencies extends EndLateSubscriptionsHandlerDependencies {
  readonly late: LateSubscriptions;
}

/** For the function behind `$connect`. */
export function connectDependencies(): ConnectDependencies {
  return composed(telemetry, () => {
    const { connectionTableName, revocationTableName, endingQueueUrl, subprotocols } = readConnectEnvironment();
    const revocations = createDynamoDbRevocationStore(readDynamoDb(), revocationTableName);
    return {
      registry: createDynamoDbConnectionRegistry(createDynamoDbClient(), connectionTableName),
      revocations,
      endings: createEndingQueue(createSqsClient(), endingQueueUrl, systemClock.now),
      clock: systemClock,
      telemetry,
      subprotocols,
      registration: connectRegistration(revocations),
    };
  });
}

function connectRegistration(revocations: RevocationStore): ConnectRegistration | undefined {
  const sessions = readOptionalSessionsEnvironment();
  if (sessions === undefined) return undefined;
  const registry = createDynamoDbSessionRegistry(createDynamoDbClient(), sessions.sessionTableName);
  return { ...sessions, registry, revocations, refreshTokenValidity: readRefreshTokenValidity(), clock: systemClock };
}

/** For the authorizer that registers connections. */
export function admissionDependencies(): AdmissionHandlerDependencies {
  const connect = connectDependencies();
  return composed(telemetry, () => ({
    ...connect,
    verifier: createCognitoTokenVerifier({ ...readAuthorizerEnvironment(), clock: systemClock }),
    findRevocations: createRevocationLookup(connect.revocations, systemClock),
    allowQueryToken: readAllowQueryToken(),
  }));
}

/** For the function behind `$disconnect`. */
export function disconnectDependencies(): DisconnectDependencies {
  return composed(telemetry, () => ({
    registry: createDynamoDbConnectionRegistry(createDynamoDbClient(), readConnectionTableName()),
    telemetry,
  }));
}

/** For the function that sends frames back. */
export function echoDependencies(): EchoDependencies {
  return composed(telemetry, () => ({ gateway: connectionGateway(readGatewayEnvironment()), telemetry }));
}

/** For the function that ends the connections a revocation rejects. */
export function endConnectionsDependencies(): EndConnectionsDependencies {
  const ending = endDueConnectionsDependencies();
  return composed(telemetry, () => ({
    ...ending,
    searches: createSearchQueue(createSqsClient(), readRevocationQueueUrl()),
  }));
}

/** For the function that ends connections that are due. */
export function endDueConnectionsDependencies(): EndDueConnectionsDependencies {
  return composed(telemetry, () => {
    const environment = readEndingEnvironment();
    return {
      registry: createDynamoDbConnectionRegistry(createDynamoDbClient(), environment.connectionTableName),
      gateway: connectionGateway(environment),
      endings: createEndingQueue(createSqsClient(), environment.endingQueueUrl, systemClock.now),
      clock: systemClock,
      telemetry,
    };
  });
}

/** For the function that ends live AppSync subscriptions, as revocations are handed on. */
export function endSubscriptionsDependencies(): EndSubscriptionsHandlerDependencies {
  return composed(telemetry, () => ({
    ...ending(),
    late: createLateSubscriptionsQueue(createSqsClient(), readLateSubscriptionsQueueUrl()),
  }));
}

/** For the function that ends them once more. */
export function endLateSubscriptionsDependencies(): EndLateSubscriptionsHandlerDependencies {
  return composed(telemetry, ending);
}

/** What every function that ends subscriptions needs. */
function ending(): EndLateSubscriptionsHandlerDependencies {
  const turn = createPace(systemClock, readInvalidationPace());
  return {
    subscriptions: createAppSyncSubscriptions({ ...readEndSubscriptionsEnvironment(), readCredentials, turn }),
    telemetry,
  };
}

/** Milliseconds. These functions have a queue that tries again: they need not wait for long. */
const GATEWAY_DEADLINES = { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true };

function connectionGateway(environment: GatewayEnvironment) {
  const client = { maxAttempts: 3, requestHandler: GATEWAY_DEADLINES };
  return createConnectionGateway({ ...environment, client });
}
