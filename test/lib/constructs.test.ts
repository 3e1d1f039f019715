import {
  App,
  Duration,
  Stack,
  aws_apigateway as apigateway,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  aws_appsync as appsync,
  aws_cognito as cognito,
  aws_iam as iam,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';

import { GraphqlSignOut, RevocationAuthorizer, RevocationTable, SignOutApi, TokenRevocation } from '../../lib';
import { UNWATCHED } from '../support/unwatched';

/** An app that is not this one. */
function otherApp() {
  const stack = new Stack(new App(), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const client = (id: string, props: cognito.UserPoolClientOptions = {}) => userPool.addClient(id, props);
  return { stack, userPool, client };
}

describe('TokenRevocation', () => {
  it('needs no more than a pool and its clients, and decides on every request', () => {
    const { stack, userPool, client } = otherApp();
    new TokenRevocation(stack, 'Revocation', { monitoring: UNWATCHED, userPool, userPoolClients: [client('Web')] });

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 1);
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', { AuthorizerResultTtlInSeconds: 0 });
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', { Replicas: [{ DeletionProtectionEnabled: true }] });
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ACCEPTED_TOKEN_USE: 'access,id' } },
    });
  });

  it('says in the template which version of the package it is of', () => {
    const { stack, userPool, client } = otherApp();
    stack.addMetadata('Theirs', { stays: true });
    new TokenRevocation(stack, 'Revocation', { monitoring: UNWATCHED, userPool, userPoolClients: [client('Web')] });

    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(Template.fromStack(stack).toJSON()['Metadata']).toEqual({
      Theirs: { stays: true },
      CognitoSignOut: { Version: version, NoAlarms: 'a test' },
    });
  });

  it('knows all clients of several', () => {
    const { stack, userPool, client } = otherApp();
    new TokenRevocation(stack, 'Revocation', {
      monitoring: UNWATCHED,
      userPool,
      userPoolClients: [client('Web'), client('Phone')],
    });

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          USER_POOL_CLIENT_IDS: {
            'Fn::Join': [
              ',',
              [{ Ref: Match.stringLikeRegexp('^PoolWeb') }, { Ref: Match.stringLikeRegexp('^PoolPhone') }],
            ],
          },
        },
      },
    });
  });

  it('takes pools and clients of elsewhere', () => {
    const { stack } = otherApp();
    const userPool = cognito.UserPool.fromUserPoolId(stack, 'Elsewhere', 'us-east-1_Example');
    const userPoolClients = [cognito.UserPoolClient.fromUserPoolClientId(stack, 'Theirs', 'client-1')];
    new TokenRevocation(stack, 'Revocation', { monitoring: UNWATCHED, userPool, userPoolClients });

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { USER_POOL_ID: 'us-east-1_Example', USER_POOL_CLIENT_IDS: 'client-1' } },
    });
  });

  it('refuses to be there for nobody', () => {
    const { stack, userPool, client } = otherApp();

    expect(() => new TokenRevocation(stack, 'None', { monitoring: UNWATCHED, userPool, userPoolClients: [] })).toThrow(
      'userPoolClients: got none; at least one client is needed',
    );
    expect(
      () =>
        new TokenRevocation(stack, 'No', {
          monitoring: UNWATCHED,
          userPool,
          userPoolClients: [client('Web')],
          acceptedTokenUse: [],
        }),
    ).toThrow('acceptedTokenUse: got none; allowed: one or both of access, id');
  });
});

describe('RevocationAuthorizer', () => {
  function authorizer(revocationDelay?: Duration) {
    const { stack, userPool, client } = otherApp();
    const made = new RevocationAuthorizer(stack, 'Authorizer', {
      userPool,
      userPoolClients: [client('Web')],
      revocationTable: new RevocationTable(stack, 'Table'),
      ...(revocationDelay !== undefined && { revocationDelay }),
    });
    return { stack, made };
  }

  it('deploys a function only for the gateways that ask for it', () => {
    const { stack, made } = authorizer();
    made.appSyncAuthorizationMode();

    Template.fromStack(stack).resourceCountIs('AWS::Lambda::Function', 1);
  });

  it('serves several APIs of a kind with one function', () => {
    const { stack, made } = authorizer();
    for (const id of ['First', 'Second']) {
      const api = new apigateway.RestApi(stack, id);
      api.root.addMethod('GET', new apigateway.MockIntegration(), {
        authorizer: made.restAuthorizer(),
      });
    }

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 2);
    template.resourceCountIs('AWS::Lambda::Function', 1);
  });

  it('is the same authorizer at every route of an API', () => {
    const { stack, made } = authorizer();
    const rest = new apigateway.RestApi(stack, 'Rest');
    const http = new apigatewayv2.HttpApi(stack, 'Http');
    for (const path of ['a', 'b']) {
      const integration = new apigateway.MockIntegration();
      rest.root.addResource(path).addMethod('GET', integration, { authorizer: made.restAuthorizer() });
      http.addRoutes({
        path: `/${path}`,
        integration: new integrations.HttpUrlIntegration(path, 'https://example.com'),
        authorizer: made.httpAuthorizer(),
      });
    }

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::ApiGateway::Authorizer', 1);
    template.resourceCountIs('AWS::ApiGatewayV2::Authorizer', 1);
  });

  it('refuses to be there for nobody, before a gateway asks for it', () => {
    const { stack, userPool } = otherApp();
    const revocationTable = new RevocationTable(stack, 'Table');

    expect(
      () => new RevocationAuthorizer(stack, 'Authorizer', { userPool, userPoolClients: [], revocationTable }),
    ).toThrow('userPoolClients: got none; at least one client is needed');
  });

  it.each([0, 300])('takes a revocation delay of %i s', (seconds) => {
    expect(() => authorizer(Duration.seconds(seconds))).not.toThrow();
  });

  it('refuses a longer one', () => {
    expect(() => authorizer(Duration.seconds(301))).toThrow(
      'revocationDelay: got 301 seconds; allowed: 0 to 5 minutes',
    );
  });
});

