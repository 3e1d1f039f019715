import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';

import { parseEndingMessage } from '../../core/connections/ending-queue';
import { endDueConnection, type EndingDependencies } from '../../core/connections/live-connections';
import { endingDependencies } from './composition';

/**
 * The queue of connections that are to end later: when their token expires, or because it could not be done at once. Those
 * that fail are named; the queue delivers them again, and at last puts them into the dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createEndDueConnections(dependencies: EndingDependencies) {
  return async (
    event: Pick<SQSEvent, 'Records'>,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<SQSBatchResponse> => {
    const endOne = async ({ body, messageId }: SQSRecord) => {
      try {
        const { connection, dueAt } = parseEndingMessage(body);
        await endDueConnection(connection, dueAt, requestId, dependencies);
        return [];
      } catch (error) {
        dependencies.telemetry.fault(error, requestId);
        return [{ itemIdentifier: messageId }];
      }
    };
    const failures = await Promise.all(event.Records.map(endOne));
    return { batchItemFailures: failures.flat() };
  };
}

export const handler = createEndDueConnections(endingDependencies());
