import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

import { endingMessage, type EndingQueue } from '../../core/connections/ending-queue';
import { RevocationError } from '../../core/errors';

/** Seconds: SQS delays no message for longer. What is due later is put back when it comes. */
const MAX_DELAY = 900;

/**
 * Keeps connections in an SQS queue until they are due to end.
 *
 * @param now - milliseconds since the epoch
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-message-timers.html
 */
export function createEndingQueue(client: SQSClient, queueUrl: string, now: () => number): EndingQueue {
  return {
    async endAt(dueAt, connection) {
      const delay = Math.ceil((dueAt - now()) / 1000);
      const command = new SendMessageCommand({
        QueueUrl: queueUrl,
        MessageBody: endingMessage({ connection, dueAt }),
        DelaySeconds: Math.min(Math.max(delay, 0), MAX_DELAY),
      });
      await client.send(command).catch((cause: unknown) => {
        throw new RevocationError('connection_not_ended', 'the connection could not be queued', { cause });
      });
    },
  };
}
