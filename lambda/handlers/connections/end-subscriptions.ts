import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';

import { endSubscriptions } from '../../core/connections/live-subscriptions';
import { endSubscriptionsDependencies, type EndSubscriptionsHandlerDependencies } from './composition';

/**
 * Revocations, as the table's stream tells of them: ends the AppSync subscriptions of whom they sign out. Each is tried,
 * whatever becomes of the others. Lambda delivers again from the first that failed, and in the end tells the dead-letter
 * queue of it; what is no revocation is thrown, so that Lambda halves the batch until it is alone.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function createEndSubscriptions(dependencies: EndSubscriptionsHandlerDependencies) {
  const { telemetry, revocationsIn } = dependencies;
  return async (
    event: DynamoDBStreamEvent,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<DynamoDBBatchResponse> => {
    const batchItemFailures: DynamoDBBatchResponse['batchItemFailures'] = [];
    try {
      for (const { sequenceNumber, revocation } of revocationsIn(event)) {
        await endSubscriptions(revocation, dependencies).catch((error: unknown) => {
          telemetry.fault(error, requestId);
          batchItemFailures.push({ itemIdentifier: sequenceNumber });
        });
      }
    } catch (error) {
      telemetry.fault(error, requestId);
      throw error;
    }
    return { batchItemFailures };
  };
}

export const handler = createEndSubscriptions(endSubscriptionsDependencies());
