import { Match, type Template } from 'aws-cdk-lib/assertions';
import { AwsSolutionsChecks } from 'cdk-nag';

import { resourcesOf, resourceTypesOf, stackWith, templateWith } from '../../support/synth';

const MANAGED_LOGIN = {
  domainPrefix: 'my-app',
  callbackUrls: 'https://app.example.com/in',
  logoutUrls: 'https://app.example.com/out,http://localhost:3000/',
};

let template: Template;

beforeAll(() => {
  template = templateWith();
});

/** Statements of the policies of a function's role, by a part of the function's logical id. */
function statementsOf(functionId: string, of = template): Record<string, unknown>[] {
  const policies = Object.entries(of.findResources('AWS::IAM::Policy')).filter(([id]) => id.includes(functionId));
  return policies.flatMap(
    ([, { Properties }]) =>
      (Properties as { PolicyDocument: { Statement: Record<string, unknown>[] } }).PolicyDocument.Statement,
  );
}

describe('the user pool', () => {
  it('issues tokens that can be revoked, for as long as the settings say', () => {
    const custom = templateWith({ accessTokenValidity: '5m', idTokenValidity: '1d', refreshTokenValidity: '90d' });

    custom.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      EnableTokenRevocation: true,
      PreventUserExistenceErrors: 'ENABLED',
      AccessTokenValidity: 5,
      IdTokenValidity: 1440,
      RefreshTokenValidity: 90 * 1440,
      TokenValidityUnits: { AccessToken: 'minutes', IdToken: 'minutes', RefreshToken: 'minutes' },
    });
  });

  it('has a public client, which has no secret and no OAuth flow', () => {
    template.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: Match.absent(),
      AllowedOAuthFlows: Match.absent(),
      AllowedOAuthFlowsUserPoolClient: false,
    });
  });

  it('has managed login if the owner wants it, by the code flow alone', () => {
    const custom = templateWith(MANAGED_LOGIN);

    custom.hasResourceProperties('AWS::Cognito::UserPoolDomain', { Domain: 'my-app' });
    custom.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      AllowedOAuthFlows: ['code'],
      CallbackURLs: ['https://app.example.com/in'],
      LogoutURLs: [
        'https://app.example.com/out',
        'http://localhost:3000/',
        {
          'Fn::Join': [
            '',
            [{ 'Fn::GetAtt': ['TokenRevocationSignOutApi221C5CCB', 'ApiEndpoint'] }, '/oauth2/logout/done'],
          ],
        },
      ],
      GenerateSecret: Match.absent(),
    });
    expect(Object.keys(custom.findOutputs('*'))).toContain('ManagedLoginUrl');
    const told = Object.entries(custom.findResources('AWS::Lambda::Function')).flatMap(([id, { Properties }]) => {
      const { Variables } = (Properties as { Environment: { Variables: Record<string, unknown> } }).Environment;
      return 'LOGOUT_URI' in Variables ? [[id.replace(/Function.*$/, ''), Variables] as const] : [];
    });
    expect(Object.fromEntries(told)).toEqual({
      TokenRevocationSignOutApiSignOut: expect.anything() as object,
      TokenRevocationSignOutApiLogout: expect.anything() as object,
    });
    for (const [, variables] of told) {
      expect(variables).toMatchObject({
        LOGOUT_URI: 'https://app.example.com/out',
        MANAGED_LOGIN_URL: expect.anything() as object,
      });
    }
  });

  it('can be one that there is already, of which nothing is touched', () => {
    const adopted = templateWith({ userPoolId: 'us-east-1_Example', userPoolClientIds: 'client1,client2' });

    for (const type of Object.keys(resourceTypesOf(adopted))) expect(type).not.toMatch(/^AWS::Cognito::/);
    expect(adopted.findOutputs('*')).toMatchObject({
      UserPoolId: { Value: 'us-east-1_Example' },
      UserPoolClientId: { Value: 'client1,client2' },
    });
    adopted.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { USER_POOL_ID: 'us-east-1_Example', USER_POOL_CLIENT_IDS: 'client1,client2' },
      },
    });
  });

  it('is protected from deletion, unless the owner says otherwise', () => {
    template.hasResource('AWS::Cognito::UserPool', {
      Properties: { DeletionProtection: 'ACTIVE' },
      DeletionPolicy: 'Retain',
    });
    templateWith({ deletionProtection: 'false' }).hasResource('AWS::Cognito::UserPool', {
      Properties: { DeletionProtection: 'INACTIVE' },
      DeletionPolicy: 'Delete',
    });
  });
});

