import { Duration, Stack, aws_iam as iam, aws_lambda as lambda, type aws_sqs as sqs } from 'aws-cdk-lib';

import type { IRevocationTable } from '../revocation-table';
import { createConnectionFunction, letEndLater, type ConnectionFunctions } from './connection-functions';
import { connectionManagementEnvironment } from './connection-management';
import { streamOf } from './stream';

/** Enough for ten thousand connections at once. */
const STREAM_TIMEOUT = Duration.minutes(5);
/** Of a batch from the queue. */
export const QUEUE_TIMEOUT = Duration.seconds(29);
/** So often the stream's function and the queue deliver what fails: for some minutes. */
export const ATTEMPTS = 10;

/** What the function that follows the stream needs besides. */
export interface StreamEnderProps {
  /** Its stream is followed. */
  readonly revocationTable: IRevocationTable;
  /** Takes what could not be handled. */
  readonly deadLetterQueue: sqs.Queue;
}

/** Follows the revocation table's stream, and ends the connections that a revocation rejects. */
export function createStreamEnder(
  functions: ConnectionFunctions,
  { revocationTable, deadLetterQueue }: StreamEnderProps,
): lambda.Function {
  const { scope } = functions;
  const ender = createConnectionFunction(functions, 'End', {
    bundle: 'end-connections',
    description: 'Ends WebSocket connections that are signed out',
    timeout: STREAM_TIMEOUT,
    environment: connectionManagementEnvironment(Stack.of(scope)),
    actions: ['dynamodb:Query', 'dynamodb:Scan', 'dynamodb:BatchWriteItem'],
  });
  letEndLater(functions, ender);
  const streamArn = streamOf(revocationTable);
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/iam-policy-example-lamda-process-dynamodb-streams.html
  ender.addToRolePolicy(
    new iam.PolicyStatement({
      actions: ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((name) => `dynamodb:${name}`),
      resources: [streamArn],
    }),
  );
  const { queueArn } = deadLetterQueue;
  deadLetterQueue.grant(ender, 'sqs:SendMessage');
  const source = new lambda.EventSourceMapping(scope, 'Stream', {
    target: ender,
    eventSourceArn: streamArn,
    startingPosition: lambda.StartingPosition.TRIM_HORIZON,
    batchSize: 10,
    parallelizationFactor: 10,
    // What DynamoDB deletes when it has expired revokes nothing.
    filters: [lambda.FilterCriteria.filter({ eventName: lambda.FilterRule.or('INSERT', 'MODIFY') })],
    reportBatchItemFailures: true,
    bisectBatchOnError: true,
    retryAttempts: ATTEMPTS,
    // CDK's own destination would let the function ask for the queue's address and attributes as well.
    onFailure: { bind: () => ({ destination: queueArn }) },
  });
  return rightsFirst(ender, source);
}

/** Ends the connections that the queue has kept until they are due. */
export function createQueueEnder(functions: ConnectionFunctions): lambda.Function {
  const { scope, queue } = functions;
  const ender = createConnectionFunction(functions, 'EndDue', {
    bundle: 'end-due-connections',
    description: 'Ends WebSocket connections whose token has expired, or that could not be ended at once',
    timeout: QUEUE_TIMEOUT,
    environment: connectionManagementEnvironment(Stack.of(scope)),
    actions: ['dynamodb:GetItem', 'dynamodb:BatchWriteItem'],
  });
  letEndLater(functions, ender);
  // It sends to the queue that invokes it, once a second and more often than Lambda would let it: 16 times.
  (ender.node.defaultChild as lambda.CfnFunction).recursiveLoop = lambda.RecursiveLoop.ALLOW;
  queue.grant(ender, 'sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes');
  const source = new lambda.EventSourceMapping(scope, 'Due', {
    target: ender,
    eventSourceArn: queue.queueArn,
    batchSize: 10,
    reportBatchItemFailures: true,
  });
  return rightsFirst(ender, source);
}

/** Lambda refuses a source that the function may not read yet. */
function rightsFirst(ender: lambda.Function, source: lambda.EventSourceMapping): lambda.Function {
  const policy = ender.role?.node.tryFindChild('DefaultPolicy');
  if (policy !== undefined) source.node.addDependency(policy);
  return ender;
}
