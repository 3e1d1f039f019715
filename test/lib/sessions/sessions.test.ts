import {
  App,
  Stack,
  aws_apigatewayv2 as apigatewayv2,
  aws_appsync as appsync,
  aws_cognito as cognito,
  aws_iam as iam,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

import { LiveConnections, Sessions, TokenRevocation, type SessionsOptions } from '../../../lib';
import { withDefinition } from '../../support/graphql-api';
import { cdkContext, resourcesOf, type Resource } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

/** @param sessions - null for an owner who wants none */
function otherApp(sessions: SessionsOptions | null = {}) {
  const app = new App({ context: cdkContext() });
  const stack = new Stack(app, 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const revocation = new TokenRevocation(stack, 'Revocation', {
    monitoring: UNWATCHED,
    userPool,
    userPoolClients: [userPool.addClient('Web')],
    ...(sessions !== null && { sessions }),
  });
  return { app, stack, revocation };
}

/** An owner who wants sessions registered. */
function appWithSessions(options?: SessionsOptions) {
  const made = otherApp(options);
  const { sessions } = made.revocation;
  if (sessions === undefined) throw new Error('there are none');
  return { ...made, sessions };
}

/** As most owners have it. */
const template = Template.fromStack(otherApp().stack);

/** The function that runs a bundle, by how it describes itself. */
function functionOf(of: Template, description: RegExp): Resource {
  const found = Object.values(resourcesOf(of, 'AWS::Lambda::Function')).filter(({ Properties }) =>
    description.test(Properties['Description'] as string),
  );
  const [only, ...others] = found;
  if (only === undefined || others.length > 0) throw new Error(`${String(found.length)} functions are described so`);
  return only;
}

/** What it may do: each action with what it may be done to. */
function rightsOf(of: Template, made: Resource): string[] {
  const role = (made.Properties['Role'] as { 'Fn::GetAtt': [string] })['Fn::GetAtt'][0];
  return Object.values(resourcesOf(of, 'AWS::IAM::Policy'))
    .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(`"${role}"`))
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: Statement[] }).Statement)
    .flatMap(({ Action, Resource: on }) => [Action].flat().map((action) => `${action} ${nameOf(on)}`))
    .filter((right) => !right.startsWith('logs:'))
    .sort();
}

