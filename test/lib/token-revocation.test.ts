import {
  App,
  CfnParameter,
  Duration,
  Stack,
  aws_cognito as cognito,
  type aws_dynamodb as dynamodb,
  aws_iam as iam,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

import {
  LiveConnections,
  RevocationTable,
  TokenRevocation,
  TokenUse,
  type FunctionOptions,
  type TokenRevocationProps,
} from '../../lib';
import { cdkContext, resourcesOf } from '../support/synth';
import { UNWATCHED } from '../support/unwatched';

function otherApp(props: (stack: Stack) => Partial<TokenRevocationProps> = () => ({})) {
  const stack = new Stack(new App({ context: cdkContext() }), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const accepted = { userPool, userPoolClients: [userPool.addClient('Web')] };
  return {
    stack,
    revocation: new TokenRevocation(stack, 'Revocation', { monitoring: UNWATCHED, ...accepted, ...props(stack) }),
  };
}

const existing = (stack: Stack) => ({
  revocationTable: RevocationTable.fromTableName(stack, 'Existing', 'revocations'),
});

describe('a table that exists already', () => {
  it('is taken, and none is made', () => {
    const template = Template.fromStack(otherApp(existing).stack);

    template.resourceCountIs('AWS::DynamoDB::GlobalTable', 0);
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: { Variables: { REVOCATION_TABLE_NAME: 'revocations' } },
    });
    template.hasResourceProperties('AWS::IAM::Policy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
            Resource: { 'Fn::Join': ['', Match.arrayWith([':table/revocations'])] },
          }),
        ]),
      },
    });
  });

  it.each(['arn:aws:dynamodb:us-east-1:123456789012:table/revocations', '', 'ab', 'a b', 'a'.repeat(256)])(
    'is named by its name, and not by %j',
    (name) => {
      expect(() => RevocationTable.fromTableName(new Stack(), 'Existing', name)).toThrow(
        `tableName: got ${JSON.stringify(name)}; allowed: the name of a table, and not its ARN`,
      );
    },
  );

  it('may have a name that only the deployment knows', () => {
    const stack = new Stack();
    const { valueAsString } = new CfnParameter(stack, 'Name');

    expect(stack.resolve(RevocationTable.fromTableName(stack, 'Existing', valueAsString).tableName)).toEqual({
      Ref: 'Name',
    });
  });

  it.each([
    ['deletionProtection', { deletionProtection: false }, 'false'],
    ['warmThroughput', { warmThroughput: { readUnitsPerSecond: 20_000 } }, '{"readUnitsPerSecond":20000}'],
    ['replicaRegions', { replicaRegions: ['eu-central-1'] }, '["eu-central-1"]'],
  ])('is not the one that %s could be of', (name, props, got) => {
    expect(() => otherApp((stack) => ({ ...existing(stack), ...props }))).toThrow(
      `${name}: got ${got}; it has no effect on a revocationTable that is given: leave it out`,
    );
  });

  it('can’t be followed, as its stream is not known', () => {
    const { stack, revocation } = otherApp(existing);

    expect(() => new LiveConnections(stack, 'Live', revocation)).toThrow(
      'Other/Existing: the stream of a table that is only named is not known, so nothing can follow it',
    );
  });

  it('knows whose calls to Cognito are this app’s own', () => {
    const functions = resourcesOf(Template.fromStack(otherApp(existing).stack), 'AWS::Lambda::Function');
    const told = functions.flatMap(({ Properties }) => {
      const { Variables } = Properties['Environment'] as { Variables: Record<string, unknown> };
      return Variables['SIGN_OUT_ROLE_ARNS'] ?? [];
    });

    // sign-out, revoke-token, cognito-proxy, admin-sign-out, logout, sign-out-events
    expect(JSON.stringify(told).match(/Fn::GetAtt/g)).toHaveLength(6);
  });
});