/** Where two values differ: the paths of all that is not the same in both. */
function differences(one: unknown, other: unknown, at: readonly string[] = []): string[] {
  if (typeof one !== 'object' || one === null || typeof other !== 'object' || other === null) {
    return one === other ? [] : [at.join('.')];
  }
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...names].flatMap((name) => differences(one[name as never], other[name as never], [...at, name]));
}

describe('a first deployment without protection', () => {
  it('is protected by the next one, which replaces nothing', () => {
    const [pool, client] = ['UserPool6BA7E5F2', 'UserPoolClient43258C81'];
    const table = 'TokenRevocationRevocationTableD7D3C001';
    const policies = [pool, client, table].flatMap((id) => [`${id}.DeletionPolicy`, `${id}.UpdateReplacePolicy`]);
    // Both are properties that CloudFormation updates in place.
    const properties = [
      `${pool}.Properties.DeletionProtection`,
      `${table}.Properties.Replicas.0.DeletionProtectionEnabled`,
    ];

    expect(differences(templateWith({ deletionProtection: 'false' }).toJSON(), template.toJSON()).sort()).toEqual(
      [...policies, ...properties].map((path) => `Resources.${path}`).sort(),
    );
  });

  it('leaves nothing behind if it fails: whatever it has made goes with it', () => {
    const { Resources } = templateWith({ deletionProtection: 'false' }).toJSON() as {
      Resources: Record<string, { readonly DeletionPolicy?: string }>;
    };

    expect(Object.values(Resources).filter(({ DeletionPolicy = 'Delete' }) => DeletionPolicy !== 'Delete')).toEqual([]);
  });

  it('is not needed to keep the client as long as its pool', () => {
    template.hasResource('AWS::Cognito::UserPoolClient', { DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
  });
});

describe('the revocation table', () => {
  it('has a partition key only, is paid on demand, can be restored, and forgets by itself', () => {
    template.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      StreamSpecification: { StreamViewType: 'NEW_AND_OLD_IMAGES' },
      GlobalSecondaryIndexes: Match.absent(),
      Replicas: [{ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }],
    });
  });

  it('is protected from deletion, unless the owner says otherwise', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      Properties: { Replicas: [{ DeletionProtectionEnabled: true }] },
      DeletionPolicy: 'Retain',
    });
    templateWith({ deletionProtection: 'false' }).hasResource('AWS::DynamoDB::GlobalTable', {
      Properties: { Replicas: [{ DeletionProtectionEnabled: false }] },
      DeletionPolicy: 'Delete',
    });
  });

  it('never moves: another logical id would be another, empty table', () => {
    expect(Object.keys(template.findResources('AWS::DynamoDB::GlobalTable'))).toContain(
      'TokenRevocationRevocationTableD7D3C001',
    );
  });
});

/** Those of HTTP APIs: a WebSocket API's has no cache, and no payload format. */
function httpAuthorizersOf(of: Template) {
  return resourcesOf(of, 'AWS::ApiGatewayV2::Authorizer').filter(
    ({ Properties }) => 'AuthorizerPayloadFormatVersion' in Properties,
  );
}