interface Statement {
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function nameOf(resource: unknown): string {
  const text = JSON.stringify(resource);
  const table = text.includes('SessionsTable') ? 'sessions' : text.includes('RevocationTable') ? 'revocations' : 'pool';
  return text.includes('/index/listed') ? `${table}/index/listed` : table;
}

const variablesOf = ({ Properties }: Resource) =>
  (Properties['Environment'] as { Variables: Record<string, unknown> }).Variables;

const FINDS = 'dynamodb:GetItem sessions';
const LISTS = ['dynamodb:Query sessions/index/listed', 'dynamodb:UpdateItem sessions'];
const LOOKS_UP = ['dynamodb:BatchGetItem revocations'];
const REVOKES = [...LOOKS_UP, 'dynamodb:PutItem revocations'];

describe('sessions', () => {
  it('are not registered unless the owner wants it', () => {
    const { stack, revocation } = otherApp(null);
    const without = Template.fromStack(stack);

    expect(revocation.sessions).toBeUndefined();
    without.resourceCountIs('AWS::DynamoDB::GlobalTable', 1);
    const proxy = variablesOf(functionOf(without, /\(cognito-proxy\)/));
    expect(Object.keys(proxy).filter((name) => name.includes('SESSION'))).toEqual([]);
  });

  it('are in a table that is read as of now, is deleted from in time, and goes with the stack', () => {
    template.hasResource('AWS::DynamoDB::GlobalTable', {
      DeletionPolicy: 'Delete',
      Properties: {
        TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
        BillingMode: 'PAY_PER_REQUEST',
        GlobalSecondaryIndexes: Match.absent(),
        LocalSecondaryIndexes: [Match.objectLike({ IndexName: 'listed', Projection: { ProjectionType: 'ALL' } })],
      },
    });
  });

  it('have routes behind the authorizer, and behind IAM', () => {
    const routes = Object.values(resourcesOf(template, 'AWS::ApiGatewayV2::Route')).map(({ Properties }) => [
      Properties['RouteKey'],
      Properties['AuthorizationType'],
    ]);

    expect(routes).toEqual(
      expect.arrayContaining([
        ['PUT /session', 'CUSTOM'],
        ['GET /sessions', 'CUSTOM'],
        ['DELETE /sessions/{sessionId}', 'CUSTOM'],
        ['POST /admin/sessions', 'AWS_IAM'],
      ]),
    );
    template.hasResourceProperties('AWS::ApiGatewayV2::Api', {
      CorsConfiguration: { AllowMethods: ['GET', 'POST', 'PUT', 'DELETE'] },
    });
  });

  it.each([
    ['register', /^Registers sessions/, [FINDS, ...LISTS, ...REVOKES]],
    ['are listed', /^Lists sessions of Cognito users$/, [...LISTS, ...LOOKS_UP]],
    ['are ended', /^Ends a session/, [FINDS, ...LISTS, ...REVOKES]],
    [
      'are listed for administrators',
      /^Lists sessions of any/,
      ['cognito-idp:AdminGetUser pool', ...LISTS, ...LOOKS_UP],
    ],
    ['are registered as users sign in', /\(cognito-proxy\)/, [FINDS, ...LISTS, ...REVOKES]],
  ])('%s by a function that may do that, and no more', (_, description, rights) => {
    expect(rightsOf(template, functionOf(template, description))).toEqual([...rights].sort());
  });

  it('are as many as a user likes, with their devices, unless the owner says otherwise', () => {
    const limited = Template.fromStack(otherApp({ maxSessions: 3, keepDevices: false }).stack);

    for (const description of [/^Registers sessions/, /\(cognito-proxy\)/]) {
      expect(variablesOf(functionOf(template, description))).toMatchObject({ SESSION_DEVICES: 'true' });
      expect(variablesOf(functionOf(template, description))).not.toHaveProperty('MAX_SESSIONS');
      expect(variablesOf(functionOf(limited, description))).toMatchObject({
        MAX_SESSIONS: '3',
        SESSION_DEVICES: 'false',
      });
    }
  });

  it('are asked of Cognito about where the pool tracks them, by those that list', () => {
    const tracked = Template.fromStack(appWithSessions({ cognitoTracksSessions: true }).stack);
    const asks = (description: RegExp) => {
      const made = functionOf(tracked, description);
      expect(variablesOf(made)).toMatchObject({ SESSION_TRACKING: 'true' });
      return rightsOf(tracked, made).includes('cognito-idp:AdminListUserSessions pool');
    };

    expect([/^Lists sessions of Cognito users$/, /^Lists sessions of any/].map(asks)).toEqual([true, true]);
    expect([/^Registers sessions/, /\(cognito-proxy\)/, /^Ends a session/].map(asks)).toEqual([false, false, false]);
    expect(variablesOf(functionOf(template, /^Lists sessions of any/))).not.toHaveProperty('SESSION_TRACKING');
  });

  it.each([1, 100])('may be limited to %d', (maxSessions) => {
    expect(() => otherApp({ maxSessions })).not.toThrow();
  });

  it.each([0, -1, 1.5, 101, NaN])('may not be limited to %d', (maxSessions) => {
    expect(() => otherApp({ maxSessions })).toThrow(
      `maxSessions: got ${String(maxSessions)}; allowed: a whole number from 1 to 100, or none`,
    );
  });

  it('are made where the sign-out API is, as each needs the other first', () => {
    const { app, revocation } = otherApp(null);
    const { authorizer, signOutApi, revocationTable } = revocation;
    const elsewhere = new Stack(app, 'Elsewhere');
    const userPool = cognito.UserPool.fromUserPoolId(elsewhere, 'Pool', 'us-east-1_AbCd12345');
    const client = cognito.UserPoolClient.fromUserPoolClientId(elsewhere, 'Client', '1example23456789');
    const props = { userPool, userPoolClients: [client], revocationTable, authorizer, signOutApi };

    expect(() => new Sessions(elsewhere, 'Sessions', props)).toThrow(
      'signOutApi: Other/Revocation/SignOutApi is in another stack than Elsewhere/Sessions; allowed: the same one, where the ' +
        'property `sessions` of TokenRevocation makes it',
    );
  });

  it('are listed by administrators who are granted it', () => {
    const { stack, sessions } = appWithSessions();
    const role = new iam.Role(stack, 'Support', { assumedBy: new iam.AccountRootPrincipal() });
    sessions.grantAdministration(role);

    Template.fromStack(stack).hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: [
          Match.objectLike({
            Action: 'execute-api:Invoke',
            Resource: { 'Fn::Join': ['', Match.arrayWith(['/*/POST/admin/sessions'])] },
          }),
        ],
      },
    });
  });
});

