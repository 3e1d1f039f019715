import { Annotations, App, Stack, aws_apigatewayv2 as apigatewayv2, aws_cognito as cognito } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { LiveConnections, TokenRevocation } from '../../lib';
import { CognitoSignOutStack } from '../../lib/app/cognito-sign-out-stack';
import { readSettings } from '../../lib/app/read-settings';
import { cdkContext, type Resource } from '../support/synth';
import { UNWATCHED } from '../support/unwatched';

/*
 * CloudFormation knows a resource by its logical id: under another one it is another, empty resource, and what was in the old one
 * is lost, or left behind. Here are those of what holds state, as they have been deployed. They are no snapshot on purpose: to
 * change one is to undo every owner's sign-outs, or to take their users away.
 */
const STATEFUL = {
  app: {
    UserPool6BA7E5F2: 'AWS::Cognito::UserPool',
    UserPoolClient43258C81: 'AWS::Cognito::UserPoolClient',
    UserPoolDomainD0EA232A: 'AWS::Cognito::UserPoolDomain',
    TokenRevocationRevocationTableD7D3C001: 'AWS::DynamoDB::GlobalTable',
    TokenRevocationSessionsTable5D733887: 'AWS::DynamoDB::GlobalTable',
    LiveConnectionsTableBB92C985: 'AWS::DynamoDB::GlobalTable',
  },
  /** In another app, whose constructs have these names: see {@link anotherApp}. */
  anotherApp: {
    TokenRevocationRevocationTableD7D3C001: 'AWS::DynamoDB::GlobalTable',
    LiveConnectionsTableBB92C985: 'AWS::DynamoDB::GlobalTable',
  },
};
const STATEFUL_TYPES = new Set(Object.values(STATEFUL.app));

/** What makes CloudFormation replace one, besides its logical id: a name, or other keys. */
const REPLACING = [
  'AliasAttributes',
  'ClientName',
  'GenerateSecret',
  'KeySchema',
  'LocalSecondaryIndexes',
  'TableName',
  'UsernameAttributes',
  'UserPoolName',
];

type Context = Record<string, unknown>;

function app(context: Context): Stack {
  const managedLogin = {
    domainPrefix: 'example',
    callbackUrls: 'https://app.example.com/',
    logoutUrls: 'https://app.example.com/',
  };
  return new CognitoSignOutStack(new App({ context }), 'CognitoSignOut', { settings: readSettings(managedLogin) });
}

/** What others make of the package. */
function anotherApp(context: Context): Stack {
  const stack = new Stack(new App({ context }), 'Theirs');
  const userPool = cognito.UserPool.fromUserPoolId(stack, 'UserPool', 'us-east-1_AbCd12345');
  const client = cognito.UserPoolClient.fromUserPoolClientId(stack, 'Client', '1example23456789');
  const revocation = new TokenRevocation(stack, 'TokenRevocation', {
    monitoring: UNWATCHED,
    userPool,
    userPoolClients: [client],
  });
  Annotations.of(stack).acknowledgeWarning('cognito-sign-out:devicesUnknown', 'The pool is made up.');
  const api = new apigatewayv2.WebSocketApi(stack, 'Api');
  new LiveConnections(stack, 'LiveConnections', revocation).protectWebSocketApi(api);
  return stack;
}

function resourcesOf(stack: Stack): [string, Resource][] {
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, Resource> };
  return Object.entries(Resources);
}

/** By type, so that a change reads as one. A REST API's deployment is a new one whenever the API changes: by its hash. */
function logicalIdsOf(stack: Stack): Record<string, string[]> {
  const ids: Record<string, string[]> = {};
  for (const [id, { Type }] of resourcesOf(stack)) {
    (ids[Type] ??= []).push(Type === 'AWS::ApiGateway::Deployment' ? id.replace(/[0-9a-f]{32}$/, '<hash>') : id);
  }
  for (const each of Object.values(ids)) each.sort();
  return ids;
}

describe.each([
  ['this app', app, STATEFUL.app],
  ['another app', anotherApp, STATEFUL.anotherApp],
] as const)('%s', (_, make, expected) => {
  const stateful = (stack: Stack) => resourcesOf(stack).filter(([, { Type }]) => STATEFUL_TYPES.has(Type));

  it.each([
    ['as cdk init makes apps', cdkContext()],
    ['without any feature flag', {}],
  ])('keeps what holds state under the ids that it has been deployed with, %s', (__, context) => {
    expect(Object.fromEntries(stateful(make(context)).map(([id, { Type }]) => [id, Type]))).toEqual(expected);
  });

  it('keeps it without names, and under the keys that it has been deployed with', () => {
    const replacing = stateful(make(cdkContext())).map(([id, { Properties }]) => [
      id,
      Object.fromEntries(Object.entries(Properties).filter(([name]) => REPLACING.includes(name))),
    ]);

    expect(Object.fromEntries(replacing)).toEqual({
      ...Object.fromEntries(Object.keys(expected).map((id) => [id, {}])),
      ...('UserPool6BA7E5F2' in expected && { UserPool6BA7E5F2: { AliasAttributes: ['email'] } }),
      TokenRevocationRevocationTableD7D3C001: { KeySchema: [{ AttributeName: 'key', KeyType: 'HASH' }] },
      ...('TokenRevocationSessionsTable5D733887' in expected && {
        TokenRevocationSessionsTable5D733887: {
          KeySchema: [
            { AttributeName: 'user', KeyType: 'HASH' },
            { AttributeName: 'sessionId', KeyType: 'RANGE' },
          ],
          // CloudFormation would replace the table for another index of this kind.
          LocalSecondaryIndexes: [
            {
              IndexName: 'listed',
              KeySchema: [
                { AttributeName: 'user', KeyType: 'HASH' },
                { AttributeName: 'listedAs', KeyType: 'RANGE' },
              ],
              Projection: { ProjectionType: 'ALL' },
            },
          ],
        },
      }),
      LiveConnectionsTableBB92C985: {
        KeySchema: [
          { AttributeName: 'owner', KeyType: 'HASH' },
          { AttributeName: 'connection', KeyType: 'RANGE' },
        ],
      },
    });
  });

  it('has no logical id changed without anybody seeing it', () => {
    expect(logicalIdsOf(make(cdkContext()))).toMatchSnapshot();
  });
});
