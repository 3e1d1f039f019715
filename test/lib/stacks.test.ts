import {
  App,
  NestedStack,
  Stack,
  Stage,
  aws_apigateway as apigateway,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  aws_appsync as appsync,
  aws_cognito as cognito,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

import { GraphqlSignOut, LiveConnections, SubscriptionResolver, TokenRevocation } from '../../lib';
import { circleIn } from '../support/circles';
import { cdkContext } from '../support/synth';
import { UNWATCHED } from '../support/unwatched';

/** Where the user pool, what signs out, and the APIs are. */
type Arrangement = (app: App) => Record<'pool' | 'revocation' | 'api' | 'otherApi', Stack>;

const inStage = (app: App) => new Stage(app, 'Stage');
const stacksOf = (scope: Construct, pool: string, revocation: string, api: string, otherApi: string) => {
  const made = new Map<string, Stack>();
  const stack = (id: string) => made.get(id) ?? made.set(id, new Stack(scope, id)).get(id) ?? new Stack();
  return { pool: stack(pool), revocation: stack(revocation), api: stack(api), otherApi: stack(otherApi) };
};
const nestedIn = (scope: Construct, ...nested: ('pool' | 'revocation' | 'api' | 'otherApi')[]) => {
  const root = new Stack(scope, 'Root');
  const stack = (id: (typeof nested)[number]) => (nested.includes(id) ? new NestedStack(root, `Nested${id}`) : root);
  return { pool: stack('pool'), revocation: stack('revocation'), api: stack('api'), otherApi: stack('otherApi') };
};

const ARRANGEMENTS: Record<string, Arrangement> = {
  'one stack': (app) => stacksOf(app, 'One', 'One', 'One', 'One'),
  'the pool in a stack of its own': (app) => stacksOf(app, 'Pool', 'One', 'One', 'One'),
  'the APIs in a stack of their own': (app) => stacksOf(app, 'One', 'One', 'Api', 'Api'),
  'a stack each': (app) => stacksOf(app, 'Pool', 'Revocation', 'Api', 'Other'),
  'one API beside the revocation': (app) => stacksOf(app, 'Pool', 'Revocation', 'Revocation', 'Other'),
  'one stack of a stage': (app) => stacksOf(inStage(app), 'One', 'One', 'One', 'One'),
  'a stack each of a stage': (app) => stacksOf(inStage(app), 'Pool', 'Revocation', 'Api', 'Other'),
  'the revocation nested': (app) => nestedIn(app, 'revocation'),
  'the APIs nested': (app) => nestedIn(app, 'api', 'otherApi'),
  'the revocation and an API nested': (app) => nestedIn(app, 'revocation', 'api'),
  'all nested': (app) => nestedIn(app, 'pool', 'revocation', 'api', 'otherApi'),
  'all nested, in a stage': (app) => nestedIn(inStage(app), 'pool', 'revocation', 'api', 'otherApi'),
};

type Protect = (stack: Stack, revocation: TokenRevocation, live: () => LiveConnections) => void;

const SCHEMA = appsync.Definition.fromFile('lib/graphql/schema.graphql');
const graphqlApi = (stack: Stack, { authorizer }: TokenRevocation, id = 'Graphql') =>
  new appsync.GraphqlApi(stack, id, {
    name: 'theirs',
    definition: SCHEMA,
    authorizationConfig: {
      defaultAuthorization: authorizer.appSyncAuthorizationMode(),
      additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.IAM }],
    },
  });

