import type { Template } from 'aws-cdk-lib/assertions';

import { statementsOf, type Rule } from './aws-rules';
import { deployedValue } from './deployed-value';
import { resourcesById } from './synth';

/* How large and how many things may be on AWS: rules as in aws-rules.ts, with what a deployment makes of the template. */

/** What is over a limit, with numbers. */
function over(limit: number, sizes: readonly (readonly [string, number])[]): string[] {
  return sizes
    .filter(([, size]) => size > limit)
    .map(([id, size]) => `${id}: ${String(size)}, and ${String(limit)} are allowed`);
}

const bytesOf = (template: Template, value: unknown) =>
  Buffer.byteLength(JSON.stringify(deployedValue(template, value)));

/** The environment of a function: 4 KB of JSON. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
export const environmentsAreSmall: Rule = (template) =>
  over(
    4096,
    resourcesById(template, 'AWS::Lambda::Function').map(([id, { Environment }]) => {
      const { Variables = {} } = (Environment ?? {}) as { Variables?: object };
      return [id, bytesOf(template, Variables)];
    }),
  );

/** The resource policy of a function, to which each permission adds a statement: 20 KB. As above. */
export const resourcePoliciesAreSmall: Rule = (template) => {
  const permissions = resourcesById(template, 'AWS::Lambda::Permission');
  const byFunction = Map.groupBy(permissions, ([, { FunctionName }]) => JSON.stringify(FunctionName));
  // Besides what the template says, a statement has an id and names its effect and its conditions.
  const FRAME = 150;
  return over(
    20_480,
    [...byFunction].map(([id, statements]) => [
      id,
      statements.reduce((sum, [, properties]) => sum + FRAME + bytesOf(template, properties), 0),
    ]),
  );
};

/** All inline policies of a role: 10,240 characters. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const rolePoliciesAreSmall: Rule = (template) =>
  over(
    10_240,
    resourcesById(template, 'AWS::IAM::Role').map(([id]) => [id, bytesOf(template, statementsOf(template, id))]),
  );

/** The code of a resolver: 32,000 characters. https://docs.aws.amazon.com/appsync/latest/APIReference/API_CreateResolver.html */
export const resolversAreSmall: Rule = (template) =>
  over(
    32_000,
    resourcesById(template, 'AWS::AppSync::Resolver').map(([id, { Code }]) => [id, bytesOf(template, Code ?? '')]),
  );

/** A rule: 5 targets, 2,048 characters of pattern. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
export const rulesAreSmall: Rule = (template) => {
  const rules = resourcesById(template, 'AWS::Events::Rule');
  return [
    ...over(
      5,
      rules.map(([id, { Targets }]) => [id, ((Targets ?? []) as unknown[]).length]),
    ),
    ...over(
      2048,
      rules.map(([id, { EventPattern }]) => [id, bytesOf(template, EventPattern ?? {})]),
    ),
  ];
};

/** A stack: 500 resources. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export const stacksAreSmall: Rule = (template) => {
  const { Resources } = template.toJSON() as { Resources: object };
  return over(500, [['the stack', Object.keys(Resources).length]]);
};

/** Texts for people, and delays (s), by type. From the API references of each service. */
const LIMITS: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  'AWS::Lambda::Function': { Description: 256 },
  'AWS::Events::Rule': { Description: 512 },
  'AWS::CloudWatch::Alarm': { AlarmDescription: 1024 },
  'AWS::SQS::Queue': { DelaySeconds: 900, VisibilityTimeout: 43_200, MessageRetentionPeriod: 1_209_600 },
};

/** Descriptions are short, and queues wait no longer than SQS lets them. */
export const propertiesAreSmall: Rule = (template) =>
  Object.entries(LIMITS).flatMap(([type, limits]) =>
    resourcesById(template, type).flatMap(([id, properties]) =>
      Object.entries(limits).flatMap(([name, limit]) => {
        const value = properties[name] ?? 0;
        return over(limit, [[`${id}.${name}`, typeof value === 'string' ? value.length : Number(value)]]);
      }),
    ),
  );