describe('the revocation table', () => {
  it('lets a service look tokens up, and no more', () => {
    const { stack, revocation } = otherApp();
    const service = new iam.Role(stack, 'Service', { assumedBy: new iam.ServicePrincipal('ecs-tasks.amazonaws.com') });
    revocation.revocationTable.grantLookup(service);

    const statements = resourcesOf(Template.fromStack(stack), 'AWS::IAM::Policy')
      .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes('"Service'))
      .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: object[] }).Statement);
    expect(statements).toEqual([expect.objectContaining({ Action: 'dynamodb:BatchGetItem', Effect: 'Allow' })]);
  });

  it('is known to services, with the tokens that are accepted, by variables', () => {
    const { stack, revocation } = otherApp((stack) => ({
      ...existing(stack),
      acceptedTokenUse: [TokenUse.ACCESS],
    }));

    expect(stack.resolve(revocation.lookupEnvironment)).toEqual({
      USER_POOL_ID: { Ref: expect.stringMatching(/^Pool/) as string },
      USER_POOL_CLIENT_IDS: { Ref: expect.stringMatching(/^PoolWeb/) as string },
      ACCEPTED_TOKEN_USE: 'access',
      REVOCATION_TABLE_NAME: 'revocations',
    });
  });

  it('is as warm as the owner says', () => {
    const warmThroughput: dynamodb.WarmThroughput = { readUnitsPerSecond: 24_000, writeUnitsPerSecond: 4_000 };

    Template.fromStack(otherApp(() => ({ warmThroughput })).stack).hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      WarmThroughput: { ReadUnitsPerSecond: 24_000, WriteUnitsPerSecond: 4_000 },
    });
  });
});

describe('the open routes', () => {
  const OPEN = [
    'POST /sign-out',
    'POST /oauth2/revoke',
    'POST /',
    'GET /oauth2/logout',
    'POST /oauth2/logout',
    'GET /oauth2/logout/done',
    'GET /.well-known/openid-configuration',
    'GET /.well-known/oauth-authorization-server',
  ];
  const limits = (rate: number, burst: number) =>
    Object.fromEntries(OPEN.map((key) => [key, { ThrottlingRateLimit: rate, ThrottlingBurstLimit: burst }]));

  it.each([
    ['by default', {}, limits(200, 400)],
    ['as the owner says', { throttle: { rateLimit: 7, burstLimit: 9 } }, limits(7, 9)],
    ['as far as the owner says', { throttle: { rateLimit: 7 } }, limits(7, 400)],
  ])('are throttled %s, each by itself', (_, props, RouteSettings) => {
    Template.fromStack(otherApp(() => props).stack).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      RouteSettings,
    });
  });

  it('may have limits that only the deployment knows', () => {
    const { stack } = otherApp((scope) => ({
      throttle: { rateLimit: new CfnParameter(scope, 'Limit', { type: 'Number' }).valueAsNumber },
    }));

    Template.fromStack(stack).hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      RouteSettings: { 'POST /': { ThrottlingRateLimit: { Ref: 'Limit' }, ThrottlingBurstLimit: 400 } },
    });
  });

  it('are there before their limits, which API Gateway would refuse', () => {
    const template = Template.fromStack(otherApp().stack);
    const routes = Object.entries(template.findResources('AWS::ApiGatewayV2::Route'))
      .filter(([, { Properties }]) => OPEN.includes((Properties as { RouteKey: string }).RouteKey))
      .map(([id]) => id);

    expect(routes).toHaveLength(OPEN.length);
    for (const id of routes) {
      template.hasResource('AWS::ApiGatewayV2::Stage', { DependsOn: Match.arrayWith([id]) });
    }
  });

  it.each(['rateLimit', 'burstLimit'])('are not closed by a %s of 0', (name) => {
    expect(() => otherApp(() => ({ throttle: { [name]: 0 } }))).toThrow(
      `throttle: got ${name} 0; allowed: more than 0 requests`,
    );
  });
});

describe('all functions', () => {
  it('run as the owner says', () => {
    const functionOptions = { memorySize: 333, reservedConcurrentExecutions: 7 };
    const { stack } = otherApp(() => ({ functionOptions, revocationDelay: Duration.seconds(5) }));
    const functions = resourcesOf(Template.fromStack(stack), 'AWS::Lambda::Function');

    expect(functions.map(({ Properties }) => Properties['MemorySize'])).toEqual(functions.map(() => 333));
    // Whoever decides, whoever signs out, and whoever follows.
    expect(functions.map(({ Properties }) => Properties['ReservedConcurrentExecutions'])).toEqual(
      functions.map(() => 7),
    );
    expect(functions.length).toBeGreaterThan(7);
  });

  it('have their memory where an option is given without a value', () => {
    // Apps in JavaScript, and in TypeScript without exactOptionalPropertyTypes, write it so.
    const functionOptions = { memorySize: undefined } as unknown as FunctionOptions;
    const functions = resourcesOf(
      Template.fromStack(otherApp(() => ({ functionOptions })).stack),
      'AWS::Lambda::Function',
    );

    expect(new Set(functions.map(({ Properties }) => Properties['MemorySize']))).toEqual(new Set([512]));
  });

  it('of the API that signs out are at hand', () => {
    const { signOutApi } = otherApp().revocation;

    expect(signOutApi.functions).toHaveLength(9);
    expect(signOutApi.functions).toContain(signOutApi.sessionFunction);
  });
});
