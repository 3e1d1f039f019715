import { App, Stack, aws_appsync as appsync, aws_cognito as cognito } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { GraphqlSignOut, LiveSubscriptions, TokenRevocation, SubscriptionResolver } from '../../lib';
import {
  environmentsAreSmall,
  propertiesAreSmall,
  resolversAreSmall,
  resourcePoliciesAreSmall,
  rolePoliciesAreSmall,
  rulesAreSmall,
  stacksAreSmall,
} from '../support/aws-limits';
import {
  loopsAreMeant,
  namesAreUnique,
  queuesWaitForFunctions,
  schemasAreReadable,
  streamsCanBeReplicated,
  streamsHaveTwoReaders,
  type Rule,
} from '../support/aws-rules';
import { subscribableApi } from '../support/graphql-api';
import { otherApp } from '../support/other-app';
import { templateWith } from '../support/synth';
import { UNWATCHED } from '../support/unwatched';

const MANAGED_LOGIN = {
  domainPrefix: 'my-app',
  callbackUrls: 'https://app.example.com/in',
  logoutUrls: 'https://app.example.com/out',
};

/** An owner's AppSync API, whose own data sources have the names that come to mind, protected as the documents say. */
function ownersApi(): Template {
  const stack = new Stack(new App(), 'Owners');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const accepted = { userPool, userPoolClients: [userPool.addClient('Web')] };
  const { authorizer, revocationTable, signOutApi } = new TokenRevocation(stack, 'Revocation', {
    ...accepted,
    monitoring: UNWATCHED,
  });
  const api = new appsync.GraphqlApi(stack, 'Orders', {
    name: 'orders',
    definition: appsync.Definition.fromFile('lib/graphql/schema.graphql'),
    authorizationConfig: {
      defaultAuthorization: authorizer.appSyncAuthorizationMode(),
      additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.IAM }],
    },
  });
  for (const name of ['None', 'Session']) api.addNoneDataSource(name);
  api.addNoneDataSource('Nothing').createResolver('SessionNotice', {
    typeName: 'Subscription',
    fieldName: 'sessionNotice',
    ...SubscriptionResolver.fromFile('lib/graphql/session-notice.js'),
  });
  for (const name of ['DataSource', 'SignOut', 'Function']) api.addLambdaDataSource(name, signOutApi.sessionFunction);
  new GraphqlSignOut(stack, 'SignOut', { api, revocationTable, ...accepted });
  new LiveSubscriptions(stack, 'LiveSubscriptions', { revocationTable }).protect(api, {
    subscriptionFields: ['sessionNotice'],
  });
  return Template.fromStack(stack);
}

/** As 20 Amplify models have it: each is created, updated and deleted. */
const SIXTY_FIELDS = Array.from({ length: 60 }, (_, index) => `onCreateSomethingOfAnOwner${String(index)}`);

/** An owner's AppSync API with many subscriptions. */
function manySubscriptions(): Template {
  const { stack, client, revocation } = otherApp();
  const { authorizer, revocationTable } = revocation([client('Web')]);
  const api = subscribableApi(stack, 'Orders', { authorizer, fields: SIXTY_FIELDS });
  new LiveSubscriptions(stack, 'LiveSubscriptions', { revocationTable }).protect(api, {
    subscriptionFields: SIXTY_FIELDS,
  });
  return Template.fromStack(stack);
}

/** Everything that a rule has to hold for. */
const TEMPLATES: readonly (readonly [string, Template])[] = [
  ['the stack', templateWith()],
  ['the stack, with a cache', templateWith({ revocationDelay: '1m' })],
  ['the stack, with managed login', templateWith(MANAGED_LOGIN)],
  [
    'the stack, for a pool that there is',
    templateWith({ userPoolId: 'us-east-1_Example', userPoolClientIds: 'c1,c2' }),
  ],
  ["an owner's AppSync API", ownersApi()],
  ["an owner's AppSync API with 60 subscriptions", manySubscriptions()],
];

