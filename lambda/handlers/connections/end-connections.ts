import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

import { parseSearchMessage } from '../../core/connections/connection-search';
import { endConnections } from '../../core/connections/end-connections';
import { eachMessage } from '../followers/each-message';
import { endConnectionsDependencies, type EndConnectionsDependencies } from './composition';

/**
 * Revocations that are handed on, and searches that go on: ends the open connections that a revocation rejects, a page of the
 * registry in a call.
 */
export function createEndConnections(dependencies: EndConnectionsDependencies) {
  return (
    event: Pick<SQSEvent, 'Records'>,
    { awsRequestId: requestId }: Pick<Context, 'awsRequestId'>,
  ): Promise<SQSBatchResponse> =>
    eachMessage(event, requestId, dependencies.telemetry, (body) =>
      endConnections(parseSearchMessage(body), requestId, dependencies),
    );
}

export const handler = createEndConnections(endConnectionsDependencies());
