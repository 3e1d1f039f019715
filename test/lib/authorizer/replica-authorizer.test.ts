import {
  App,
  Stack,
  aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_integrations as integrations,
  aws_cognito as cognito,
  type Environment,
} from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';

import { LiveConnections, RevocationAuthorizer, RevocationTable, SignOutEvents, TokenRevocation } from '../../../lib';
import { resourcesOf } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

const ACCOUNT = '111111111111';
const HOME: Environment = { region: 'eu-west-1', account: ACCOUNT };
const AWAY: Environment = { region: 'eu-central-1', account: ACCOUNT };

/** A stack in another Region than a user pool, and what it knows of that. */
function away(poolId = 'eu-west-1_Theirs', env = AWAY) {
  const stack = new Stack(new App(), 'Away', { env });
  return {
    stack,
    userPool: cognito.UserPool.fromUserPoolId(stack, 'Pool', poolId),
    userPoolClients: [cognito.UserPoolClient.fromUserPoolClientId(stack, 'Web', 'client-1')],
    revocationTable: RevocationTable.fromReplica(stack, 'Replica', 'revocations'),
  };
}

function protect(stack: Stack, authorizer: RevocationAuthorizer): Template {
  new apigatewayv2.HttpApi(stack, 'Api', { defaultAuthorizer: authorizer.httpAuthorizer() }).addRoutes({
    path: '/orders',
    integration: new integrations.HttpUrlIntegration('Orders', 'https://orders.example.com'),
  });
  return Template.fromStack(stack);
}

function variablesOf(template: Template): Record<string, unknown>[] {
  return resourcesOf(template, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
    const { Variables } = (Properties['Environment'] ?? {}) as { Variables?: Record<string, unknown> };
    return Variables?.['REVOCATION_TABLE_NAME'] === undefined ? [] : [Variables];
  });
}

function statementsOn(template: Template, table: string): unknown[] {
  return resourcesOf(template, 'AWS::IAM::Policy')
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: unknown[] }).Statement)
    .filter((statement) => JSON.stringify(statement).includes(table));
}

