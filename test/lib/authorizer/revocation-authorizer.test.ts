import {
  App,
  CfnOutput,
  Duration,
  NestedStack,
  Stack,
  aws_apigateway as apigateway,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  aws_appsync as appsync,
  aws_cognito as cognito,
  aws_ec2 as ec2,
  aws_lambda as lambda,
  aws_logs as logs,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

import { Gateway, RevocationAuthorizer, RevocationTable, type RevocationAuthorizerProps } from '../../../lib';
import { cdkContext, resourcesOf } from '../../support/synth';

const integration = new apigateway.MockIntegration();

/** In somebody else's app. */
function otherApp(props: Partial<RevocationAuthorizerProps> = {}, context: Record<string, unknown> = cdkContext()) {
  const stack = new Stack(new App({ context }), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const accepted = { userPool, userPoolClients: [userPool.addClient('Web')] };
  const revocationTable = new RevocationTable(stack, 'Table');
  const create = (id: string, more: Partial<RevocationAuthorizerProps> = {}) =>
    new RevocationAuthorizer(stack, id, { ...accepted, revocationTable, ...props, ...more });
  return { stack, create, authorizer: create('Authorizer') };
}

describe('one authorizer', () => {
  it.each([
    [undefined, undefined],
    [true, undefined],
    [false, 'false'],
  ])('remembers which tokens it has verified, unless its owner does not want that: %p', (wanted, told) => {
    const { stack, authorizer } = otherApp(wanted === undefined ? {} : { rememberVerifiedTokens: wanted });
    authorizer.httpAuthorizer();

    const [deployed] = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function');
    const { Variables } = deployed?.Properties['Environment'] as { Variables: Record<string, unknown> };
    expect(Variables['USER_POOL_ID']).toBeDefined();
    expect(Variables['REMEMBER_VERIFIED_TOKENS']).toBe(told);
  });

  it('is the default of any number of HTTP APIs, and on their routes, once in each', () => {
    const { stack, authorizer } = otherApp();
    for (const id of ['First', 'Second']) {
      const api = new apigatewayv2.HttpApi(stack, id, { defaultAuthorizer: authorizer.httpAuthorizer() });
      const orders = new integrations.HttpUrlIntegration('Orders', 'https://orders.example.com');
      api.addRoutes({ path: '/default', integration: orders });
      api.addRoutes({ path: '/own', integration: orders, authorizer: authorizer.httpAuthorizer() });
    }

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 2);
    template.resourceCountIs('AWS::Lambda::Function', 1);
    for (const route of resourcesOf(template, 'AWS::ApiGatewayV2::Route')) {
      const { ApiId, AuthorizerId, AuthorizationType } = route.Properties;
      const { Ref: api } = ApiId as { Ref: string };
      expect(AuthorizationType).toBe('CUSTOM');
      expect((AuthorizerId as { Ref: string }).Ref).toMatch(new RegExp(`^${api.slice(0, -8)}RevocationAuthorizer`));
    }
  });

  it('is in the default method options of any number of REST APIs, and may be given per API', () => {
    const { stack, authorizer } = otherApp();
    for (const id of ['First', 'Second']) {
      const api = new apigateway.RestApi(stack, id, {
        defaultMethodOptions: { authorizer: authorizer.restAuthorizer() },
      });
      api.root.addMethod('GET', integration);
      api.root.addMethod('POST', integration, { authorizer: authorizer.restAuthorizer(api as apigateway.IRestApi) });
      new CfnOutput(stack, `${id}Authorizer`, {
        value: authorizer.restAuthorizer(api as apigateway.IRestApi).authorizerId,
      });
    }

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 2);
    for (const { Properties } of resourcesOf(template, 'AWS::ApiGateway::Method')) {
      const { RestApiId, AuthorizerId, AuthorizationType } = Properties;
      const { Ref: api } = RestApiId as { Ref: string };
      expect(AuthorizationType).toBe('CUSTOM');
      expect((AuthorizerId as { Ref: string }).Ref).toMatch(new RegExp(`^${api.slice(0, -8)}RevocationAuthorizer`));
    }
    for (const { Properties } of resourcesOf(template, 'AWS::ApiGateway::Authorizer')) {
      expect(Properties).toMatchObject({ Type: 'REQUEST', IdentitySource: '', AuthorizerResultTtlInSeconds: 0 });
    }
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'apigateway.amazonaws.com',
      SourceArn: { 'Fn::Join': ['', Match.arrayWith([{ Ref: Match.stringLikeRegexp('^FirstRevocationAuthorizer') }])] },
    });
  });

  it('serves methods that a nested stack adds to a REST API of its parent', () => {
    const { stack, authorizer } = otherApp();
    const parent = new apigateway.RestApi(stack, 'Api');
    parent.root.addMethod('POST', integration, { authorizer: authorizer.restAuthorizer() });
    const { restApiId, restApiRootResourceId: rootResourceId } = parent;
    const nested = new NestedStack(stack, 'Nested');
    const api = apigateway.RestApi.fromRestApiAttributes(nested, 'Api', { restApiId, rootResourceId });
    api.root.addMethod('GET', integration, { authorizer: authorizer.restAuthorizer() });

    const template = Template.fromStack(nested);
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      AuthorizerId: { Ref: Match.stringLikeRegexp('^ApiRevocationAuthorizer') },
    });
    template.resourceCountIs('AWS::Lambda::Permission', 1);
  });

  it.each<[string, string, (authorizer: RevocationAuthorizer, parent: Stack, ...nested: Stack[]) => void]>([
    [
      'a REST API',
      'AWS::ApiGateway::Authorizer',
      (authorizer, parent, ...nested) => {
        const { restApiId, root } = new apigateway.RestApi(parent, 'Api');
        root.addMethod('POST', integration, { authorizer: authorizer.restAuthorizer() });
        for (const stack of nested) {
          const { resourceId: rootResourceId } = root;
          const api = apigateway.RestApi.fromRestApiAttributes(stack, 'Api', { restApiId, rootResourceId });
          const orders = api.root.addResource(stack.node.id);
          orders.addMethod('GET', integration, { authorizer: authorizer.restAuthorizer() });
        }
      },
    ],
    [
      'an HTTP API',
      'AWS::ApiGatewayV2::Authorizer',
      (authorizer, parent, ...nested) => {
        const api = new apigatewayv2.HttpApi(parent, 'Api');
        const orders = new integrations.HttpUrlIntegration('Orders', 'https://orders.example.com');
        api.addRoutes({ path: '/', integration: orders, authorizer: authorizer.httpAuthorizer() });
        for (const stack of nested) {
          new apigatewayv2.HttpRoute(stack, 'Route', {
            httpApi: apigatewayv2.HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId: api.apiId }),
            routeKey: apigatewayv2.HttpRouteKey.with(`/${stack.node.id}`),
            integration: new integrations.HttpUrlIntegration('Orders', 'https://orders.example.com'),
            authorizer: authorizer.httpAuthorizer(),
          });
        }
      },
    ],
  ])('has another name in each stack that adds to %s: names are unique in an API', (_, type, protect) => {
    const { stack, authorizer } = otherApp();
    const nested = ['Orders', 'Bills'].map((id) => new NestedStack(stack, id));
    protect(authorizer, stack, ...nested);

    const authorizers = [stack, ...nested].flatMap((each) => resourcesOf(Template.fromStack(each), type));
    const names = authorizers.map(({ Properties }) => Properties['Name']);
    expect(names).toHaveLength(3);
    expect(new Set(names).size).toBe(3);
  });

  it('says what to do where its id would have to be that of several REST APIs', () => {
    const { stack, authorizer } = otherApp();
    new CfnOutput(stack, 'Output', { value: authorizer.restAuthorizer().authorizerId });

    expect(() => Template.fromStack(stack)).toThrow(
      "the authorizer's id differs from API to API, and only methods know theirs: use restAuthorizer(restApi)",
    );
  });

  it('is not the only one that an API may have', () => {
    const { stack, authorizer, create } = otherApp();
    const http = new apigatewayv2.HttpApi(stack, 'Http');
    const rest = new apigateway.RestApi(stack, 'Rest');
    const graphql = (
      id: string,
      { appSyncAuthorizationMode }: { appSyncAuthorizationMode: appsync.AuthorizationMode },
    ) =>
      new appsync.GraphqlApi(stack, id, {
        name: id,
        definition: appsync.Definition.fromFile('lib/graphql/schema.graphql'),
        authorizationConfig: { defaultAuthorization: appSyncAuthorizationMode },
      });
    for (const [name, each] of Object.entries({ a: authorizer, b: create('Another') })) {
      const target = new integrations.HttpUrlIntegration(name, 'https://example.com');
      http.addRoutes({ path: `/${name}`, integration: target, authorizer: each.httpAuthorizer() });
      rest.root.addResource(name).addMethod('GET', integration, { authorizer: each.restAuthorizer() });
      graphql(`Api${name}`, { appSyncAuthorizationMode: each.appSyncAuthorizationMode() });
    }

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 2);
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 2);
  });
});

