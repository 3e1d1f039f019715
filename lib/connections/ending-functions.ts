import { Duration, Stack, aws_lambda as lambda } from 'aws-cdk-lib';

import { ENVIRONMENT } from '../../lambda/contract';
import { takeWork } from '../functions/work-queue';
import type { RevocationFollower } from '../followers/revocation-follower';
import type { IRevocationTable } from '../revocation-table';
import { createConnectionFunction, letEndLater, type ConnectionFunctions } from './connection-functions';
import { connectionManagementEnvironment } from './connection-management';

/**
 * A page of the registry is ended in half a second, or, if API Gateway answers none of the requests in time, within this: so long
 * may each of its connections be tried, fifty at once.
 */
const PAGE_TIMEOUT = Duration.minutes(2);
/** Of a batch from the queue. */
export const QUEUE_TIMEOUT = Duration.seconds(29);
/** So often the queue delivers what fails: for some minutes. */
export const ATTEMPTS = 10;

/** Follows the revocation table, and ends the connections that a revocation rejects. */
export function createRevocationEnder(
  functions: ConnectionFunctions,
  revocationTable: IRevocationTable,
): { readonly ender: lambda.Function; readonly follower: RevocationFollower } {
  const { scope } = functions;
  const follower = revocationTable.onRevocation(`Connections${scope.node.addr.slice(-8)}`, {
    timeout: PAGE_TIMEOUT,
    description: scope.node.path,
  });
  const ender = createConnectionFunction(functions, 'End', {
    bundle: 'end-connections',
    description: 'Ends WebSocket connections that are signed out',
    timeout: PAGE_TIMEOUT,
    environment: {
      ...connectionManagementEnvironment(Stack.of(scope)),
      [ENVIRONMENT.revocationQueueUrl]: follower.queue.queueUrl,
    },
    actions: ['dynamodb:Query', 'dynamodb:Scan', 'dynamodb:BatchWriteItem'],
  });
  letEndLater(functions, ender);
  // A search goes on by a message to the queue that invokes it, page after page: more often than Lambda would let it, 16 times.
  follower.queue.grant(ender, 'sqs:SendMessage');
  allowRecursion(ender);
  follower._callWith(ender);
  return { ender, follower };
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
  // It sends to the queue that invokes it, once a second.
  allowRecursion(ender);
  takeWork(scope, 'Due', { queue, handler: ender });
  return ender;
}

/** @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html */
function allowRecursion(ender: lambda.Function): void {
  (ender.node.defaultChild as lambda.CfnFunction).recursiveLoop = lambda.RecursiveLoop.ALLOW;
}
