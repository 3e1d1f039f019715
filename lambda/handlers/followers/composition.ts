import type { DynamoDBRecord } from 'aws-lambda';

import { issuersOf } from '../../adapters/cognito/issuers';
import { revocationInStream } from '../../adapters/dynamodb/revocation-stream';
import { readDeployment } from '../../adapters/environment';
import { readEventBusName, readHandOnEnvironment } from '../../adapters/environment/followers';
import { createEventBridgeClient, createRevocationEventBus } from '../../adapters/eventbridge/revocation-events';
import { createSqsClient } from '../../adapters/sqs/client';
import { createRevocationFollower, createUnreadableRecords } from '../../adapters/sqs/revocation-follower';
import { systemClock } from '../../adapters/system-clock';
import { createTelemetry } from '../../adapters/telemetry';
import type { RevocationEventBus } from '../../core/events/publish-revocations';
import type { RevocationFollower } from '../../core/revocation/followers';
import type { RevocationMessage } from '../../core/revocation/revocation-message';
import type { Telemetry } from '../../core/telemetry';
import { composed } from '../composed';

/** What the one reader of the table's stream needs. */
export interface HandOnDependencies {
  /** Throws RevocationError `revocation_store_corrupt`. */
  readonly revocationIn: (record: DynamoDBRecord) => RevocationMessage | undefined;
  readonly followers: readonly RevocationFollower[];
  /** Keeps records that are no revocations. Throws RevocationError `follower_unavailable`. */
  readonly unreadable: { setAside(record: unknown): Promise<void> };
  readonly telemetry: Telemetry;
}

/** What the function that tells of revocations needs. */
export interface PublishDependencies {
  readonly eventBus: RevocationEventBus;
  readonly telemetry: Telemetry;
}

/** For the one reader of the table's stream. */
export function handOnDependencies(): HandOnDependencies {
  const telemetry = createTelemetry(systemClock.now, readDeployment());
  return composed(telemetry, () => {
    const { followers, deadLetterQueueUrl } = readHandOnEnvironment();
    const client = createSqsClient();
    return {
      revocationIn: (record) => revocationInStream(record, issuerOf),
      followers: followers.map((queues) => createRevocationFollower(client, queues)),
      unreadable: createUnreadableRecords(client, deadLetterQueueUrl),
      telemetry,
    };
  });
}

/** For the function that tells of revocations. */
export function publishDependencies(): PublishDependencies {
  const telemetry = createTelemetry(systemClock.now, readDeployment());
  return composed(telemetry, () => ({
    eventBus: createRevocationEventBus(createEventBridgeClient(), readEventBusName()),
    telemetry,
  }));
}

/** The pool's own: the one that its tokens name unless its owner has switched it over. */
function issuerOf(userPoolId: string): string {
  return issuersOf(userPoolId)[0];
}