describe('another revocation delay', () => {
  it.each([
    ['as cdk init makes them', cdkContext()],
    ['without any feature flag', {}],
  ])('is another authorizer and another deployment of a REST API, in apps %s', (_, context) => {
    const ids = [0, 10, 60].map((seconds) => {
      const { stack, authorizer } = otherApp({ revocationDelay: Duration.seconds(seconds) }, context);
      const api = new apigateway.RestApi(stack, 'Api');
      api.root.addMethod('GET', integration, { authorizer: authorizer.restAuthorizer() });
      const template = Template.fromStack(stack);
      return [
        ...Object.keys(template.findResources('AWS::ApiGateway::Authorizer')),
        ...Object.keys(template.findResources('AWS::ApiGateway::Deployment')),
      ];
    });

    expect(new Set(ids.flat()).size).toBe(6);
  });
});

describe('an AppSync API that takes signed-out tokens by another mode', () => {
  const { USER_POOL, OIDC, IAM } = appsync.AuthorizationType;

  function graphqlApi(mode: (userPool: cognito.IUserPool) => appsync.AuthorizationMode, isDefault = false) {
    const { stack, authorizer } = otherApp();
    const userPool = new cognito.UserPool(stack, 'Theirs');
    const ours = authorizer.appSyncAuthorizationMode();
    const modes = isDefault ? [mode(userPool), ours] : [ours, mode(userPool)];
    const [defaultAuthorization, ...additionalAuthorizationModes] = modes as [appsync.AuthorizationMode];
    const api = new appsync.GraphqlApi(stack, 'Api', {
      name: 'api',
      definition: appsync.Definition.fromFile('lib/graphql/schema.graphql'),
      authorizationConfig: { defaultAuthorization, additionalAuthorizationModes },
    });
    return { stack, api };
  }

  it.each([true, false])('is refused, with its path and what to do (default mode: %s)', (isDefault) => {
    for (const [name, mode] of Object.entries<(userPool: cognito.IUserPool) => appsync.AuthorizationMode>({
      AMAZON_COGNITO_USER_POOLS: (userPool) => ({ authorizationType: USER_POOL, userPoolConfig: { userPool } }),
      OPENID_CONNECT: () => ({
        authorizationType: OIDC,
        openIdConnectConfig: { oidcProvider: 'https://id.example.com' },
      }),
    })) {
      const { stack } = graphqlApi(mode, isDefault);

      expect(() => Template.fromStack(stack)).toThrow(
        `Other/Api has the authorization mode ${name} beside the authorizer`,
      );
    }
  });

  it('may have IAM beside it, and what an override takes away is away', () => {
    const { stack } = graphqlApi(() => ({ authorizationType: IAM }));
    const other = graphqlApi((userPool) => ({ authorizationType: USER_POOL, userPoolConfig: { userPool } }));
    const resource = other.api.node.defaultChild as appsync.CfnGraphQLApi;
    resource.additionalAuthenticationProviders = [{ authenticationType: 'AWS_IAM' }];

    expect(() => Template.fromStack(stack)).not.toThrow();
    expect(() => Template.fromStack(other.stack)).not.toThrow();
  });

  it('is found by an override too', () => {
    const { stack, api } = graphqlApi(() => ({ authorizationType: IAM }));
    (api.node.defaultChild as appsync.CfnGraphQLApi).addPropertyOverride('AdditionalAuthenticationProviders.0', {
      AuthenticationType: 'AMAZON_COGNITO_USER_POOLS',
    });

    expect(() => Template.fromStack(stack)).toThrow('AMAZON_COGNITO_USER_POOLS');
  });
});

