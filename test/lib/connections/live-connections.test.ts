import {
  App,
  Duration,
  Stack,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_authorizers as authorizers,
  aws_apigatewayv2_integrations as integrations,
  aws_cognito as cognito,
  aws_lambda as lambda,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

import { LiveConnections, TokenRevocation, type ProtectedWebSocketOptions } from '../../../lib';
import { subscribableApi } from '../../support/graphql-api';
import { resourcesOf, templateWith } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

const template = templateWith();
const arnOf = (id: string) => ({ 'Fn::GetAtt': [expect.stringMatching(new RegExp(`^${id}`)) as string, 'Arn'] });
const matchOf = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${id}`), 'Arn'] });
const REGISTRY = arnOf('LiveConnectionsTable');
const QUEUE = arnOf('LiveConnectionsQueue');
/** Where a follower of the table takes revocations from. */
const followerQueue = (name: string) => arnOf(`TokenRevocationRevocationTableStream${name}\\w+Queue`);

type Statement = Record<string, unknown>;

/** Statements of the policies of a role, the rights to log left out. */
const rightsOf = (roleId: string) => rightsIn(template, roleId);

function rightsIn(template: Template, roleId: string): Statement[] {
  const roles = Object.keys(template.findResources('AWS::IAM::Role')).filter((id) => id.startsWith(roleId));
  expect(roles).toHaveLength(1);
  return resourcesOf(template, 'AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${roles[0] ?? ''}"`))
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
    .filter(({ Action }) => !JSON.stringify(Action).includes('logs:'));
}

/** May do this to the connections of the one API. */
function manage(method: string) {
  return {
    Action: 'execute-api:ManageConnections',
    Effect: 'Allow',
    Resource: {
      'Fn::Join': [
        '',
        [
          'arn:',
          { Ref: 'AWS::Partition' },
          ':execute-api:',
          { Ref: 'AWS::Region' },
          ':',
          { Ref: 'AWS::AccountId' },
          ':',
          { Ref: expect.stringMatching(/^WebSocketApi/) as string },
          `/*/${method}/@connections/*`,
        ],
      ],
    },
  };
}
const allow = (Action: unknown, Resource: unknown) => ({ Action, Effect: 'Allow', Resource });

/** An app that is not this one, with WebSocket APIs of its own. */
function otherApp() {
  const app = new App();
  const stack = new Stack(app, 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const tokenRevocation = new TokenRevocation(stack, 'Revocation', {
    monitoring: UNWATCHED,
    userPool,
    userPoolClients: [userPool.addClient('Web')],
  });
  return { app, stack, liveConnections: new LiveConnections(stack, 'LiveConnections', tokenRevocation) };
}

describe('the table of open connections', () => {
  it('finds them by user or session without an index, and forgets by itself', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [
        { AttributeName: 'owner', KeyType: 'HASH' },
        { AttributeName: 'connection', KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      GlobalSecondaryIndexes: Match.absent(),
    });
  });
});

describe('least privilege', () => {
  it('lets $connect write the registry, look up revocations and queue, and nothing else', () => {
    expect(rightsOf('LiveConnectionsConnectRole')).toEqual([
      allow('dynamodb:BatchWriteItem', REGISTRY),
      allow('dynamodb:BatchGetItem', { 'Fn::GetAtt': ['TokenRevocationRevocationTableD7D3C001', 'Arn'] }),
      allow('sqs:SendMessage', QUEUE),
    ]);
  });

  it('lets $disconnect write the registry, and nothing else', () => {
    expect(rightsOf('LiveConnectionsDisconnectRole')).toEqual([allow('dynamodb:BatchWriteItem', REGISTRY)]);
  });

  it('lets the function that follows the table find connections, end those of the API, queue, and go on', () => {
    const source = followerQueue('Connections');
    expect(rightsOf('LiveConnectionsEndRole')).toEqual(
      expect.arrayContaining([
        allow(['dynamodb:BatchWriteItem', 'dynamodb:Query', 'dynamodb:Scan'], REGISTRY),
        allow('sqs:SendMessage', [QUEUE, source]),
        allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage'], source),
        manage('DELETE'),
      ]),
    );
    expect(rightsOf('LiveConnectionsEndRole')).toHaveLength(4);
  });

  it('lets the function behind the queue take from it, and end connections of the API', () => {
    expect(rightsOf('LiveConnectionsEndDueRole')).toEqual(
      expect.arrayContaining([
        allow(['dynamodb:BatchWriteItem', 'dynamodb:GetItem'], REGISTRY),
        allow(['sqs:DeleteMessage', 'sqs:GetQueueAttributes', 'sqs:ReceiveMessage', 'sqs:SendMessage'], QUEUE),
        manage('DELETE'),
      ]),
    );
    expect(rightsOf('LiveConnectionsEndDueRole')).toHaveLength(3);
  });

  it('lets the echo write to connections, and nothing else', () => {
    expect(rightsOf('WebSocketApiEchoRole')).toEqual([manage('POST')]);
  });
});

