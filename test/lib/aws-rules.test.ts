import { App, Stack, aws_appsync as appsync, aws_cognito as cognito } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { GraphqlSignOut, LiveSubscriptions, TokenRevocation } from '../../lib';
import { namesAreUnique, schemasAreReadable, type Rule } from '../support/aws-rules';
import { templateWith } from '../support/synth';

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
  const { authorizer, revocationTable, signOutApi } = new TokenRevocation(stack, 'Revocation', accepted);
  const api = new appsync.GraphqlApi(stack, 'Orders', {
    name: 'orders',
    definition: appsync.Definition.fromFile('lib/graphql/schema.graphql'),
    authorizationConfig: {
      defaultAuthorization: authorizer.appSyncAuthorizationMode(),
      additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.IAM }],
    },
  });
  for (const name of ['Nothing', 'None']) api.addNoneDataSource(name);
  for (const name of ['DataSource', 'SignOut', 'Function']) api.addLambdaDataSource(name, signOutApi.sessionFunction);
  new GraphqlSignOut(stack, 'SignOut', { api, revocationTable, ...accepted });
  new LiveSubscriptions(stack, 'LiveSubscriptions', { revocationTable }).protect(api, {
    subscriptionFields: ['sessionNotice'],
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
];

/** Each rule of AWS, and a template that breaks it, so that it is known to find something. */
const RULES: readonly (readonly [string, Rule, Record<string, object>])[] = [
  [
    'names are unique in their API',
    namesAreUnique,
    {
      A: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: { Ref: 'Api' }, Name: 'Nothing' } },
      B: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: { Ref: 'Api' }, Name: 'Nothing' } },
      C: { Type: 'AWS::AppSync::DataSource', Properties: { ApiId: { Ref: 'Other' }, Name: 'Nothing' } },
    },
  ],
  [
    'schemas have no descriptions',
    schemasAreReadable,
    { A: { Type: 'AWS::AppSync::GraphQLSchema', Properties: { Definition: 'type Query { "What?" a: String }' } } },
  ],
];

describe.each(RULES)('AWS wants that %s', (_, rule, Resources) => {
  it.each(TEMPLATES)('which holds for %s', (_name, template) => {
    expect(rule(template)).toEqual([]);
  });

  it('which is noticed where it does not', () => {
    expect(rule(Template.fromJSON({ Resources }))).toHaveLength(1);
  });
});
