import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

import type { LateSubscriptions } from '../../core/connections/live-subscriptions';
import { RevocationError } from '../../core/errors';

/**
 * Puts down what is to be ended once more into an SQS queue, which delivers late by its own setting.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-delay-queues.html
 */
export function createLateSubscriptionsQueue(client: SQSClient, queueUrl: string): LateSubscriptions {
  return {
    async endLater(what) {
      try {
        await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(what) }));
      } catch (cause) {
        const message = 'what is to be ended once more could not be put down';
        throw new RevocationError('subscriptions_unavailable', message, { cause });
      }
    },
  };
}
