import {
  Duration,
  type aws_cloudwatch as cloudwatch,
  aws_lambda as lambda,
  aws_lambda_event_sources as sources,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { alarmOnAge } from '../monitoring/alarm-on-age';
import { createDeadLetters } from '../functions/dead-letters';
import { createWorkQueue, takeWork } from '../functions/work-queue';
import type { Deployment } from '../functions/deployment';

/** Who takes the revocations that are handed on. */
export interface OnRevocationOptions {
  /**
   * A function that is called with them, as messages of SQS, ten at most in a call: the body of each is JSON, as
   * docs/revocation-message.schema.json describes it. It may be in whatever stack. It has to bear with one that comes twice, late
   * or after a later one, and names those that it could not handle (`batchItemFailures`): they come again, ten times, and then
   * are in the dead-letter queue.
   *
   * @default - nobody: take them from the `queue` of what is returned
   * @see https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
   */
  readonly handler?: lambda.IFunction;

  /**
   * For how long whoever takes them may go on with a batch: that of the function.
   *
   * @default - the timeout of the `handler`, else 30 seconds
   */
  readonly timeout?: Duration;

  /**
   * Who takes them, as the alarms call them.
   *
   * @default - the id
   */
  readonly description?: string;
}

/** So often is a message delivered before it is given up. */
const ATTEMPTS = 10;

const BATCH_SIZE = 10;

/** Mostly it is less than a second. AppSync takes so many requests a second that a burst of revocations may wait. */
const LONGEST = Duration.minutes(5);

/**
 * Somebody to whom each revocation is handed on, in a queue of their own: who is slow, or fails, holds up nobody else. Made by
 * `onRevocation()`.
 */
export class RevocationFollower extends Construct {
  /** Where the revocations are. */
  readonly queue: sqs.Queue;

  /** Those that could not be handled, for two weeks: see docs/runbook.md. */
  readonly deadLetterQueue: sqs.Queue;

  /** Is raised until there is none in the dead-letter queue. */
  readonly alarm: cloudwatch.Alarm;

  /**
   * Made by `onRevocation()` alone.
   *
   * @internal
   */
  static _make(scope: Construct, id: string, options: OnRevocationOptions, revocationTable: Deployment) {
    return new RevocationFollower(scope, id, options, revocationTable);
  }

  private constructor(scope: Construct, id: string, options: OnRevocationOptions, revocationTable: Deployment) {
    super(scope, id);
    const { handler, description = id } = options;
    const timeout = options.timeout ?? (handler instanceof lambda.Function ? handler.timeout : undefined);
    const { deadLetterQueue, alarm } = createDeadLetters(
      this,
      `Revocations that were handed on to ${description} could not be followed`,
      revocationTable,
    );
    this.deadLetterQueue = deadLetterQueue;
    this.alarm = alarm;
    this.queue = createWorkQueue(this, 'Queue', {
      timeout: timeout ?? Duration.seconds(30),
      deadLetterQueue,
      attempts: ATTEMPTS,
    });
    alarmOnAge(this, 'OldestMessage', this.queue, {
      revocationTable,
      says: `Revocations are followed by ${description}`,
      longest: LONGEST,
    });
    const source = { batchSize: BATCH_SIZE, reportBatchItemFailures: true };
    handler?.addEventSource(new sources.SqsEventSource(this.queue, source));
  }

  /**
   * Has a function of ours called with the revocations. It may do no more than it takes.
   *
   * @internal
   */
  _callWith(handler: lambda.Function, options: { readonly maxConcurrency?: number } = {}): void {
    takeWork(handler, 'Revocations', { queue: this.queue, handler, ...options });
  }
}
