import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

import { searchMessage, type SearchQueue } from '../../core/connections/connection-search';
import { RevocationError } from '../../core/errors';

/** Keeps searches in the SQS queue that revocations are handed on by: the same function goes on with them. */
export function createSearchQueue(client: SQSClient, queueUrl: string): SearchQueue {
  return {
    async goOn(search) {
      const command = new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: searchMessage(search) });
      await client.send(command).catch((cause: unknown) => {
        throw new RevocationError('connection_not_ended', 'a search for connections could not go on', { cause });
      });
    },
  };
}
