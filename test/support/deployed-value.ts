import type { Template } from 'aws-cdk-lib/assertions';

import type { Resource } from './synth';

/** The longest name of a Region, and what stands for other things that only AWS knows. */
const PSEUDO: Readonly<Record<string, string>> = {
  'AWS::Region': 'ap-southeast-1',
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws-us-gov',
  'AWS::URLSuffix': 'amazonaws.com.cn',
  'AWS::StackName': 'CognitoSignOut',
};

/** A value of a template as a deployment makes it: what only AWS knows is about as long as AWS makes it. */
export function deployedValue(template: Template, value: unknown): unknown {
  const { Resources } = template.toJSON() as { Resources: Record<string, Resource> };
  const deployed = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(deployed);
    if (typeof inner !== 'object' || inner === null) return inner;
    const [[name, argument] = ['', undefined], ...others] = Object.entries(inner);
    if (others.length === 0 && name === 'Ref') return PSEUDO[String(argument)] ?? nameOf(String(argument), Resources);
    if (others.length === 0 && name === 'Fn::GetAtt') return attributeOf(argument as [string, string], Resources);
    if (others.length === 0 && name === 'Fn::Join') {
      const [delimiter, parts] = argument as [string, unknown[]];
      return parts.map((part) => String(deployed(part))).join(delimiter);
    }
    if (others.length === 0 && name.startsWith('Fn::')) return 'x'.repeat(100);
    return Object.fromEntries(Object.entries(inner).map(([key, each]) => [key, deployed(each)]));
  };
  return deployed(value);
}

/** As CloudFormation makes physical names: of the stack, the logical id, and something random. */
function nameOf(logicalId: string, resources: Readonly<Record<string, Resource>>): string {
  const name = `CognitoSignOut-${logicalId}-1ABCDEFGHIJKL`;
  switch (String(resources[logicalId]?.Type)) {
    case 'AWS::SQS::Queue':
      return `https://sqs.ap-southeast-1.amazonaws.com.cn/111122223333/${name}`;
    case 'AWS::Cognito::UserPool':
      return 'ap-southeast-1_AbCdEfGhI';
    case 'AWS::Cognito::UserPoolClient':
      return '1example23456789abcdefghij';
    case 'AWS::Lambda::Function':
    case 'AWS::IAM::Role':
      return name.slice(0, 64);
    default:
      return name;
  }
}

function attributeOf([logicalId, attribute]: [string, string], resources: Readonly<Record<string, Resource>>): string {
  switch (attribute) {
    case 'GraphQLUrl':
      return `https://${'a'.repeat(26)}.appsync-api.ap-southeast-1.amazonaws.com.cn/graphql`;
    case 'ApiId':
      return 'a'.repeat(26);
    case 'StreamArn':
      return `arn:aws-us-gov:dynamodb:ap-southeast-1:111122223333:table/${nameOf(logicalId, resources)}/stream/2026-01-01T00:00:00.000`;
    default:
      return `arn:aws-us-gov:service:ap-southeast-1:111122223333:kind/${nameOf(logicalId, resources).slice(-140)}`;
  }
}
