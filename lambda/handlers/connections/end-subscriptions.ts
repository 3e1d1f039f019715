import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

import { endSubscriptions } from '../../core/connections/live-subscriptions';
import { parseRevocationMessage } from '../../core/revocation/revocation-message';
import { eachMessage } from '../followers/each-message';
import { endSubscriptionsDependencies, type EndSubscriptionsHandlerDependencies } from './composition';

/** Revocations that are handed on: ends the AppSync subscriptions of whom they sign out. */
export function createEndSubscriptions(dependencies: EndSubscriptionsHandlerDependencies) {
  return (
    event: Pick<SQSEvent, 'Records'>,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<SQSBatchResponse> =>
    eachMessage(event, requestId, dependencies.telemetry, (body) =>
      endSubscriptions(parseRevocationMessage(body).record, dependencies),
    );
}

export const handler = createEndSubscriptions(endSubscriptionsDependencies());
