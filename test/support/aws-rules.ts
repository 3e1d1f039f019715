import type { Template } from 'aws-cdk-lib/assertions';

import { refusedByAppSync } from './graphql-schema';
import { resourcesById } from './synth';

/*
 * Rules of AWS that synthesis does not check, and the local cloud does not have. Each takes a template, and tells what a
 * deployment of it would be refused for, or what would fail later. How large things may be: aws-limits.ts.
 */

/** What a template breaks of a rule: for people, and empty if nothing. */
export type Rule = (template: Template) => string[];

/** The same as text for the same value. */
const textOf = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value));

/** What must be unique within something else, by type: the properties that together may be there once. */
const UNIQUE: Readonly<Record<string, readonly string[]>> = {
  // "Data source with name … already exists" (aws-amplify/amplify-category-api#3484)
  'AWS::AppSync::DataSource': ['ApiId', 'Name'],
  'AWS::AppSync::FunctionConfiguration': ['ApiId', 'Name'],
  'AWS::AppSync::Resolver': ['ApiId', 'TypeName', 'FieldName'],
  // "Authorizer name must be unique"
  'AWS::ApiGateway::Authorizer': ['RestApiId', 'Name'],
  'AWS::ApiGatewayV2::Authorizer': ['ApiId', 'Name'],
  'AWS::ApiGatewayV2::Route': ['ApiId', 'RouteKey'],
};

/** No two resources have the same name in the same API. */
export const namesAreUnique: Rule = (template) =>
  Object.entries(UNIQUE).flatMap(([type, properties]) => {
    const idsByName = Map.groupBy(resourcesById(template, type), ([, values]) =>
      properties.map((property) => textOf(values[property])).join(' '),
    );
    return [...idsByName]
      .filter(([, resources]) => resources.length > 1)
      .map(([name, resources]) => `${type} ${name}: ${resources.map(([id]) => id).join(', ')}`);
  });

/** AppSync can read every schema. */
export const schemasAreReadable: Rule = (template) =>
  resourcesById(template, 'AWS::AppSync::GraphQLSchema').flatMap(([id, { Definition }]) =>
    refusedByAppSync(String(Definition)).map((problem) => `${id}: ${problem}`),
  );

interface Statement {
  readonly Action: string | string[];
  readonly Resource?: unknown;
}

/** The statements of all policies of a role, by the role's logical id. */
export function statementsOf(template: Template, roleId: string): Statement[] {
  const inline = resourcesById(template, 'AWS::IAM::Role')
    .filter(([id]) => id === roleId)
    .flatMap(([, { Policies }]) => (Policies ?? []) as { PolicyDocument: { Statement: Statement[] } }[])
    .flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
  const attached = resourcesById(template, 'AWS::IAM::Policy')
    .filter(([, { Roles }]) => JSON.stringify(Roles ?? []).includes(`{"Ref":"${roleId}"}`))
    .flatMap(([, { PolicyDocument }]) => (PolicyDocument as { Statement: Statement[] }).Statement);
  return [...inline, ...attached];
}

/**
 * Lambda stops a chain of some 16 invocations by the same queue, unless the function says that it means it.
 * https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html
 */
export const loopsAreMeant: Rule = (template) =>
  resourcesById(template, 'AWS::Lambda::EventSourceMapping').flatMap(([id, { EventSourceArn, FunctionName }]) => {
    const { Ref: functionId = '' } = FunctionName as { Ref?: string };
    const [, made] = resourcesById(template, 'AWS::Lambda::Function').find(([name]) => name === functionId) ?? [];
    const { 'Fn::GetAtt': [roleId = ''] = [] } = (made?.['Role'] ?? {}) as { 'Fn::GetAtt'?: string[] };
    const source = JSON.stringify(EventSourceArn);
    const feedsItself = statementsOf(template, roleId).some(
      ({ Action, Resource }) =>
        [Action].flat().some((action) => ['sqs:SendMessage', 'sqs:*', '*'].includes(action)) &&
        [Resource].flat().some((resource) => resource === '*' || JSON.stringify(resource) === source),
    );
    return feedsItself && made?.['RecursiveLoop'] !== 'Allow'
      ? [`${functionId} may send to what invokes it (${id}), and its RecursiveLoop is not Allow`]
      : [];
  });

/** DynamoDB throttles a stream with more than two readers: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Streams.html */
export const streamsHaveTwoReaders: Rule = (template) => {
  const mappings = resourcesById(template, 'AWS::Lambda::EventSourceMapping').map(([, properties]) => properties);
  const readers = Map.groupBy(mappings, ({ EventSourceArn }) => textOf(EventSourceArn));
  return [...readers]
    .filter(([source, { length }]) => source.includes('StreamArn') && length > 2)
    .map(([source, { length }]) => `${source} has ${String(length)} readers`);
};

/** A second Region needs both images in the stream, and takes no other kind later. */
export const streamsCanBeReplicated: Rule = (template) =>
  resourcesById(template, 'AWS::DynamoDB::GlobalTable').flatMap(([id, { StreamSpecification }]) => {
    const { StreamViewType } = (StreamSpecification ?? {}) as { StreamViewType?: string };
    return StreamViewType === undefined || StreamViewType === 'NEW_AND_OLD_IMAGES' ? [] : [`${id}: ${StreamViewType}`];
  });

/** A queue hides a message for longer than its function may take: otherwise Lambda refuses the mapping. */
export const queuesWaitForFunctions: Rule = (template) =>
  resourcesById(template, 'AWS::Lambda::EventSourceMapping').flatMap(([id, { EventSourceArn, FunctionName }]) => {
    const propertiesOf = (type: string, logicalId: string | undefined) =>
      resourcesById(template, type).find(([name]) => name === logicalId)?.[1];
    const { 'Fn::GetAtt': [queueId] = [] } = EventSourceArn as { 'Fn::GetAtt'?: string[] };
    const queue = propertiesOf('AWS::SQS::Queue', queueId);
    const { Timeout = 3 } = propertiesOf('AWS::Lambda::Function', (FunctionName as { Ref?: string }).Ref) ?? {};
    if (queue === undefined) return [];
    const { VisibilityTimeout = 30 } = queue;
    return Number(VisibilityTimeout) >= Number(Timeout) ? [] : [`${id}: ${String(VisibilityTimeout)} s is too short`];
  });
