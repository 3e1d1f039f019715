import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

import { parseSubscriptionEnd } from '../../core/connections/live-subscriptions';
import { eachMessage } from '../followers/each-message';
import { endLateSubscriptionsDependencies, type EndLateSubscriptionsHandlerDependencies } from './composition';

/**
 * What is to be ended once more: ends the AppSync subscriptions that were authorized before the revocation and began after it.
 */
export function createEndLateSubscriptions(dependencies: EndLateSubscriptionsHandlerDependencies) {
  const { telemetry, subscriptions } = dependencies;
  return (
    event: Pick<SQSEvent, 'Records'>,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<SQSBatchResponse> =>
    eachMessage(event, requestId, telemetry, (body) => subscriptions.end(parseSubscriptionEnd(body)));
}

export const handler = createEndLateSubscriptions(endLateSubscriptionsDependencies());
