import {
  Duration,
  Lazy,
  type aws_cloudwatch as cloudwatch,
  aws_iam as iam,
  aws_lambda as lambda,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { createBundledFunction } from '../functions/bundled-function';
import { createDeadLetters } from '../functions/dead-letters';
import type { Deployment } from '../functions/deployment';
import type { FunctionOptions } from '../functions/function-options';
import { alarmOnStreamAge } from '../monitoring/alarm-on-age';
import { RevocationFollower, type OnRevocationOptions } from './revocation-follower';

/** Properties of {@link RevocationStream}. */
export interface RevocationStreamProps {
  /** The table. */
  readonly revocationTable: Deployment;
  /** Its stream. */
  readonly tableStreamArn: string;
  /** What the owner says of the function that reads it. */
  readonly functionOptions: FunctionOptions | undefined;
}

/** A batch goes to each queue in a second or so; SQS may be slow, and the client tries three times. */
const TIMEOUT = Duration.seconds(30);

/**
 * The stream keeps records for 24 hours: this is as long as there is, but for the time to tell of it.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html
 */
const MAX_RECORD_AGE = Duration.hours(23);

/**
 * The one reader of the table's stream, which hands each revocation on to a queue for each follower, and does nothing else. So
 * there may be any number of followers, where DynamoDB throttles more than two readers.
 */
export class RevocationStream extends Construct {
  /** Records that are no revocations, and the places in the stream of those that could not be handed on, for two weeks. */
  readonly deadLetterQueue: sqs.Queue;

  /** Is raised until there is nothing in that queue. */
  readonly alarm: cloudwatch.Alarm;

  /** Hands the revocations on. */
  readonly reader: lambda.Function;

  private readonly revocationTable: Deployment;
  private readonly followers: RevocationFollower[] = [];

  constructor(scope: Construct, id: string, props: RevocationStreamProps) {
    super(scope, id);
    const { deadLetterQueue, alarm } = createDeadLetters(
      this,
      'Revocations could not be handed on (`follower_unavailable`)',
      props.revocationTable,
    );
    this.deadLetterQueue = deadLetterQueue;
    this.alarm = alarm;
    this.reader = createBundledFunction(this, 'HandOn', {
      bundle: 'hand-on-revocations',
      revocationTable: props.revocationTable,
      description: 'Hands each revocation on to everybody who follows the table',
      environment: {
        [ENVIRONMENT.followers]: Lazy.string({ produce: () => this.followers.map(queuesOf).join(',') }),
        [ENVIRONMENT.deadLetterQueueUrl]: deadLetterQueue.queueUrl,
      },
      timeout: TIMEOUT,
      functionOptions: props.functionOptions,
    });
    deadLetterQueue.grant(this.reader, 'sqs:SendMessage');
    this.revocationTable = props.revocationTable;
    this.read(props.tableStreamArn);
    alarmOnStreamAge(this, 'Behind', this.reader, {
      revocationTable: props.revocationTable,
      says: 'Revocations are handed on',
      longest: Duration.minutes(1),
    });
  }

  /** Adds somebody to whom each revocation is handed on. */
  follow(id: string, options: OnRevocationOptions): RevocationFollower {
    const follower = RevocationFollower._make(this, id, options, this.revocationTable);
    this.followers.push(follower);
    for (const queue of [follower.queue, follower.deadLetterQueue]) queue.grant(this.reader, 'sqs:SendMessage');
    return follower;
  }

  private read(tableStreamArn: string): void {
    const { queueArn } = this.deadLetterQueue;
    const source = new lambda.EventSourceMapping(this, 'Source', {
      target: this.reader,
      eventSourceArn: tableStreamArn,
      // From the beginning, so that nothing is left out while it is set up: what follows once more is the same.
      startingPosition: lambda.StartingPosition.TRIM_HORIZON,
      // What DynamoDB deletes when it has expired revokes nothing.
      filters: [lambda.FilterCriteria.filter({ eventName: lambda.FilterRule.or('INSERT', 'MODIFY') })],
      batchSize: 100,
      // Order does not matter: cut-offs never move back.
      parallelizationFactor: 10,
      bisectBatchOnError: true,
      maxRecordAge: MAX_RECORD_AGE,
      // CDK's own destination would let the function ask for the queue's address and attributes as well.
      onFailure: { bind: () => ({ destination: queueArn }) },
    });
    // CDK's own grant would let it list every stream of the account.
    iam.Grant.addToPrincipal({
      grantee: this.reader,
      actions: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
      resourceArns: [tableStreamArn],
    }).applyBefore(source);
  }
}

function queuesOf({ queue, deadLetterQueue }: RevocationFollower): string {
  return `${queue.queueUrl}#${deadLetterQueue.queueUrl}`;
}
