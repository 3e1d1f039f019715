import { GetQueueAttributesCommand, type SQSClient } from '@aws-sdk/client-sqs';

import type { QueueView } from '../../../pages/console/api';
import { soon } from './connection';
import { explain } from './failures';

/** What is asked of a queue. */
interface Queue {
  readonly name: string;
  readonly arn: string | undefined;
  /** Of its own dead-letter queue. */
  readonly deadLetterArn: string | undefined;
  readonly messages: number | undefined;
  readonly problem: string | undefined;
}

/**
 * The dead-letter queues among a stack's queues: those that another names as its own, and those that are called so, for what
 * functions give up is no queue's setting.
 *
 * @throws ConsoleError `no_credentials`; of a queue that can't be asked, the problem is told beside its name
 */
export async function findDeadLetters(
  client: SQSClient,
  addresses: readonly string[],
  signal: AbortSignal,
): Promise<readonly QueueView[]> {
  const queues = await Promise.all(addresses.map((address) => describe(client, address, signal)));
  const named = new Set(queues.map(({ deadLetterArn }) => deadLetterArn));
  return queues
    .filter(({ name, arn }) => /dead-?letter|dlq/i.test(name) || (arn !== undefined && named.has(arn)))
    .map(({ name, messages, problem }) => ({
      name,
      ...(messages !== undefined && { messages }),
      ...(problem !== undefined && { problem }),
    }));
}

async function describe(client: SQSClient, QueueUrl: string, signal: AbortSignal): Promise<Queue> {
  const name = QueueUrl.slice(QueueUrl.lastIndexOf('/') + 1);
  const command = new GetQueueAttributesCommand({
    QueueUrl,
    AttributeNames: [
      'QueueArn',
      'RedrivePolicy',
      'ApproximateNumberOfMessages',
      'ApproximateNumberOfMessagesNotVisible',
    ],
  });
  try {
    const { Attributes = {} } = await client.send(command, soon(signal));
    const { QueueArn, RedrivePolicy, ...counts } = Attributes as Record<string, string | undefined>;
    const { ApproximateNumberOfMessages: waiting = '0', ApproximateNumberOfMessagesNotVisible: taken = '0' } = counts;
    return {
      name,
      arn: QueueArn,
      deadLetterArn: deadLetterArnIn(RedrivePolicy),
      messages: Number(waiting) + Number(taken),
      problem: undefined,
    };
  } catch (error) {
    const failure = explain(error, 'sqs:GetQueueAttributes', `the queue ${name}`);
    if (failure.code === 'no_credentials') throw failure;
    return { name, arn: undefined, deadLetterArn: undefined, messages: undefined, problem: failure.message };
  }
}

function deadLetterArnIn(policy: string | undefined): string | undefined {
  try {
    const { deadLetterTargetArn } = JSON.parse(policy ?? '{}') as { deadLetterTargetArn?: unknown };
    return typeof deadLetterTargetArn === 'string' ? deadLetterTargetArn : undefined;
  } catch {
    return undefined;
  }
}
