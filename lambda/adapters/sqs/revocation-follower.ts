import type { SQSClient } from '@aws-sdk/client-sqs';

import { RevocationError } from '../../core/errors';
import type { RevocationFollower } from '../../core/revocation/followers';
import { revocationMessage, type RevocationMessage } from '../../core/revocation/revocation-message';
import { sendAll } from './batches';

/** Where somebody who follows the table takes revocations from. */
export interface FollowerQueues {
  readonly queueUrl: string;
  /** What the queue gives up, and what it has not taken. */
  readonly deadLetterQueueUrl: string;
}

/** A follower that is an SQS queue with a dead-letter queue. */
export function createRevocationFollower(
  client: SQSClient,
  { queueUrl, deadLetterQueueUrl }: FollowerQueues,
): RevocationFollower {
  const send = (url: string, messages: readonly RevocationMessage[]) =>
    sendAll(client, url, messages.map(revocationMessage));
  return {
    async take(messages) {
      const refused = await send(queueUrl, messages);
      const [first] = refused;
      if (first === undefined) return [];
      // One of them stands for all: whoever reads of it looks at the queue.
      const fault = unavailable(queueUrl, first.cause);
      return refused.flatMap(({ index }) => {
        const message = messages[index];
        return message === undefined ? [] : [{ message, fault }];
      });
    },

    async setAside(messages) {
      const [refused] = await send(deadLetterQueueUrl, messages);
      if (refused !== undefined) throw unavailable(deadLetterQueueUrl, refused.cause);
    },
  };
}

/** What is no revocation is kept in a queue, for an operator. */
export function createUnreadableRecords(client: SQSClient, queueUrl: string) {
  return {
    /** @throws RevocationError `follower_unavailable` */
    async setAside(record: unknown): Promise<void> {
      const [refused] = await sendAll(client, queueUrl, [JSON.stringify(record)]);
      if (refused !== undefined) throw unavailable(queueUrl, refused.cause);
    },
  };
}

/** The queue by its name, which says whose it is. */
function unavailable(queueUrl: string, cause: Error): RevocationError {
  const [name = ''] = queueUrl.split('/').slice(-1);
  return new RevocationError('follower_unavailable', `the queue ${name} has not taken a revocation`, { cause });
}