describe('SignOutApi', () => {
  it('lets any origin call, unless told which', () => {
    const { stack, userPool, client } = otherApp();
    const props = { userPool, userPoolClients: [client('Web')], revocationTable: new RevocationTable(stack, 'Table') };
    new SignOutApi(stack, 'Api', { ...props, authorizer: new RevocationAuthorizer(stack, 'Authorizer', props) });

    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: { AllowOrigins: ['*'] },
    });
  });
});

describe('GraphqlSignOut', () => {
  function somebodyElsesApi() {
    const { stack, userPool, client } = otherApp();
    const props = { userPool, userPoolClients: [client('Web')], revocationTable: new RevocationTable(stack, 'Table') };
    const api = new appsync.GraphqlApi(stack, 'Api', {
      name: 'theirs',
      definition: appsync.Definition.fromFile('lib/graphql/schema.graphql'),
      authorizationConfig: {
        defaultAuthorization: new RevocationAuthorizer(stack, 'Authorizer', props).appSyncAuthorizationMode(),
      },
    });
    return { stack, props, api };
  }

  it('is there once for an API, and says so, and leaves the ids of its resolvers to its owner', () => {
    const { stack, props, api } = somebodyElsesApi();
    api.createResolver('Resolver', { typeName: 'Query', fieldName: 'session' });
    new GraphqlSignOut(stack, 'SignOut', { api, ...props });

    expect(() => new GraphqlSignOut(stack, 'Another', { api, ...props })).toThrow(
      'api: Other/Api has a GraphqlSignOut already, and a field has one resolver: leave this one out',
    );
  });

  it('needs the mutation in the schema', () => {
    const { stack, props, api } = somebodyElsesApi();
    new GraphqlSignOut(stack, 'SignOut', { api, ...props });
    const [schema] = api.node.findAll().filter((child) => appsync.CfnGraphQLSchema.isCfnGraphQLSchema(child));
    if (schema !== undefined) schema.definition = 'type Query { session: ID } type Mutation { signOutAll: ID }';

    expect(() => Template.fromStack(stack)).toThrow(
      'the schema of Other/Api has no mutation signOut; needed: that of lib/graphql/schema.graphql',
    );
  });

  it("resolves the mutation of somebody else's API", () => {
    const { stack, props, api } = somebodyElsesApi();
    new GraphqlSignOut(stack, 'SignOut', { api, ...props });

    Template.fromStack(stack).hasResourceProperties('AWS::AppSync::Resolver', {
      TypeName: 'Mutation',
      FieldName: 'signOut',
      Runtime: { Name: 'APPSYNC_JS' },
    });
  });
});

describe('those who may call by IAM', () => {
  it.each(['grantIntrospection', 'grantAdministration'] as const)('are let in to one route each: %s', (grant) => {
    const { stack, userPool, client } = otherApp();
    const { signOutApi } = new TokenRevocation(stack, 'Revocation', {
      monitoring: UNWATCHED,
      userPool,
      userPoolClients: [client('Web')],
    });
    const role = new iam.Role(stack, 'Support', { assumedBy: new iam.AccountRootPrincipal() });
    signOutApi[grant](role);
    const path = grant === 'grantAdministration' ? '/*/POST/admin/sign-out' : '/*/POST/oauth2/introspect';

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          {
            Action: 'execute-api:Invoke',
            Effect: 'Allow',
            Resource: { 'Fn::Join': ['', Match.arrayWith([path])] },
          },
        ],
      },
    });
  });
});
