import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';

import { REVOCATION_EVENT } from '../../events';
import type { RevocationEvent, RevocationEventBus } from '../../core/events/publish-revocations';
import { RevocationError } from '../../core/errors';

/** Milliseconds. Whoever publishes has a queue that tries again: it need not wait for long. */
const DEADLINES = { connectionTimeout: 1000, requestTimeout: 3000, throwOnRequestTimeout: true };

/** The SDK's client. */
export function createEventBridgeClient(): EventBridgeClient {
  return new EventBridgeClient({ maxAttempts: 3, requestHandler: DEADLINES });
}

/**
 * Tells of revocations on an EventBridge bus.
 *
 * @param eventBusName - name or ARN of the bus
 * @see https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html
 */
export function createRevocationEventBus(client: EventBridgeClient, eventBusName: string): RevocationEventBus {
  return {
    async publish(events) {
      const Entries = events.map((event) => ({ EventBusName: eventBusName, ...entryOf(event) }));
      const { Entries: results = [] } = await client.send(new PutEventsCommand({ Entries })).catch((cause: unknown) => {
        throw unavailable(cause);
      });
      // An entry that was taken has an id, one that was not has an error.
      return events.flatMap((event, index) => {
        const { EventId: id, ErrorCode: code } = results[index] ?? {};
        return id === undefined ? [{ event, fault: unavailable(Object.assign(new Error('refused'), { code })) }] : [];
      });
    },
  };
}

function entryOf({ detail, userPoolArn }: RevocationEvent) {
  return {
    Source: REVOCATION_EVENT.source,
    DetailType: REVOCATION_EVENT.detailType,
    Time: new Date(detail.revokedAt * 1000),
    Resources: [userPoolArn],
    Detail: JSON.stringify(detail),
  };
}

function unavailable(cause: unknown): RevocationError {
  return new RevocationError('event_bus_unavailable', 'revocations could not be told on the event bus', { cause });
}