describe('AppSync in an app without the flag that names the API', () => {
  it('lets no API of another account invoke the function', () => {
    const { stack, authorizer } = otherApp({}, {});
    for (const id of ['First', 'Second']) {
      new appsync.GraphqlApi(stack, id, {
        name: id,
        definition: appsync.Definition.fromFile('lib/graphql/schema.graphql'),
        authorizationConfig: { defaultAuthorization: authorizer.appSyncAuthorizationMode() },
      });
    }

    const permissions = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Permission');
    expect(permissions).toHaveLength(1);
    expect(JSON.stringify(permissions[0]?.Properties['SourceArn'])).toContain(':apis/*');
  });
});

describe('the functions', () => {
  it.each(Object.values(Gateway))('are at hand: %s', (gateway) => {
    const { stack, authorizer } = otherApp();

    expect(authorizer.functionFor(gateway)).toBe(authorizer.functionFor(gateway));
    expect(authorizer.functionFor(gateway).functionArn).toBeTruthy();
    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
  });

  it('are those that the gateways ask', () => {
    const { authorizer } = otherApp();
    authorizer.webSocketAuthorizer();
    const { lambdaAuthorizerConfig } = authorizer.appSyncAuthorizationMode();

    expect(lambdaAuthorizerConfig?.handler.functionArn).toBe(authorizer.functionFor(Gateway.APP_SYNC).functionArn);
  });

  it('run as the owner says', () => {
    const { stack, create } = otherApp();
    const vpc = new ec2.Vpc(stack, 'Vpc') as ec2.IVpc;
    create('Own', {
      functionOptions: {
        memorySize: 1024,
        reservedConcurrentExecutions: 7,
        tracing: lambda.Tracing.ACTIVE,
        logRetention: logs.RetentionDays.ONE_YEAR,
        vpc,
      },
    }).httpAuthorizer();
    create('Own2').functionFor(Gateway.HTTP_API);

    const template = Template.fromStack(stack);
    template.hasResourceProperties('AWS::Lambda::Function', {
      MemorySize: 1024,
      ReservedConcurrentExecutions: 7,
      TracingConfig: { Mode: 'Active' },
      VpcConfig: Match.objectLike({ SubnetIds: Match.anyValue() }),
    });
    template.hasResourceProperties('AWS::Logs::LogGroup', { RetentionInDays: 365 });
    // Without these Lambda refuses a function in a VPC.
    template.hasResourceProperties('AWS::IAM::Role', {
      ManagedPolicyArns: [
        { 'Fn::Join': ['', Match.arrayWith([':iam::aws:policy/service-role/AWSLambdaVPCAccessExecutionRole'])] },
      ],
    });
    template.hasResourceProperties('AWS::Lambda::Function', { MemorySize: 512, VpcConfig: Match.absent() });
  });
});
