import {
  DescribeStacksCommand,
  paginateListStackResources,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';

import { readApiAddress } from '../../shared/api-address';
import { ConsoleError } from '../console-error';
import type { ConsoleOptions } from '../options';
import type { Site } from '../site';
import { soon, type AwsConnection } from './connection';
import { explain } from './failures';
import { findConnectionTable } from './tables';

/** A resource of a stack. */
interface Resource {
  readonly type: string;
  readonly logicalId: string;
  readonly physicalId: string;
}

/** How deep nested stacks are looked into. */
const MAX_DEPTH = 3;
const TABLES = ['AWS::DynamoDB::GlobalTable', 'AWS::DynamoDB::Table'];

/**
 * Finds what there is to look after: by the stack's outputs, and where these don't say, by its resources and those of the
 * stacks that are nested in it.
 *
 * @throws ConsoleError `no_such_stack`, `incomplete_stack`, and as any call to AWS
 */
export async function findSite(
  aws: AwsConnection,
  { stack, signOutApi: given }: Pick<ConsoleOptions, 'stack' | 'signOutApi'>,
  signal: AbortSignal,
): Promise<Site> {
  const outputs = await outputsOf(aws, stack, signal);
  const named = outputs['SignOutApiUrl'];
  const signOutApi = given ?? (named === undefined ? undefined : readApiAddress(named));
  const userPoolId = outputs['UserPoolId'];
  if (signOutApi === undefined || userPoolId === undefined) throw incomplete(stack, { userPoolId, named, given });
  const resources = await resourcesOf(aws.cloudFormation, stack, signal);
  const tables = resources.filter(({ type }) => TABLES.includes(type));
  const revocationTable =
    outputs['RevocationTableName'] ??
    tables.find(({ logicalId }) => /RevocationTable[0-9A-F]{8}$/.test(logicalId))?.physicalId;
  const others = tables.map(({ physicalId }) => physicalId).filter((name) => name !== revocationTable);
  const { name, problem } = await findConnectionTable(aws.dynamoDb, others, signal);
  return {
    stack,
    region: aws.region,
    userPoolId,
    clientIds: (outputs['UserPoolClientId'] ?? '').split(',').filter((id) => id !== ''),
    signOutApi,
    revocationTable,
    connectionTable: name,
    connectionTableProblem: problem,
    queues: resources.filter(({ type }) => type === 'AWS::SQS::Queue').map(({ physicalId }) => physicalId),
  };
}

async function outputsOf(
  { cloudFormation, region }: AwsConnection,
  stack: string,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string | undefined>>> {
  const command = new DescribeStacksCommand({ StackName: stack });
  const { Stacks: [found] = [] } = await cloudFormation.send(command, soon(signal)).catch((cause: unknown) => {
    const isMissing =
      cause instanceof Error && cause.name === 'ValidationError' && cause.message.includes('does not exist');
    if (!isMissing) throw explain(cause, 'cloudformation:DescribeStacks', `the stack ${stack}`);
    const text =
      `There is no CloudFormation stack ${stack} in the Region ${region} of this account. Set AWS_REGION and AWS_PROFILE ` +
      'to where it is; "aws cloudformation describe-stacks" shows the stacks that there are.';
    throw new ConsoleError('no_such_stack', text, { cause });
  });
  return Object.fromEntries((found?.Outputs ?? []).map(({ OutputKey = '', OutputValue }) => [OutputKey, OutputValue]));
}

async function resourcesOf(
  client: CloudFormationClient,
  stack: string,
  signal: AbortSignal,
  depth = 0,
): Promise<readonly Resource[]> {
  const found: Resource[] = [];
  try {
    for await (const { StackResourceSummaries = [] } of paginateListStackResources(
      { client },
      { StackName: stack },
      soon(signal),
    )) {
      for (const { ResourceType, LogicalResourceId, PhysicalResourceId } of StackResourceSummaries) {
        if (ResourceType === undefined || LogicalResourceId === undefined || PhysicalResourceId === undefined) continue;
        found.push({ type: ResourceType, logicalId: LogicalResourceId, physicalId: PhysicalResourceId });
      }
    }
  } catch (error) {
    throw explain(error, 'cloudformation:ListStackResources', `the stack ${stack}`);
  }
  if (depth === MAX_DEPTH) return found;
  for (const { type, physicalId } of [...found]) {
    if (type !== 'AWS::CloudFormation::Stack') continue;
    found.push(...(await resourcesOf(client, physicalId, signal, depth + 1)));
  }
  return found;
}

function incomplete(stack: string, found: Record<'userPoolId' | 'named' | 'given', string | undefined>): ConsoleError {
  const problems = [
    ...(found.userPoolId === undefined ? ['there is no output UserPoolId'] : []),
    ...(found.named === undefined && found.given === undefined ? ['there is no output SignOutApiUrl'] : []),
    ...(found.named !== undefined && found.given === undefined ? ['its output SignOutApiUrl is no https URL'] : []),
  ];
  return new ConsoleError(
    'incomplete_stack',
    `The CloudFormation stack ${stack} does not say what to look after: ${problems.join('; ')}. Add these outputs to it ` +
      '(README, "In your own CDK app"), name another stack with --stack, or the API with --sign-out-api-url.',
  );
}