describe('every gateway', () => {
  it.each([
    ['0s', 0],
    ['1s', 1],
    ['5m', 300],
  ])('caches verdicts for exactly the revocation delay: %s', (revocationDelay, seconds) => {
    const custom = templateWith({ revocationDelay });
    const ttls = [
      ...httpAuthorizersOf(custom).map(({ Properties }) => Properties),
      ...resourcesOf(custom, 'AWS::ApiGateway::Authorizer').map(({ Properties }) => Properties),
      ...resourcesOf(custom, 'AWS::AppSync::GraphQLApi').map(
        ({ Properties }) => Properties['LambdaAuthorizerConfig'] as Record<string, unknown>,
      ),
    ].map((properties) => properties['AuthorizerResultTtlInSeconds']);

    expect(ttls).toEqual([seconds, seconds, seconds]);
  });

  it('has an identity source if it caches, and only then: without one it can answer 401 itself', () => {
    const sources = (of: Template) => [
      httpAuthorizersOf(of).map(({ Properties }) => Properties['IdentitySource']),
      resourcesOf(of, 'AWS::ApiGateway::Authorizer').map(({ Properties }) => Properties['IdentitySource']),
    ];

    expect(sources(template)).toEqual([[[]], ['']]);
    expect(sources(templateWith({ revocationDelay: '1s' }))).toEqual([
      [['$request.header.Authorization']],
      ['method.request.header.Authorization'],
    ]);
  });

  it('protects GET /session', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: 'GET /session',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: Match.anyValue(),
    });
    template.hasResourceProperties('AWS::ApiGateway::Method', {
      HttpMethod: 'GET',
      AuthorizationType: 'CUSTOM',
      AuthorizerId: Match.anyValue(),
    });
  });

  it('has no other route or method than these', () => {
    const routes = resourcesOf(template, 'AWS::ApiGatewayV2::Route').map(({ Properties }) => Properties['RouteKey']);
    const methods = resourcesOf(template, 'AWS::ApiGateway::Method').map(({ Properties }) => Properties['HttpMethod']);

    expect(routes.sort()).toEqual([
      '$connect',
      '$default',
      '$disconnect',
      'DELETE /sessions/{sessionId}',
      'GET /.well-known/oauth-authorization-server',
      'GET /.well-known/openid-configuration',
      'GET /oauth2/logout',
      'GET /oauth2/logout/done',
      'GET /session',
      'GET /sessions',
      'POST /',
      'POST /admin/sessions',
      'POST /admin/sign-out',
      'POST /oauth2/introspect',
      'POST /oauth2/logout',
      'POST /oauth2/revoke',
      'POST /sign-out',
      'PUT /session',
    ]);
    expect(methods.sort()).toEqual(['GET', 'OPTIONS']);
  });

  it('lets only IAM reach what is for services and administrators', () => {
    const byIam = resourcesOf(template, 'AWS::ApiGatewayV2::Route')
      .filter(({ Properties }) => Properties['AuthorizationType'] === 'AWS_IAM')
      .map(({ Properties }) => Properties['RouteKey']);

    expect(byIam.sort()).toEqual(['POST /admin/sessions', 'POST /admin/sign-out', 'POST /oauth2/introspect']);
  });

  it('of AppSync has the Lambda authorization as its only mode for tokens: another would accept signed-out ones', () => {
    template.hasResourceProperties('AWS::AppSync::GraphQLApi', {
      AuthenticationType: 'AWS_LAMBDA',
      AdditionalAuthenticationProviders: [{ AuthenticationType: 'AWS_IAM' }],
    });
  });

  it('sends the answers of a simple authorizer in format 2.0', () => {
    template.hasResourceProperties('AWS::ApiGatewayV2::Authorizer', {
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
    });
    template.hasResourceProperties('AWS::ApiGateway::Authorizer', { Type: 'REQUEST' });
  });

  it('of REST answers its own errors as JSON, with a challenge', () => {
    template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
      ResponseType: 'UNAUTHORIZED',
      ResponseParameters: {
        'gatewayresponse.header.WWW-Authenticate': `'Bearer error="invalid_token"'`,
        'gatewayresponse.header.Cache-Control': "'no-store'",
        'gatewayresponse.header.Access-Control-Allow-Origin': "'*'",
      },
      ResponseTemplates: { 'application/json': '{"error":"invalid_token"}' },
    });
    for (const ResponseType of ['AUTHORIZER_FAILURE', 'AUTHORIZER_CONFIGURATION_ERROR']) {
      template.hasResourceProperties('AWS::ApiGateway::GatewayResponse', {
        ResponseType,
        StatusCode: Match.absent(),
        ResponseTemplates: { 'application/json': '{"error":"server_error"}' },
      });
    }
  });
});

