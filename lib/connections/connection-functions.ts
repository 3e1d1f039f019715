import type { Duration, aws_dynamodb as dynamodb, aws_lambda as lambda, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import type { FunctionName } from '../../lambda/functions';
import { createBundledFunction } from '../functions/bundled-function';
import type { FunctionOptions } from '../functions/function-options';
import type { IRevocationTable } from '../revocation-table';
import { grantConnections } from './connection-table';

/** What the functions that see to connections have in common. */
export interface ConnectionFunctions {
  /** Where they are made. */
  readonly scope: Construct;
  /** The revocations by which connections end. */
  readonly revocationTable: IRevocationTable;
  /** The open connections. */
  readonly table: dynamodb.TableV2;
  /** Connections that are to end later. */
  readonly queue: sqs.Queue;
  /** What the owner says of all of them. */
  readonly functionOptions: FunctionOptions | undefined;
}

/** One of these functions. */
export interface ConnectionFunctionProps {
  /** Which of the package's bundles it runs. */
  readonly bundle: FunctionName;
  /** For people who look at the account. */
  readonly description: string;
  /** At most what waits for it. */
  readonly timeout: Duration;
  /** What it is told besides the names of table and queue. */
  readonly environment?: Readonly<Record<string, string>>;
  /** What it may do to the table. */
  readonly actions: readonly string[];
}

/** A function that may use the table of connections. */
export function createConnectionFunction(
  { scope, revocationTable, table, functionOptions }: ConnectionFunctions,
  id: string,
  { actions, environment = {}, ...props }: ConnectionFunctionProps,
): lambda.Function {
  const made = createBundledFunction(scope, id, { ...props, revocationTable, environment, functionOptions });
  grantConnections(table, made, ...actions);
  return made;
}

/** Lets a function have connections ended later: the permission, and the variable that names the queue. */
export function letEndLater({ queue }: ConnectionFunctions, grantee: lambda.Function): void {
  grantee.addEnvironment(ENVIRONMENT.endingQueueUrl, queue.queueUrl);
  queue.grant(grantee, 'sqs:SendMessage');
}
