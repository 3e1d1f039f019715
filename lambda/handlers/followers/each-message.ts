import type { SQSBatchResponse, SQSEvent } from 'aws-lambda';

import type { Telemetry } from '../../core/telemetry';

/**
 * Does something with each message of a batch, all at once. Those that fail are told of and named: the queue delivers them again,
 * and at last puts them into its dead-letter queue. The others are done.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
 */
export async function eachMessage(
  { Records }: Pick<SQSEvent, 'Records'>,
  requestId: string,
  telemetry: Pick<Telemetry, 'fault'>,
  action: (body: string) => Promise<void>,
): Promise<SQSBatchResponse> {
  const failures = Records.map(async ({ body, messageId }) => {
    try {
      await action(body);
      return [];
    } catch (error) {
      telemetry.fault(error, requestId);
      return [{ itemIdentifier: messageId }];
    }
  });
  return { batchItemFailures: (await Promise.all(failures)).flat() };
}
