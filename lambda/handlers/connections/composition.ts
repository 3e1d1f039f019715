import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SQSClient } from '@aws-sdk/client-sqs';

import { createAppSyncSubscriptions } from '../../adapters/appsync/subscriptions';
import { createConnectionGateway } from '../../adapters/api-gateway/connection-gateway';
import { createDynamoDbConnectionRegistry } from '../../adapters/dynamodb/connection-registry';
import { createDynamoDbRevocationStore } from '../../adapters/dynamodb/revocation-store';
import { revocationsInStream } from '../../adapters/dynamodb/revocation-stream';
import { createEndingQueue } from '../../adapters/sqs/ending-queue';
import {
  readConnectEnvironment,
  readConnectionTableName,
  readCredentials,
  readEndSubscriptionsEnvironment,
  readEndingEnvironment,
  readGatewayEnvironment,
  readLateSubscriptionsQueueUrl,
  type GatewayEnvironment,
} from '../../adapters/environment';
import { createLateSubscriptionsQueue } from '../../adapters/sqs/late-subscriptions-queue';
import { systemClock } from '../../adapters/system-clock';
import { createTelemetry } from '../../adapters/telemetry';
import type { EndingDependencies } from '../../core/connections/live-connections';
import { createPace } from '../../core/connections/pace';
import { composed } from '../composed';
import type {
  ConnectDependencies,
  DisconnectDependencies,
  EchoDependencies,
  EndConnectionsDependencies,
  EndLateSubscriptionsHandlerDependencies,
  EndSubscriptionsHandlerDependencies,
} from '../dependencies';

/* Where adapters meet the core, for the functions that see to open connections and subscriptions: see composition.ts. */

const telemetry = createTelemetry(systemClock.now);

/** For the function behind `$connect`. */
export function connectDependencies(): ConnectDependencies {
  return composed(telemetry, () => {
    const { connectionTableName, revocationTableName, endingQueueUrl } = readConnectEnvironment();
    return {
      registry: createDynamoDbConnectionRegistry(dynamoDb(), connectionTableName),
      revocations: createDynamoDbRevocationStore(dynamoDb(), revocationTableName),
      endings: createEndingQueue(sqs(), endingQueueUrl, systemClock.now),
      clock: systemClock,
      telemetry,
    };
  });
}

/** For the function behind `$disconnect`. */
export function disconnectDependencies(): DisconnectDependencies {
  return composed(telemetry, () => ({
    registry: createDynamoDbConnectionRegistry(dynamoDb(), readConnectionTableName()),
    telemetry,
  }));
}

/** For the function that sends frames back. */
export function echoDependencies(): EchoDependencies {
  return composed(telemetry, () => ({ gateway: connectionGateway(readGatewayEnvironment()), telemetry }));
}

/** For the function that the revocation table's stream is sent to. */
export function endConnectionsDependencies(): EndConnectionsDependencies {
  return { ...endingDependencies(), revocationsIn: revocationsInStream };
}

/** For the function that ends connections that are due. */
export function endingDependencies(): EndingDependencies {
  return composed(telemetry, () => {
    const environment = readEndingEnvironment();
    return {
      registry: createDynamoDbConnectionRegistry(dynamoDb(), environment.connectionTableName),
      gateway: connectionGateway(environment),
      endings: createEndingQueue(sqs(), environment.endingQueueUrl, systemClock.now),
      clock: systemClock,
      telemetry,
    };
  });
}

/** For the function that ends live AppSync subscriptions, as the table's stream tells of revocations. */
export function endSubscriptionsDependencies(): EndSubscriptionsHandlerDependencies {
  return composed(telemetry, () => ({
    ...ending(PACE.now),
    late: createLateSubscriptionsQueue(sqs(), readLateSubscriptionsQueueUrl()),
    revocationsIn: revocationsInStream,
  }));
}

/** For the function that ends them once more. */
export function endLateSubscriptionsDependencies(): EndLateSubscriptionsHandlerDependencies {
  return composed(telemetry, () => ending(PACE.late));
}

/**
 * Milliseconds between two requests of one process. AppSync drops what is over 100 a second in an account and Region:
 * this is 20 a second for each shard of the table's stream, of which a new table has 4, and 20 for what is ended once
 * more, by two processes.
 */
const PACE = { now: 50, late: 100 };

/** What every function that ends subscriptions needs. */
function ending(pace: number): EndLateSubscriptionsHandlerDependencies {
  const turn = createPace(systemClock, pace);
  return {
    subscriptions: createAppSyncSubscriptions({ ...readEndSubscriptionsEnvironment(), readCredentials, turn }),
    telemetry,
  };
}

/* Milliseconds. These functions have a queue that tries again: they need not wait for long. */
const DEADLINES = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };
const GATEWAY_DEADLINES = { connectionTimeout: 1000, requestTimeout: 5000, throwOnRequestTimeout: true };

function dynamoDb(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 3, requestHandler: DEADLINES });
}

function sqs(): SQSClient {
  return new SQSClient({ maxAttempts: 3, requestHandler: DEADLINES });
}

function connectionGateway(environment: GatewayEnvironment) {
  const client = { maxAttempts: 3, requestHandler: GATEWAY_DEADLINES };
  return createConnectionGateway({ ...environment, client });
}