describe('what fails', () => {
  it('of what is handed on is tried ten times, while others go on, and then is in a dead-letter queue', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: matchOf('TokenRevocationRevocationTableStreamConnections'),
      FunctionName: { Ref: Match.stringLikeRegexp('LiveConnectionsEndFunction') },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 10,
      MaximumBatchingWindowInSeconds: Match.absent(),
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: {
        deadLetterTargetArn: matchOf('TokenRevocationRevocationTableStreamConnections.*DeadLetterQueue'),
        maxReceiveCount: 10,
      },
      // Six times the two minutes that a page may take.
      VisibilityTimeout: 720,
    });
  });

  it('is no loop to Lambda: a search goes on by messages to the queue that it comes from', () => {
    for (const name of ['LiveConnectionsEndFunction', 'LiveConnectionsEndDueFunction']) {
      const [[, found] = []] = Object.entries(template.findResources('AWS::Lambda::Function')).filter(([id]) =>
        id.startsWith(name),
      );
      expect(found).toMatchObject({ Properties: { RecursiveLoop: 'Allow' } });
    }
  });

  it('in the queue is tried ten times, and then is in the dead-letter queue', () => {
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: matchOf('LiveConnectionsQueue'),
      FunctionResponseTypes: ['ReportBatchItemFailures'],
    });
    template.hasResourceProperties('AWS::SQS::Queue', {
      RedrivePolicy: { deadLetterTargetArn: matchOf('LiveConnectionsDeadLetterQueue'), maxReceiveCount: 10 },
      VisibilityTimeout: 174,
      SqsManagedSseEnabled: true,
    });
  });

  it('raises an alarm, which does not end for want of reports', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      TreatMissingData: 'ignore',
      AlarmDescription: Match.stringLikeRegexp('connection_not_ended'),
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Threshold: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Dimensions: [
        { Value: { 'Fn::GetAtt': [Match.stringLikeRegexp('LiveConnectionsDeadLetterQueue'), 'QueueName'] } },
      ],
    });
  });
});

