import type { Context, SQSBatchResponse, SQSEvent } from 'aws-lambda';

import { revocationEvent, type RevocationEvent } from '../../core/events/publish-revocations';
import { parseRevocationMessage } from '../../core/revocation/revocation-message';
import { accountOf } from '../invoked-function';
import { publishDependencies, type PublishDependencies } from './composition';

/**
 * Tells each revocation that is handed on, on the event bus. What the bus has not taken, and what is no revocation, is named: the
 * queue delivers it again, and at last puts it into its dead-letter queue.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export function createPublishRevocations({ eventBus, telemetry }: PublishDependencies) {
  return async (
    { Records }: Pick<SQSEvent, 'Records'>,
    { awsRequestId: requestId, invokedFunctionArn }: Pick<Context, 'awsRequestId' | 'invokedFunctionArn'>,
  ): Promise<SQSBatchResponse> => {
    const account = accountOf(invokedFunctionArn);
    const messageIds = new Map<RevocationEvent, string>();
    const failed: string[] = [];
    for (const { messageId, body } of Records) {
      try {
        const event = revocationEvent(parseRevocationMessage(body), account);
        messageIds.set(event, messageId);
      } catch (error) {
        telemetry.fault(error, requestId);
        failed.push(messageId);
      }
    }
    try {
      const refused = messageIds.size > 0 ? await eventBus.publish([...messageIds.keys()]) : [];
      for (const { event, fault } of refused) {
        telemetry.fault(fault, requestId);
        failed.push(messageIds.get(event) ?? '');
      }
    } catch (error) {
      telemetry.fault(error, requestId);
      failed.push(...messageIds.values());
    }
    return { batchItemFailures: failed.map((itemIdentifier) => ({ itemIdentifier })) };
  };
}

export const handler = createPublishRevocations(publishDependencies());
