import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

import { endDueConnection } from '../../core/connections/end-connections';
import { parseEndingMessage } from '../../core/connections/ending-queue';
import { eachMessage } from '../followers/each-message';
import { endDueConnectionsDependencies, type EndDueConnectionsDependencies } from './composition';

/** The queue of connections that are to end later: when their token expires, or because it could not be done at once. */
export function createEndDueConnections(dependencies: EndDueConnectionsDependencies) {
  return (
    event: Pick<SQSEvent, 'Records'>,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<SQSBatchResponse> =>
    eachMessage(event, requestId, dependencies.telemetry, async (body) => {
      const { connection, dueAt } = parseEndingMessage(body);
      await endDueConnection(connection, dueAt, requestId, dependencies);
    });
}

export const handler = createEndDueConnections(endDueConnectionsDependencies());
