import type { Context, DynamoDBBatchResponse, DynamoDBStreamEvent } from 'aws-lambda';

import { endConnections } from '../../core/connections/live-connections';
import { endConnectionsDependencies, type EndConnectionsDependencies } from './composition';

/**
 * The revocation table's stream: ends the open connections that a revocation rejects, whoever wrote it. The first record
 * that fails is named, and Lambda goes on from there.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
 */
export function createEndConnections(dependencies: EndConnectionsDependencies) {
  return async (
    event: DynamoDBStreamEvent,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<DynamoDBBatchResponse> => {
    for (const record of event.Records) {
      try {
        for (const { revocation } of dependencies.revocationsIn({ Records: [record] })) {
          await endConnections(revocation, requestId, dependencies);
        }
      } catch (error) {
        dependencies.telemetry.fault(error, requestId);
        const itemIdentifier = record.dynamodb?.SequenceNumber;
        if (itemIdentifier === undefined) throw error;
        return { batchItemFailures: [{ itemIdentifier }] };
      }
    }
    return { batchItemFailures: [] };
  };
}

export const handler = createEndConnections(endConnectionsDependencies());
