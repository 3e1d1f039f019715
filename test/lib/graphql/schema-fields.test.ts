import { buildSchema } from 'graphql';
import { readFileSync } from 'node:fs';

import { subscriptionFieldsOf } from '../../../lib/graphql/schema-fields';

const APPSYNC = `
  scalar AWSTimestamp
  directive @aws_iam on FIELD_DEFINITION | OBJECT
  directive @aws_lambda on FIELD_DEFINITION | OBJECT
  directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
`;

describe('the subscription fields of a schema', () => {
  it.each([
    ['ours', readFileSync('lib/graphql/schema.graphql', 'utf8')],
    ['with arguments', 'type Query { a: Int } type Subscription { a(b: Int = 1, c: [String!]): Int d: [Int!]! }'],
    ['with directives', 'type Query { a: Int } type Subscription { a: Int @aws_subscribe(mutations: ["b", "c"]) }'],
    ['on the type', 'type Query { a: Int } type Subscription @aws_iam { a: Int @aws_iam\n b: Int }'],
    [
      'with comments',
      'type Query { a: Int }\n# type Subscription { x: Int }\ntype Subscription {\n# y: Int }\n  a: Int\n}',
    ],
    [
      'with texts',
      'type Query { a: Int } type Subscription { "x: {" a(b: String = "} z: ( "): Int """\ny: "\n""" b: Int }',
    ],
    ['extended', 'type Query { a: Int } type Subscription { a: Int } extend type Subscription { b: Int }'],
    [
      'by another name',
      'schema { query: Query subscription: Live } type Query { a: Int } type Live { a: Int, b: Int }',
    ],
    ['beside a longer name', 'type Query { a: Int } type SubscriptionInfo { x: Int } type Subscription { a: Int }'],
    ['none', 'type Query { a: Int } type Subscriptions { a: Int }'],
  ])('are those that GraphQL sees: %s', (_, sdl) => {
    const root = buildSchema(APPSYNC + sdl).getSubscriptionType();

    expect(subscriptionFieldsOf(sdl)).toEqual(Object.keys(root?.getFields() ?? {}));
  });
});