describe('CORS', () => {
  const origins = 'https://a.example,https://b.example';

  it('lets the allowed origins send what our clients and the AWS SDKs send', () => {
    templateWith({ allowedOrigins: origins }).hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: {
        AllowOrigins: ['https://a.example', 'https://b.example'],
        AllowMethods: ['GET', 'POST', 'PUT', 'DELETE'],
        AllowHeaders: [
          'authorization',
          'content-type',
          'x-amz-target',
          'x-amz-user-agent',
          'amz-sdk-request',
          'amz-sdk-invocation-id',
          'cache-control',
        ],
        ExposeHeaders: ['retry-after', 'x-amzn-errortype', 'x-amzn-requestid'],
        AllowCredentials: Match.absent(),
      },
    });
  });

  it('is told to the function that answers for a REST API', () => {
    templateWith({ allowedOrigins: origins }).hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { ALLOWED_ORIGINS: origins } },
    });
  });
});

describe('least privilege', () => {
  const logsOf = (id: RegExp) => ({
    Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    Effect: 'Allow',
    Resource: { 'Fn::GetAtt': [expect.stringMatching(id) as string, 'Arn'] },
  });
  const table = { 'Fn::GetAtt': ['TokenRevocationRevocationTableD7D3C001', 'Arn'] };

  it.each(['AuthorizerHttp', 'AuthorizerRest', 'AuthorizerAppSync', 'AuthorizerWebSocket', 'SignOutApiIntrospect'])(
    '%s may read the table, and log',
    (id) => {
      expect(statementsOf(id)).toEqual([
        logsOf(new RegExp(`${id}Logs`)),
        { Action: 'dynamodb:BatchGetItem', Effect: 'Allow', Resource: table },
      ]);
    },
  );

  it.each([
    ['SignOutApiSignOut', ['cognito-idp:AdminGetUser', 'cognito-idp:AdminUserGlobalSignOut']],
    ['GraphqlApiSignOut', ['cognito-idp:AdminGetUser', 'cognito-idp:AdminUserGlobalSignOut']],
    [
      'SignOutApiAdminSignOut',
      ['cognito-idp:AdminGetUser', 'cognito-idp:AdminUserGlobalSignOut', 'cognito-idp:ListUsers'],
    ],
    ['SignOutApiRevokeToken', 'cognito-idp:DescribeUserPoolClient'],
    ['SignOutApiLogout', 'cognito-idp:DescribeUserPoolClient'],
  ])('%s may write the table, and at Cognito: %s', (id, atCognito) => {
    const userPool = { 'Fn::GetAtt': [expect.stringMatching(/^UserPool/) as string, 'Arn'] };

    expect(statementsOf(`${id}Role`)).toEqual([
      logsOf(new RegExp(`${id}Logs`)),
      { Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'], Effect: 'Allow', Resource: table },
      { Action: atCognito, Effect: 'Allow', Resource: userPool },
    ]);
  });

  it.each(['Session', 'Discovery'])('lets the %s function do nothing but log', (name) => {
    expect(statementsOf(`SignOutApi${name}`)).toEqual([logsOf(new RegExp(`${name}Logs`))]);
  });

  it('lets the function that browsers come back to look clients up, and log', () => {
    expect(statementsOf('SignOutApiLogoutDone')).toEqual([
      logsOf(/LogoutDoneLogs/),
      {
        Action: 'cognito-idp:DescribeUserPoolClient',
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^UserPool/) as string, 'Arn'] },
      },
    ]);
  });

  it('lets AppSync invoke the one function', () => {
    template.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'appsync.amazonaws.com' } }] },
      Policies: [
        {
          PolicyDocument: {
            Statement: [
              {
                Action: 'lambda:InvokeFunction',
                Effect: 'Allow',
                Resource: { 'Fn::GetAtt': [Match.stringLikeRegexp('^GraphqlApiSignOutFunction'), 'Arn'] },
              },
            ],
          },
        },
      ],
    });
  });

  it('has no managed policy and no wildcard anywhere', () => {
    for (const { Properties } of resourcesOf(template, 'AWS::IAM::Role')) {
      expect(Properties['ManagedPolicyArns']).toBeUndefined();
    }
    for (const statement of statementsOf('')) {
      if (statement['Action'] === 'execute-api:ManageConnections') continue;
      expect(JSON.stringify(statement)).not.toContain('*');
    }
  });

  it('lets nobody but the gateways and the rule invoke a function, and each only its own', () => {
    const permissions = resourcesOf(template, 'AWS::Lambda::Permission').map(({ Properties }) => Properties);

    expect(permissions).toHaveLength(24);
    for (const { Principal, SourceArn } of permissions) {
      expect(['apigateway.amazonaws.com', 'appsync.amazonaws.com', 'events.amazonaws.com']).toContain(Principal);
      expect(SourceArn).toBeDefined();
    }
  });
});

