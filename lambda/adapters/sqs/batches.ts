import { SendMessageBatchCommand, type SQSClient } from '@aws-sdk/client-sqs';

/** As many as SQS takes at once: ten, of 256 KB together at least, of which a message of ours is a hundredth. */
const BATCH_SIZE = 10;

/** A message that a queue has not taken, by its place among those that were sent, and why. */
export interface Refused {
  readonly index: number;
  readonly cause: Error;
}

/**
 * Puts messages into a queue. Never rejects: what could not be put there is returned.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html
 */
export async function sendAll(client: SQSClient, queueUrl: string, bodies: readonly string[]): Promise<Refused[]> {
  const entries = bodies.map((body, index) => ({ Id: String(index), MessageBody: body }));
  const batches = Array.from({ length: Math.ceil(entries.length / BATCH_SIZE) }, (_, batch) =>
    entries.slice(batch * BATCH_SIZE, (batch + 1) * BATCH_SIZE),
  );
  const refused = batches.map(async (Entries): Promise<Refused[]> => {
    try {
      const { Successful = [] } = await client.send(new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
      // What is not said to have succeeded has not.
      const taken = new Set(Successful.map(({ Id }) => Id));
      return Entries.filter(({ Id }) => !taken.has(Id)).map(({ Id }) =>
        refusalOf(Id, new Error('SQS has not taken it')),
      );
    } catch (cause) {
      return Entries.map(({ Id }) => refusalOf(Id, cause as Error));
    }
  });
  return (await Promise.all(refused)).flat();
}

function refusalOf(id: string, cause: Error): Refused {
  return { index: Number(id), cause };
}