describe('a WebSocket API', () => {
  it.each<[string, (resource: apigatewayv2.CfnApi) => void]>([
    ['its resource', (resource) => (resource.disableExecuteApiEndpoint = true)],
    [
      'an override',
      (resource) => {
        resource.addPropertyOverride('DisableExecuteApiEndpoint', true);
      },
    ],
  ])('must have its default endpoint, where connections are ended: disabled in the end by %s', (_, disable) => {
    const { app, stack, liveConnections } = otherApp();
    const api = new apigatewayv2.WebSocketApi(stack, 'Chat');
    liveConnections.protectWebSocketApi(api);
    disable(api.node.defaultChild as apigatewayv2.CfnApi);

    expect(() => app.synth()).toThrow(
      'webSocketApi: Other/Chat has its default endpoint disabled (disableExecuteApiEndpoint), at which connections are ended; allowed: an API with it',
    );
  });

  it('has the authorizer on $connect, without identity sources: each of them would have to be there', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: '$connect',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: { Ref: Match.stringLikeRegexp('^WebSocketApiRevocationAuthorizer') },
    });
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      IdentitySource: [],
      AuthorizerPayloadFormatVersion: Match.absent(),
    });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ALLOW_QUERY_TOKEN: 'false' } },
    });
  });

  it('sends no answers of its own: frames are written by @connections', () => {
    template.resourceCountIs('AWS::ApiGatewayV2::RouteResponse', 0);
  });

  it('can be one of several, each with its own way to take tokens', () => {
    const { stack, liveConnections } = otherApp();
    liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, 'One'));
    liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, 'Two'), { allowQueryToken: true });
    liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, 'Three'));
    const theirs = Template.fromStack(stack);

    expect(resourcesOf(theirs, 'AWS::ApiGatewayV2::Authorizer')).toHaveLength(3 + 1);
    const settings = resourcesOf(theirs, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      return Variables['ALLOW_QUERY_TOKEN'] ?? [];
    });
    expect(settings.sort()).toEqual(['false', 'true']);
  });

  /** What the function behind `$connect` of each API answers, by the API's id. */
  function subprotocolsIn(stack: Stack): Record<string, unknown> {
    const theirs = Template.fromStack(stack);
    const found = Object.values(theirs.findResources('AWS::ApiGatewayV2::Route'))
      .map(({ Properties }) => Properties as { RouteKey: string; ApiId: { Ref: string }; Target: unknown })
      .filter(({ RouteKey }) => RouteKey === '$connect')
      .map(({ ApiId, Target }) => {
        const integrations = theirs.findResources('AWS::ApiGatewayV2::Integration');
        const [, integration] = Object.entries(integrations).find(([id]) => JSON.stringify(Target).includes(id)) ?? [];
        const functions = Object.entries(theirs.findResources('AWS::Lambda::Function')).filter(([id]) =>
          JSON.stringify(integration).includes(`"${id}"`),
        );
        expect(functions).toHaveLength(1);
        const [, { Properties } = { Properties: {} }] = functions[0] ?? [];
        const { Variables } = (Properties as { Environment: { Variables: Record<string, unknown> } }).Environment;
        return [ApiId.Ref.replace(/[0-9A-F]{8}$/, ''), Variables['SUBPROTOCOLS']];
      });
    return Object.fromEntries(found) as Record<string, unknown>;
  }

  it('can be one of several, each with subprotocols of its own', () => {
    const { stack, liveConnections } = otherApp();
    const protect = (id: string, subprotocols?: string[]) => {
      liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, id), subprotocols && { subprotocols });
    };
    protect('None');
    protect('Empty', []);
    protect('Graphql', ['graphql-transport-ws']);
    protect('Chat', ['v2.chat', 'v1.chat']);
    protect('Again', ['v1.chat', 'v2.chat', 'v1.chat']);

    expect(subprotocolsIn(stack)).toEqual({
      None: undefined,
      Empty: undefined,
      Graphql: 'graphql-transport-ws',
      Chat: 'v1.chat,v2.chat',
      Again: 'v1.chat,v2.chat',
    });
    // Those that answer the same share a function, and each may do the same.
    const connects = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function').filter(({ Properties }) =>
      JSON.stringify(Properties['Description']).includes('Registers WebSocket connections'),
    );
    expect(connects).toHaveLength(3);
    for (const { Properties } of connects) {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      expect(Object.keys(Variables)).toEqual(
        expect.arrayContaining(['CONNECTION_TABLE_NAME', 'ENDING_QUEUE_URL', 'REVOCATION_TABLE_NAME']),
      );
    }
  });

  it.each(['bearer', 'Bearer', 'BEARER', '', 'a b', 'a,b', 'a/b', 'a"b"', 'chät', 'a\r\nSet-Cookie: x'])(
    'does not take %j for a subprotocol, and says what it takes',
    (name) => {
      const { stack, liveConnections } = otherApp();
      const api = new apigatewayv2.WebSocketApi(stack, 'Api');

      expect(() => {
        liveConnections.protectWebSocketApi(api, { subprotocols: ['chat', name] });
      }).toThrow(`subprotocols: got ${JSON.stringify(name)}; allowed: `);
    },
  );

  it.each(['graphql-transport-ws', 'v1.chat', "!#$%&'*+-.^_`|~", 'bearer2'])('takes %j for a subprotocol', (name) => {
    const { stack, liveConnections } = otherApp();
    liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, 'Api'), { subprotocols: [name] });

    expect(subprotocolsIn(stack)).toEqual({ Api: name });
  });

  it('can be in another stack', () => {
    const { app, liveConnections } = otherApp();
    const theirs = new Stack(app, 'Theirs');
    liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(theirs, 'Api'));

    app.synth();

    Template.fromStack(theirs).resourceCountIs('AWS::IAM::Policy', 1);
  });

  it('keeps its right to be ended beside APIs of the same name in other stacks', () => {
    const { app, liveConnections } = otherApp();
    const stacks = ['First', 'Second'].map((id) => new Stack(app, id));
    for (const stack of stacks) liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, 'Api'));

    app.synth();

    // IAM knows a policy by its role and its name.
    const policies = stacks.flatMap((stack) => resourcesOf(Template.fromStack(stack), 'AWS::IAM::Policy'));
    const names = policies.map(({ Properties }) => Properties['PolicyName']);
    expect(names).toHaveLength(2);
    expect(new Set(names).size).toBe(2);
  });

  it.each<[string, ProtectedWebSocketOptions]>([
    ['the same', {}],
    ['other options', { allowQueryToken: true }],
  ])('cannot be protected twice, with %s, and says so', (_, options) => {
    const { stack, liveConnections } = otherApp();
    const api = new apigatewayv2.WebSocketApi(stack, 'Api');
    liveConnections.protectWebSocketApi(api);

    expect(() => {
      liveConnections.protectWebSocketApi(api, options);
    }).toThrow('webSocketApi: Other/Api is protected already; allowed: once, with all options');
  });
});