/** In one stack, an API of each kind. */
const GATEWAYS: Record<string, Protect> = {
  'an HTTP API': (stack, { authorizer }) => {
    const api = new apigatewayv2.HttpApi(stack, 'Http', { defaultAuthorizer: authorizer.httpAuthorizer() });
    const integration = new integrations.HttpUrlIntegration('Orders', 'https://orders.example.com');
    for (const name of ['/orders', '/bills']) api.addRoutes({ path: name, integration });
  },
  'a REST API': (stack, { authorizer }) => {
    const api = new apigateway.RestApi(stack, 'Rest', {
      defaultMethodOptions: { authorizer: authorizer.restAuthorizer() },
    });
    authorizer.addErrorResponses(api);
    for (const name of ['orders', 'bills']) api.root.addResource(name).addMethod('GET');
  },
  'a WebSocket API': (stack, _, live) => {
    const api = new apigatewayv2.WebSocketApi(stack, 'WebSocket');
    live().protectWebSocketApi(api, { subprotocols: ['chat'] });
    new apigatewayv2.WebSocketStage(stack, 'Stage', { webSocketApi: api, stageName: 'v1', autoDeploy: true });
  },
  'an AppSync API': (stack, revocation) => {
    graphqlApi(stack, revocation, 'Other');
  },
};

/** Every template that the app gives, nested ones too. */
function templatesOf(app: App): [string, Parameters<typeof circleIn>[0]][] {
  const { directory } = app.synth();
  const files = readdirSync(directory, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('template.json'),
  );
  return files.map((name) => [
    name,
    JSON.parse(readFileSync(path.join(directory, name), 'utf8')) as Parameters<typeof circleIn>[0],
  ]);
}

function arrange(arrangement: Arrangement, context: Record<string, unknown>) {
  const app = new App({ context });
  const stacks = arrangement(app);
  const userPool = new cognito.UserPool(stacks.pool, 'Pool');
  const userPoolClients = [userPool.addClient('Web')];
  const revocation = new TokenRevocation(stacks.revocation, 'Revocation', {
    monitoring: UNWATCHED,
    userPool,
    userPoolClients,
  });
  const { authorizer, revocationTable } = revocation;
  let connections: LiveConnections | undefined;
  const live = () => (connections ??= new LiveConnections(stacks.revocation, 'Live', { authorizer, revocationTable }));
  return { app, stacks, userPool, userPoolClients, revocation, live };
}

/** All that can be protected, in both places. */
function protectEverything(arrangement: Arrangement, context: Record<string, unknown>): App {
  const { app, stacks, userPool, userPoolClients, revocation, live } = arrange(arrangement, context);
  const { revocationTable } = revocation;
  for (const stack of new Set([stacks.api, stacks.otherApi])) {
    for (const protect of Object.values(GATEWAYS)) protect(stack, revocation, live);
  }
  const api = graphqlApi(stacks.api, revocation);
  new GraphqlSignOut(stacks.revocation, 'SignOut', { api, userPool, userPoolClients, revocationTable });
  const notice = SubscriptionResolver.fromFile('lib/graphql/session-notice.js');
  const field = { typeName: 'Subscription', fieldName: 'sessionNotice' };
  api.addNoneDataSource('Nothing').createResolver('Notice', { ...field, ...notice });
  live().protectGraphqlApi(api, { subscriptionFields: ['sessionNotice'] });
  return app;
}

describe.each(Object.entries(ARRANGEMENTS))('%s', (_, arrangement) => {
  it.each([
    ['as cdk init makes them', cdkContext()],
    ['without any feature flag', {}],
  ])('protects APIs of every kind, none needed by what protects it, in apps %s', (__, context) => {
    for (const [name, template] of templatesOf(protectEverything(arrangement, context))) {
      expect([name, circleIn(template)]).toEqual([name, []]);
    }
  });
});

describe('a circle', () => {
  it('is found, by whatever way a resource names another', () => {
    const circle = (first: object, second: object) =>
      circleIn({ Resources: { First: { Properties: first }, Second: { Properties: second }, Third: {} } });
    const back = { Name: { Ref: 'First' } };

    expect(circle({ Name: { 'Fn::GetAtt': ['Second', 'Arn'] } }, back)).toEqual(['First', 'Second', 'First']);
    expect(circle({ Name: { 'Fn::Sub': 'arn:${Second.Arn}' } }, back)).toEqual(['First', 'Second', 'First']);
    expect(circle({ Name: { Ref: 'Third' } }, back)).toEqual([]);
    expect(circleIn({ Resources: { First: { DependsOn: ['Second'] }, Second: { DependsOn: 'First' } } })).toEqual([
      'First',
      'Second',
      'First',
    ]);
  });
});