const role = (...actions: string[]) => ({
  Type: 'AWS::IAM::Role',
  Properties: {
    Policies: [
      {
        PolicyDocument: {
          Statement: actions.map((Action) => ({ Action, Resource: { 'Fn::GetAtt': ['Queue', 'Arn'] } })),
        },
      },
    ],
  },
});
const mapping = (source: string, attribute: string) => ({
  Type: 'AWS::Lambda::EventSourceMapping',
  Properties: { EventSourceArn: { 'Fn::GetAtt': [source, attribute] }, FunctionName: { Ref: 'Function' } },
});
const resource = (Type: string, Properties: object = {}) => ({ Type: `AWS::${Type}`, Properties });
const function_ = (properties: object = {}) =>
  resource('Lambda::Function', { Role: { 'Fn::GetAtt': ['Role', 'Arn'] }, ...properties });
const many = <T>(count: number, make: (index: number) => T) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`Resource${String(index)}`, make(index)]));

/** Each rule of AWS, and a template that breaks it, so that it is known to find something. */
const RULES: readonly (readonly [string, Rule, Record<string, object>])[] = [
  [
    'names are unique in their API',
    namesAreUnique,
    {
      A: resource('AppSync::DataSource', { ApiId: { Ref: 'Api' }, Name: 'Nothing' }),
      B: resource('AppSync::DataSource', { ApiId: { Ref: 'Api' }, Name: 'Nothing' }),
      C: resource('AppSync::DataSource', { ApiId: { Ref: 'Other' }, Name: 'Nothing' }),
    },
  ],
  [
    'schemas have no descriptions',
    schemasAreReadable,
    { A: resource('AppSync::GraphQLSchema', { Definition: 'type Query { "What?" a: String }' }) },
  ],
  [
    'a function that feeds itself says so',
    loopsAreMeant,
    { Function: function_(), Role: role('sqs:SendMessage'), Mapping: mapping('Queue', 'Arn') },
  ],
  [
    'a stream has two readers at most',
    streamsHaveTwoReaders,
    { A: mapping('Table', 'StreamArn'), B: mapping('Table', 'StreamArn'), C: mapping('Table', 'StreamArn') },
  ],
  [
    'a stream has what replicas need',
    streamsCanBeReplicated,
    { Table: resource('DynamoDB::GlobalTable', { StreamSpecification: { StreamViewType: 'NEW_IMAGE' } }) },
  ],
  [
    'a queue waits for its function',
    queuesWaitForFunctions,
    { Queue: resource('SQS::Queue'), Function: function_({ Timeout: 31 }), Mapping: mapping('Queue', 'Arn') },
  ],
  [
    'an environment has 4 KB at most',
    environmentsAreSmall,
    {
      Function: function_({
        Environment: { Variables: { A: { 'Fn::Join': ['', ['x'.repeat(4000), { Ref: 'B' }, 'y'.repeat(60)]] } } },
      }),
    },
  ],
  [
    'a resource policy has 20 KB at most',
    resourcePoliciesAreSmall,
    many(60, (index) =>
      resource('Lambda::Permission', {
        FunctionName: { Ref: 'Function' },
        Principal: 'apigateway.amazonaws.com',
        SourceArn: { 'Fn::GetAtt': [`Api${String(index)}`, 'Arn'] },
      }),
    ),
  ],
  [
    'the policies of a role have 10,240 characters at most',
    rolePoliciesAreSmall,
    { Role: role(...Array.from({ length: 80 }, (_, index) => `sqs:Action${String(index)}`)) },
  ],
  [
    'a resolver has 32 KB at most',
    resolversAreSmall,
    { A: resource('AppSync::Resolver', { Code: 'x'.repeat(32_000) }) },
  ],
  ['a rule has five targets at most', rulesAreSmall, { A: resource('Events::Rule', { Targets: Array(6).fill({}) }) }],
  ['a stack has 500 resources at most', stacksAreSmall, many(501, () => resource('SQS::Queue'))],
  ['texts are short', propertiesAreSmall, { A: resource('Lambda::Function', { Description: 'x'.repeat(257) }) }],
];

describe.each(RULES)('AWS wants that %s', (_, rule, Resources) => {
  it.each(TEMPLATES)('which holds for %s', (_name, template) => {
    expect(rule(template)).toEqual([]);
  });

  it('which is noticed where it does not', () => {
    expect(rule(Template.fromJSON({ Resources }))).toHaveLength(1);
  });
});