describe('a WebSocket API with a $connect of its own', () => {
  const ownFunction = (stack: Stack, id: string) =>
    new lambda.Function(stack, id, {
      runtime: lambda.Runtime.NODEJS_24_X,
      handler: 'index.handler',
      code: lambda.Code.fromInline('exports.handler = async () => ({ statusCode: 200 })'),
    });
  const integrationOf = (stack: Stack, id: string) =>
    new integrations.WebSocketLambdaIntegration(id, ownFunction(stack, id));

  /** What becomes of a route: what it is answered by, and behind what. */
  function routeIn(theirs: Template, key: string) {
    const [route] = resourcesOf(theirs, 'AWS::ApiGatewayV2::Route').filter(
      ({ Properties }) => Properties['RouteKey'] === key,
    );
    const { Target, AuthorizationType, AuthorizerId } = route?.Properties ?? {};
    const [, integrationId = ''] = /"Ref":"(\w+)"/.exec(JSON.stringify(Target)) ?? [];
    const integration = theirs.findResources('AWS::ApiGatewayV2::Integration')[integrationId];
    const [, functionId] = /"(\w+)","Arn"/.exec(JSON.stringify(integration)) ?? [];
    const { Ref: authorizerId = '' } = Object(AuthorizerId) as { Ref?: string };
    const authorizer = theirs.findResources('AWS::ApiGatewayV2::Authorizer')[authorizerId];
    const [, decider] = /"(\w+)","Arn"/.exec(JSON.stringify(authorizer)) ?? [];
    return { functionId: functionId?.replace(/[0-9A-F]{8}$/, ''), type: AuthorizationType, decider };
  }

  it('keeps its integration, behind an authorizer that registers the connection', () => {
    const { stack, liveConnections } = otherApp();
    const api = new apigatewayv2.WebSocketApi(stack, 'Api', {
      connectRouteOptions: { integration: integrationOf(stack, 'TheirConnect') },
    });

    liveConnections.protectWebSocketApi(api);

    const theirs = Template.fromStack(stack);
    const { functionId, type, decider = '' } = routeIn(theirs, '$connect');
    expect([functionId, type]).toEqual(['TheirConnect', 'CUSTOM']);
    expect(decider).toMatch(/^LiveConnectionsAdmission/);
    const [admission] = [theirs.findResources('AWS::Lambda::Function')[decider]];
    expect(admission).toMatchObject({ Properties: { Timeout: 10 } });
    const { Variables } = (admission as { Properties: { Environment: { Variables: object } } }).Properties.Environment;
    expect(Object.keys(Variables).sort()).toEqual([
      'ACCEPTED_TOKEN_USE',
      'ALLOW_QUERY_TOKEN',
      'CONNECTION_TABLE_NAME',
      'DEPLOYMENT',
      'ENDING_QUEUE_URL',
      'REVOCATION_TABLE_NAME',
      'USER_POOL_CLIENT_IDS',
      'USER_POOL_ID',
    ]);
    // The route that it does not have is ours, and so are the connections' ends.
    expect(routeIn(theirs, '$disconnect').functionId).toMatch(/^LiveConnectionsDisconnect/);
    theirs.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: { Statement: [Match.objectLike({ Action: 'execute-api:ManageConnections' })] },
    });
  });

  it('has an authorizer that may look up revocations, write the registry and queue, and nothing else', () => {
    const { stack, liveConnections } = otherApp();
    const api = new apigatewayv2.WebSocketApi(stack, 'Api');
    api.addRoute('$connect', { integration: integrationOf(stack, 'TheirConnect') });
    liveConnections.protectWebSocketApi(api);

    expect(rightsIn(Template.fromStack(stack), 'LiveConnectionsAdmissionRole')).toEqual([
      allow('dynamodb:BatchWriteItem', REGISTRY),
      allow('dynamodb:BatchGetItem', arnOf('RevocationRevocationTable')),
      allow('sqs:SendMessage', QUEUE),
    ]);
  });

  it('may be answered by anything: by no function at all', () => {
    const { stack, liveConnections } = otherApp();
    const api = new apigatewayv2.WebSocketApi(stack, 'Api', {
      connectRouteOptions: { integration: new integrations.WebSocketMockIntegration('Mock') },
    });
    liveConnections.protectWebSocketApi(api);

    const theirs = Template.fromStack(stack);
    expect(routeIn(theirs, '$connect')).toMatchObject({ functionId: undefined, type: 'CUSTOM' });
    theirs.hasResourceProperties('AWS::ApiGatewayV2::Integration', { IntegrationType: 'MOCK' });
  });

  it('keeps its $disconnect too, and its $connect is ours if it has only that', () => {
    const { stack, liveConnections } = otherApp();
    const disconnectRouteOptions = { integration: integrationOf(stack, 'TheirDisconnect') };
    liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, 'Api', { disconnectRouteOptions }));

    const theirs = Template.fromStack(stack);
    expect(routeIn(theirs, '$disconnect')).toMatchObject({ functionId: 'TheirDisconnect', type: 'NONE' });
    expect(routeIn(theirs, '$connect').functionId).toMatch(/^LiveConnectionsConnect/);
  });

  it('can be one of several, each with options of its own, and those with the same share a function', () => {
    const { stack, liveConnections } = otherApp();
    const protect = (id: string, options?: ProtectedWebSocketOptions) => {
      const connectRouteOptions = { integration: integrationOf(stack, `${id}Connect`) };
      const api = new apigatewayv2.WebSocketApi(stack, id, { connectRouteOptions });
      liveConnections.protectWebSocketApi(api, options);
    };
    protect('One');
    protect('Two', { allowQueryToken: true });
    protect('Three', { subprotocols: ['chat'] });
    protect('Four', { subprotocols: ['chat'] });
    protect('Five', { allowQueryToken: true, subprotocols: ['chat'] });
    const theirs = Template.fromStack(stack);

    const settings = resourcesOf(theirs, 'AWS::Lambda::Function')
      .filter(({ Properties }) => JSON.stringify(Properties['Description'] ?? '').includes('and registers'))
      .map(({ Properties }) => (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables)
      .map((variables) => [variables['ALLOW_QUERY_TOKEN'], variables['SUBPROTOCOLS'] ?? 'none']);
    expect(settings.sort()).toEqual([
      ['false', 'chat'],
      ['false', 'none'],
      ['true', 'chat'],
      ['true', 'none'],
    ]);
    theirs.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 5 + 1);
  });

  it('can be in another stack, and its route in a third', () => {
    const { app, liveConnections } = otherApp();
    const api = new apigatewayv2.WebSocketApi(new Stack(app, 'Theirs'), 'Api');
    const routes = new Stack(app, 'Routes');
    new apigatewayv2.WebSocketRoute(routes, 'Connect', {
      webSocketApi: api,
      routeKey: '$connect',
      integration: new integrations.WebSocketMockIntegration('Mock'),
    });
    liveConnections.protectWebSocketApi(api);

    app.synth();

    expect(resourcesOf(Template.fromStack(routes), 'AWS::ApiGatewayV2::Route')).toMatchObject([
      { Properties: { RouteKey: '$connect', AuthorizationType: 'CUSTOM' } },
    ]);
  });

  it('is refused with its path if another authorizer stands there', () => {
    const { stack, liveConnections } = otherApp();
    const api = new apigatewayv2.WebSocketApi(stack, 'Api', {
      connectRouteOptions: {
        integration: new integrations.WebSocketMockIntegration('Mock'),
        authorizer: new authorizers.WebSocketIamAuthorizer(),
      },
    });

    expect(() => {
      liveConnections.protectWebSocketApi(api);
    }).toThrow(
      'Other/Api has a route $connect of its own (Other/Api/$connect-Route/Resource) with another authorizer (AWS_IAM)',
    );
  });

  it('is refused with its path if the route is a bare resource', () => {
    const { stack, liveConnections } = otherApp();
    const api = new apigatewayv2.WebSocketApi(stack, 'Api');
    new apigatewayv2.CfnRoute(stack, 'Route', { apiId: api.apiId, routeKey: '$connect' });

    expect(() => {
      liveConnections.protectWebSocketApi(api);
    }).toThrow('Other/Api has a route $connect of its own (Other/Route) that is no WebSocketRoute');
  });

  it.each(['$connect', '$disconnect'])(
    'is refused with all paths if its %s comes after it is protected',
    (routeKey) => {
      const { stack, liveConnections } = otherApp();
      const webSocketApi = new apigatewayv2.WebSocketApi(stack, 'Api');
      liveConnections.protectWebSocketApi(webSocketApi);
      const integration = new integrations.WebSocketMockIntegration('Mock');
      new apigatewayv2.WebSocketRoute(stack, 'Late', { webSocketApi, routeKey, integration });

      expect(() => Template.fromStack(stack)).toThrow(
        `webSocketApi: Other/Api has 2 routes ${routeKey} (Other/Api/${routeKey}-Route/Resource, Other/Late/Resource); allowed: one`,
      );
    },
  );

  it('is refused with its path if it is not defined in the app, as apps in JavaScript may try', () => {
    const { stack, liveConnections } = otherApp();
    const imported = apigatewayv2.WebSocketApi.fromWebSocketApiAttributes(stack, 'Imported', { webSocketId: 'a1' });

    expect(() => {
      liveConnections.protectWebSocketApi(imported as unknown as apigatewayv2.WebSocketApi);
    }).toThrow('webSocketApi: Other/Imported is not defined in this app; allowed: a WebSocketApi that is');
  });

  it('is not confused by the $connect of another API', () => {
    const { stack, liveConnections } = otherApp();
    const connectRouteOptions = { integration: integrationOf(stack, 'TheirConnect') };
    new apigatewayv2.WebSocketApi(stack, 'Another', { connectRouteOptions });
    liveConnections.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, 'Api'));

    const routes = resourcesOf(Template.fromStack(stack), 'AWS::ApiGatewayV2::Route').filter(
      ({ Properties }) => Properties['RouteKey'] === '$connect',
    );
    expect(routes.map(({ Properties }) => Properties['AuthorizationType']).sort()).toEqual(['CUSTOM', 'NONE']);
  });
});