describe('an authorizer on a replica', () => {
  it('reads the replica of its own Region, and no more, for the pool of another', () => {
    const { stack, ...props } = away();
    const template = protect(stack, new RevocationAuthorizer(stack, 'Authorizer', props));

    expect(variablesOf(template)).toEqual([
      expect.objectContaining({
        USER_POOL_ID: 'eu-west-1_Theirs',
        USER_POOL_CLIENT_IDS: 'client-1',
        REVOCATION_TABLE_NAME: 'revocations',
      }),
    ]);
    expect(statementsOn(template, 'revocations')).toEqual([
      {
        Action: 'dynamodb:BatchGetItem',
        Effect: 'Allow',
        Resource: {
          'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, `:dynamodb:eu-central-1:${ACCOUNT}:table/revocations`]],
        },
      },
    ]);
  });

  it('may be in one app with the table that it is a replica of', () => {
    const app = new App();
    const home = new Stack(app, 'Home', { env: HOME, crossRegionReferences: true });
    const userPool = new cognito.UserPool(home, 'Pool');
    const userPoolClients = [userPool.addClient('Web')];
    const { revocationTable } = new TokenRevocation(home, 'Revocation', {
      userPool,
      userPoolClients,
      monitoring: UNWATCHED,
      replicaRegions: ['eu-central-1'],
    });
    const stack = new Stack(app, 'Away', { env: AWAY, crossRegionReferences: true });
    const replica = RevocationTable.fromReplica(stack, 'Replica', revocationTable.tableName);
    const props = { userPool, userPoolClients, revocationTable: replica };
    const template = protect(stack, new RevocationAuthorizer(stack, 'Authorizer', props));

    const [variables] = variablesOf(template);
    const { REVOCATION_TABLE_NAME: tableName } = variables ?? {};
    expect(JSON.stringify(tableName)).toContain('cdk/exports/Away/Homeeuwest1Ref');
    const [statement] = statementsOn(template, 'dynamodb');
    expect(JSON.stringify(statement)).toContain(`:dynamodb:eu-central-1:${ACCOUNT}:table/`);
    expect(JSON.stringify(statement)).toContain('cdk/exports/Away/Homeeuwest1Ref');
    expect(resourcesOf(Template.fromStack(home), 'AWS::DynamoDB::GlobalTable')).toMatchObject([
      { Properties: { Replicas: [{ Region: 'eu-central-1' }, { Region: 'eu-west-1' }] } },
    ]);
  });

  it('may be in a stack that does not say where it goes', () => {
    const { stack, ...props } = away('eu-west-1_Theirs', {});

    expect(() => protect(stack, new RevocationAuthorizer(stack, 'Authorizer', props))).not.toThrow();
  });

  it('is not of another account’s pool all the same', () => {
    const { stack, ...props } = away();
    const arn = 'arn:aws:cognito-idp:eu-west-1:222222222222:userpool/eu-west-1_Theirs';
    const userPool = cognito.UserPool.fromUserPoolArn(stack, 'Far', arn);

    expect(() => new RevocationAuthorizer(stack, 'Authorizer', { ...props, userPool })).toThrow(
      'userPool: Away/Far is in the account 222222222222; allowed: 111111111111, that of the stack Away',
    );
  });

  it('is not of what can be no pool', () => {
    const { stack, ...props } = away('nonsense');

    expect(() => new RevocationAuthorizer(stack, 'Authorizer', props)).toThrow('userPool: got the id "nonsense"');
  });

  it('has to be on what is said to be a replica', () => {
    const { stack, ...props } = away();
    const revocationTable = RevocationTable.fromTableName(stack, 'Named', 'revocations');

    expect(() => new RevocationAuthorizer(stack, 'Authorizer', { ...props, revocationTable })).toThrow(
      'userPool: Away/Pool is in the Region eu-west-1; allowed: eu-central-1, that of the stack Away: deploy the revocation where ' +
        'the pool is, and give an authorizer here a replica of its table: RevocationTable.fromReplica()',
    );
  });
});

describe('a replica', () => {
  it.each<[string, (props: ReturnType<typeof away>) => unknown]>([
    ['a sign-out API', ({ stack, ...props }) => new TokenRevocation(stack, 'All', { ...props, monitoring: UNWATCHED })],
    ['what takes in sign-outs', ({ stack, ...props }) => new SignOutEvents(stack, 'Events', props)],
  ])('is not where sign-outs are recorded: %s', (_, make) => {
    expect(() => make(away())).toThrow('userPool: Away/Pool is in the Region eu-west-1; allowed: eu-central-1');
    // Nor if nobody knows yet which Region that is.
    expect(() => make(away('eu-west-1_Theirs', {}))).toThrow(
      'Away/Replica: a replica is read only, as sign-outs that are recorded in two Regions at once could undo each other: make ' +
        'TokenRevocation, SignOutApi, SignOutEvents and Sessions where the user pool is',
    );
  });

  it('is followed where its table was made', () => {
    const { stack, ...props } = away();
    const authorizer = new RevocationAuthorizer(stack, 'Authorizer', props);

    expect(() => new LiveConnections(stack, 'Live', { authorizer, revocationTable: props.revocationTable })).toThrow(
      'Away/Replica: a replica is followed where its table was made, which learns of every revocation',
    );
  });

  it.each(['arn:aws:dynamodb:eu-central-1:123456789012:table/revocations', '', 'a b'])(
    'is named by its name, and not by %j',
    (name) => {
      expect(() => RevocationTable.fromReplica(new Stack(), 'Replica', name)).toThrow(
        `tableName: got ${JSON.stringify(name)}; allowed: the name of a table, and not its ARN`,
      );
    },
  );
});
