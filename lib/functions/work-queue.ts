import { Duration, aws_lambda as lambda, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** Messages that a function is called with, at most. */
const BATCH_SIZE = 10;

/** Properties of {@link createWorkQueue}. */
export interface WorkQueueProps {
  /** How long whoever takes a batch may go on with it: that of the function. */
  readonly timeout: Duration;
  /** Takes what was tried in vain. */
  readonly deadLetterQueue: sqs.Queue;
  /** So often is a message delivered before it is given up. */
  readonly attempts: number;
  /** How late every message is delivered; at once, if this is left out. */
  readonly deliveryDelay?: Duration;
}

/** A queue of work for a function. */
export function createWorkQueue(scope: Construct, id: string, props: WorkQueueProps): sqs.Queue {
  const { timeout, deadLetterQueue, attempts, deliveryDelay } = props;
  return new sqs.Queue(scope, id, {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    // As AWS advises: six times the function's timeout, for so long may Lambda hold a batch back.
    visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
    deadLetterQueue: { queue: deadLetterQueue, maxReceiveCount: attempts },
    ...(deliveryDelay !== undefined && { deliveryDelay }),
  });
}

/** How a function takes work from a queue. */
export interface TakeWorkProps {
  /** Where the work is. */
  readonly queue: sqs.Queue;
  /** The function, which names the messages that it could not handle. It may do no more to the queue than this takes. */
  readonly handler: lambda.Function;
  /** Batches at the same time, at least 2; as many as Lambda likes, if this is left out. */
  readonly maxConcurrency?: number;
}

/**
 * Has a function called with what is in a queue.
 *
 * @param id - of the event source mapping
 */
export function takeWork(scope: Construct, id: string, props: TakeWorkProps): void {
  const { queue, handler, maxConcurrency } = props;
  const source = new lambda.EventSourceMapping(scope, id, {
    target: handler,
    eventSourceArn: queue.queueArn,
    batchSize: BATCH_SIZE,
    reportBatchItemFailures: true,
    ...(maxConcurrency !== undefined && { maxConcurrency }),
  });
  // Lambda refuses a source that the function may not read yet.
  queue.grant(handler, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes').applyBefore(source);
}