describe('an AppSync API', () => {
  it('is protected like a WebSocket API, for as long as its authorizer may serve from an earlier verdict', () => {
    const stack = new Stack(new App(), 'Other');
    const userPool = new cognito.UserPool(stack, 'Pool');
    const tokenRevocation = new TokenRevocation(stack, 'Revocation', {
      monitoring: UNWATCHED,
      userPool,
      userPoolClients: [userPool.addClient('Web')],
      revocationDelay: Duration.seconds(60),
    });
    const fields = ['onOrder'];
    const api = subscribableApi(stack, 'Api', { authorizer: tokenRevocation.authorizer, fields });
    const live = new LiveConnections(stack, 'Live', tokenRevocation);
    live.protectGraphqlApi(api, { subscriptionFields: fields });

    const own = Template.fromStack(stack);
    own.resourcePropertiesCountIs('AWS::AppSync::Resolver', { FieldName: 'endSubscriptions' }, 1);
    // 45 s for a subscription that is being opened, and the delay.
    own.hasResourceProperties('AWS::SQS::Queue', { DelaySeconds: 105 });
  });

  it.each([
    [1, '50'],
    [2, '100'],
    [3, '150'],
  ])('shares one budget of requests with those of other stacks: %i, every %s ms', (count, pace) => {
    const app = new App();
    const stack = new Stack(app, 'Other');
    const userPool = new cognito.UserPool(stack, 'Pool');
    const userPoolClients = [userPool.addClient('Web')];
    const tokenRevocation = new TokenRevocation(stack, 'Revocation', {
      monitoring: UNWATCHED,
      userPool,
      userPoolClients,
    });
    const { authorizer } = tokenRevocation;
    const live = new LiveConnections(stack, 'Live', tokenRevocation);
    const fields = ['onOrder'];
    const stacks = Array.from({ length: count }, (_, index) => new Stack(app, `Apis${String(index)}`));
    for (const each of stacks) {
      live.protectGraphqlApi(subscribableApi(each, 'Api', { authorizer, fields }), { subscriptionFields: fields });
    }

    for (const each of stacks) {
      const variables = { Variables: Match.objectLike({ INVALIDATION_PACE_MILLISECONDS: pace }) };
      Template.fromStack(each).resourcePropertiesCountIs('AWS::Lambda::Function', { Environment: variables }, 2);
    }
    // However many follow, the stream has one reader.
    const source = { EventSourceArn: { 'Fn::GetAtt': [Match.anyValue(), 'StreamArn'] } };
    Template.fromStack(stack).resourcePropertiesCountIs('AWS::Lambda::EventSourceMapping', source, 1);
  });
});