describe('sessions of those who open a WebSocket', () => {
  function withWebSocket(register: boolean) {
    const { stack, revocation, sessions } = appWithSessions({ maxSessions: 2 });
    const { authorizer, revocationTable } = revocation;
    const live = new LiveConnections(stack, 'Live', {
      authorizer,
      revocationTable,
      ...(register && { registerOnConnect: sessions }),
    });
    live.protectWebSocketApi(new apigatewayv2.WebSocketApi(stack, 'Chat'));
    const chat = Template.fromStack(stack);
    return { chat, connect: functionOf(chat, /^Registers WebSocket/) };
  }

  it('are registered where the owner wants it', () => {
    const { chat, connect } = withWebSocket(true);

    expect(variablesOf(connect)).toMatchObject({ MAX_SESSIONS: '2', SESSION_DEVICES: 'true' });
    expect(variablesOf(connect)).toHaveProperty('REFRESH_TOKEN_VALIDITY_SECONDS');
    expect(rightsOf(chat, connect)).toEqual(expect.arrayContaining([FINDS, ...LISTS, ...REVOKES]));
  });

  it('are not where not, and then the function may not', () => {
    const { chat, connect } = withWebSocket(false);

    expect(variablesOf(connect)).not.toHaveProperty('SESSION_TABLE_NAME');
    expect(rightsOf(chat, connect)).not.toContain('dynamodb:PutItem revocations');
  });
});

describe('sessions in GraphQL', () => {
  const SCHEMA = `
    type Query { sessions(limit: Int): [RegisteredSession!]! }
    type Mutation { endSession(sessionId: ID!): EndedSession! }
    type RegisteredSession { sessionId: ID! }
    type EndedSession { outcome: String! }`;

  function apiWith(schema: string, stack: Stack, revocation: TokenRevocation) {
    return new appsync.GraphqlApi(stack, 'Graph', {
      name: 'graph',
      definition: appsync.Definition.fromSchema(withDefinition(schema)),
      authorizationConfig: { defaultAuthorization: revocation.authorizer.appSyncAuthorizationMode() },
    });
  }

  it('are listed and ended by resolvers of an API in another stack', () => {
    const { app, revocation, sessions } = appWithSessions();
    const apis = new Stack(app, 'Apis');
    sessions.resolveGraphql(apiWith(SCHEMA, apis, revocation));
    const resolved = Template.fromStack(apis);

    const fields = Object.values(resourcesOf(resolved, 'AWS::AppSync::Resolver')).map(({ Properties }) => [
      Properties['TypeName'],
      Properties['FieldName'],
    ]);
    expect(fields).toEqual([
      ['Query', 'sessions'],
      ['Mutation', 'endSession'],
    ]);
    resolved.hasResourceProperties('AWS::AppSync::DataSource', { Name: 'CognitoSessions', Type: 'AWS_LAMBDA' });
  });

  it('have one function for all APIs', () => {
    const { app, stack, revocation, sessions } = appWithSessions();
    sessions.resolveGraphql(apiWith(SCHEMA, stack, revocation));
    const apis = new Stack(app, 'Apis');
    sessions.resolveGraphql(apiWith(SCHEMA, apis, revocation));

    functionOf(Template.fromStack(stack), /^Lists and ends/);
    expect(sessions.functions).toHaveLength(5);
  });

  it('are not resolved twice, and not in a schema that lacks them', () => {
    const { stack, revocation, sessions } = appWithSessions();
    const api = apiWith(SCHEMA, stack, revocation);
    sessions.resolveGraphql(api);

    expect(() => {
      sessions.resolveGraphql(api);
    }).toThrow('api: Other/Graph has these resolvers already, and a field has one: leave these out');
    const lacking = appWithSessions();
    lacking.sessions.resolveGraphql(
      apiWith('type Query { sessions: [ID] } type Mutation { other: ID }', lacking.stack, lacking.revocation),
    );
    expect(() => Template.fromStack(lacking.stack)).toThrow(/has no mutation endSession/);
  });
});