describe('every function', () => {
  it('runs on Node.js 24 on arm64, and keeps its logs for a month', () => {
    const functions = resourcesOf(template, 'AWS::Lambda::Function');

    expect(functions).toHaveLength(29);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        Handler: 'index.handler',
        LoggingConfig: { LogFormat: 'JSON', SystemLogLevel: 'WARN' },
      });
    }
    template.allResourcesProperties('AWS::Logs::LogGroup', { RetentionInDays: 30 });
    template.resourceCountIs('AWS::Logs::LogGroup', 29);
  });

  it('is told whose tokens are accepted', () => {
    const custom = templateWith({ acceptedTokenUse: 'access', refreshTokenValidity: '90d' });
    const variables = resourcesOf(custom, 'AWS::Lambda::Function').map(
      ({ Properties }) => (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables,
    );
    const deciding = variables.filter((all) => 'ACCEPTED_TOKEN_USE' in all);

    expect(deciding).toHaveLength(16);
    for (const all of deciding) {
      expect(all).toMatchObject({
        USER_POOL_ID: { Ref: expect.stringMatching(/^UserPool/) as string },
        USER_POOL_CLIENT_IDS: { Ref: expect.stringMatching(/^UserPoolClient/) as string },
        ACCEPTED_TOKEN_USE: 'access',
        REVOCATION_TABLE_NAME: { Ref: 'TokenRevocationRevocationTableD7D3C001' },
      });
    }
    const signingOut = variables.filter((all) => 'REFRESH_TOKEN_VALIDITY_SECONDS' in all);
    expect(signingOut.map((all) => all['REFRESH_TOKEN_VALIDITY_SECONDS'])).toEqual(Array(12).fill('7776000'));
  });
});

describe('the stack', () => {
  it('has exactly the outputs that clients rely on, and no URL ends in a slash', () => {
    const outputs = template.findOutputs('*') as Record<string, { Value: unknown }>;

    expect(Object.keys(outputs).sort()).toEqual([
      'GraphqlApiId',
      'GraphqlApiUrl',
      'RestApiUrl',
      'RevocationTableName',
      'SignOutApiUrl',
      'UserPoolClientId',
      'UserPoolId',
      'WebSocketApiUrl',
    ]);
    expect(JSON.stringify(outputs['RestApiUrl']?.Value)).not.toMatch(/\/"\]*\}*$/);
  });

  it.each([
    ['as it is', {}],
    ['with managed login', MANAGED_LOGIN],
    ['with alarms', { alarmEmail: 'ops@example.com' }],
    ['for a pool that there is', { userPoolId: 'us-east-1_Example', userPoolClientIds: 'client1' }],
  ])('has no finding of cdk-nag that is not acknowledged with a reason: %s', (_, settings) => {
    const stack = stackWith(settings);
    const report = new AwsSolutionsChecks(stack.node.root).validateScope(stack.node.root);

    const open = report.violations.map(({ ruleName, violatingResources }) => ({ ruleName, violatingResources }));
    expect(open).toEqual([]);
  });
});
