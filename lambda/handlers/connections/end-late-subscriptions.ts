import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

import { parseSubscriptionEnd } from '../../core/connections/live-subscriptions';
import { endLateSubscriptionsDependencies, type EndLateSubscriptionsHandlerDependencies } from './composition';

/**
 * What is to be ended once more, as the queue delivers it: ends the AppSync subscriptions that were authorized before the
 * revocation and began after it. What could not be ended comes again, and in the end goes to the dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createEndLateSubscriptions(dependencies: EndLateSubscriptionsHandlerDependencies) {
  const { telemetry, subscriptions } = dependencies;
  return async (
    { Records }: SQSEvent,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<SQSBatchResponse> => {
    const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
    for (const { messageId, body } of Records) {
      try {
        await subscriptions.end(parseSubscriptionEnd(body));
      } catch (error) {
        telemetry.fault(error, requestId);
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

export const handler = createEndLateSubscriptions(endLateSubscriptionsDependencies());
