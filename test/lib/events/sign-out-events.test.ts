import { App, Stack, aws_cognito as cognito, aws_lambda as lambda } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

import { SIGN_OUT_EVENTS } from '../../../lambda/events';
import { RevocationTable, SessionEvents, SignOutEvents, type SignOutEventsProps } from '../../../lib';
import { resourcesOf, templateWith } from '../../support/synth';

const template = templateWith();
const QUEUE = { 'Fn::GetAtt': [Match.stringLikeRegexp('^TokenRevocationSignOutEventsDeadLetterQueue'), 'Arn'] };
const RULE = { 'Fn::GetAtt': [Match.stringLikeRegexp('^TokenRevocationSignOutEventsRule'), 'Arn'] };
const HANDLER = { 'Fn::GetAtt': [Match.stringLikeRegexp('^TokenRevocationSignOutEventsHandlerFunction'), 'Arn'] };

/** In an app that is not this one. */
function otherApp(props: Partial<SignOutEventsProps> = {}) {
  const app = new App();
  const stack = new Stack(app, 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const revocationTable = new RevocationTable(stack, 'Table');
  const made = new SignOutEvents(stack, 'Events', {
    userPool,
    userPoolClients: [userPool.addClient('Web')],
    revocationTable,
    ...props,
  });
  return { app, stack, revocationTable, made };
}

function newFunction(stack: Stack, id: string): lambda.Function {
  const code = lambda.Code.fromInline('exports.handler = () => {}');
  return new lambda.Function(stack, id, { code, handler: 'index.handler', runtime: lambda.Runtime.NODEJS_24_X });
}

/** The rules that match events; others go by the clock. */
function rulesOf(of: Template) {
  return resourcesOf(of, 'AWS::Events::Rule').filter(({ Properties }) => 'EventPattern' in Properties);
}

function patternOf(of: Template) {
  const [rule] = rulesOf(of);
  return rule?.Properties['EventPattern'] as { detail: { eventName: string[] } };
}

function roleArnsOf(of: Template): unknown[] {
  return resourcesOf(of, 'AWS::Lambda::Function').flatMap(({ Properties }) => {
    const { Variables } = (Properties['Environment'] ?? { Variables: {} }) as { Variables: Record<string, unknown> };
    return Variables['SIGN_OUT_ROLE_ARNS'] ?? [];
  });
}

const namesOf = (...scopes: string[]) =>
  Object.entries(SIGN_OUT_EVENTS)
    .filter(([, scope]) => scopes.includes(scope))
    .map(([name]) => name);

describe('the rule', () => {
  it('takes in the events of this account and Region that end sessions of the pool, or do not say of which', () => {
    const pool = { Ref: expect.stringMatching(/^UserPool/) as string };

    expect(rulesOf(template)).toHaveLength(1);
    expect(patternOf(template)).toEqual({
      source: ['aws.cognito-idp'],
      account: [{ Ref: 'AWS::AccountId' }],
      region: [{ Ref: 'AWS::Region' }],
      'detail-type': ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail'],
      detail: {
        eventSource: ['cognito-idp.amazonaws.com'],
        eventName: namesOf('user'),
        $or: [
          { requestParameters: { userPoolId: [pool] } },
          { additionalEventData: { userPoolId: [pool] } },
          {
            requestParameters: { userPoolId: [{ exists: false }] },
            additionalEventData: { userPoolId: [{ exists: false }] },
          },
        ],
      },
    });
    template.hasResourceProperties('AWS::Events::Rule', { State: 'ENABLED', EventBusName: Match.absent() });
  });

  it("takes in neither a reset of a password that anybody may begin, nor managed login's, which may be the same", () => {
    for (const sessionEvents of Object.values(SessionEvents)) {
      const names = patternOf(Template.fromStack(otherApp({ sessionEvents }).stack)).detail.eventName;

      expect(names.filter((name) => /^forgotPassword/i.test(name))).toEqual([]);
      expect(names.includes('SAML2Logout_POST')).toBe(sessionEvents === SessionEvents.USER);
    }
  });

  it('delivers them to the one function, and what it cannot deliver to the dead-letter queue', () => {
    template.hasResourceProperties('AWS::Events::Rule', {
      Targets: [{ Arn: HANDLER, DeadLetterConfig: { Arn: QUEUE }, RetryPolicy: { MaximumEventAgeInSeconds: 86_400 } }],
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      Principal: 'events.amazonaws.com',
      FunctionName: HANDLER,
      SourceArn: RULE,
    });
  });

  it('leaves out the events of one session, unless they are to end all of the user’s', () => {
    const wide = Template.fromStack(otherApp({ sessionEvents: SessionEvents.USER }).stack);

    expect(patternOf(wide).detail.eventName).toEqual(namesOf('user', 'session'));
    wide.hasResourceProperties('AWS::Events::Rule', { State: 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS' });
    wide.hasResourceProperties('AWS::Lambda::Function', { Environment: { Variables: { SESSION_EVENTS: 'user' } } });
  });
});

describe('the function', () => {
  it('may read and write the table, log, and put what it cannot record into the queue: no call to Cognito', () => {
    const statements = Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([id]) => id.includes('SignOutEvents'))
      .map(([, { Properties }]) => (Properties as { PolicyDocument: { Statement: unknown } }).PolicyDocument.Statement);

    expect(statements).toEqual([
      [
        {
          Action: ['logs:CreateLogStream', 'logs:PutLogEvents'],
          Effect: 'Allow',
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/SignOutEventsHandlerLogs/) as string, 'Arn'] },
        },
        {
          Action: ['dynamodb:BatchGetItem', 'dynamodb:PutItem'],
          Effect: 'Allow',
          Resource: { 'Fn::GetAtt': ['TokenRevocationRevocationTableD7D3C001', 'Arn'] },
        },
        {
          Action: 'sqs:SendMessage',
          Effect: 'Allow',
          Resource: { 'Fn::GetAtt': [expect.stringMatching(/SignOutEventsDeadLetterQueue/) as string, 'Arn'] },
        },
      ],
    ]);
  });

  it('is tried three times, and then leaves the event in the dead-letter queue', () => {
    template.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      FunctionName: { Ref: Match.stringLikeRegexp('^TokenRevocationSignOutEventsHandlerFunction') },
      MaximumRetryAttempts: 2,
      MaximumEventAgeInSeconds: 21_600,
      DestinationConfig: { OnFailure: { Destination: QUEUE } },
    });
  });

  it('knows the pool, and the roles of every function that signs out, of later ones too', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: {
          USER_POOL_ID: { Ref: Match.stringLikeRegexp('^UserPool') },
          USER_POOL_CLIENT_IDS: { Ref: Match.stringLikeRegexp('^UserPoolClient') },
          REVOCATION_TABLE_NAME: { Ref: 'TokenRevocationRevocationTableD7D3C001' },
          REFRESH_TOKEN_VALIDITY_SECONDS: '2592000',
          SESSION_EVENTS: 'ignore',
          ACCEPTED_TOKEN_USE: Match.absent(),
        },
      },
    });
    const granted = Object.entries(template.findResources('AWS::IAM::Policy'))
      .filter(([, { Properties }]) => JSON.stringify(Properties).includes('cognito-idp:AdminUserGlobalSignOut'))
      .map(([, { Properties }]) => (Properties as { Roles: [{ Ref: string }] }).Roles[0].Ref);

    const [arns] = roleArnsOf(template);
    expect(granted.length).toBeGreaterThanOrEqual(2);
    for (const role of granted) expect(JSON.stringify(arns)).toContain(`{"Fn::GetAtt":["${role}","Arn"]}`);
  });

  it('does without those of another stack, for that needs this one', () => {
    const { app, stack, revocationTable } = otherApp();
    const theirs = new Stack(app, 'Theirs');
    revocationTable.grantRevoke(newFunction(theirs, 'Theirs'));
    revocationTable.grantRevoke(newFunction(stack, 'Ours'));

    app.synth();
    const [arns] = roleArnsOf(Template.fromStack(stack));
    expect(JSON.stringify(arns)).toMatch(/"OursServiceRole\w+"/);
    expect(JSON.stringify(arns)).not.toContain('Theirs');
  });

  it('refuses to be there for nobody', () => {
    expect(() => otherApp({ userPoolClients: [] })).toThrow('userPoolClients: got none; at least one client is needed');
  });
});

describe('the dead-letter queue', () => {
  it('is encrypted, takes TLS only, and keeps events for two weeks', () => {
    template.hasResourceProperties('AWS::SQS::Queue', {
      SqsManagedSseEnabled: true,
      MessageRetentionPeriod: 1_209_600,
    });
    template.hasResourceProperties('AWS::SQS::QueuePolicy', {
      PolicyDocument: {
        Statement: [
          {
            Effect: 'Deny',
            Action: 'sqs:*',
            Principal: { AWS: '*' },
            Condition: { Bool: { 'aws:SecureTransport': 'false' } },
          },
          {
            Effect: 'Allow',
            Action: 'sqs:SendMessage',
            Principal: { Service: 'events.amazonaws.com' },
            Resource: QUEUE,
            Condition: { ArnEquals: { 'aws:SourceArn': RULE } },
          },
        ],
      },
    });
  });

  it('raises an alarm as long as there is an event in it', () => {
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateNumberOfMessagesVisible',
      Statistic: 'Maximum',
      Period: 60,
      EvaluationPeriods: 1,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      Threshold: 1,
      TreatMissingData: 'ignore',
      Dimensions: [{ Name: 'QueueName', Value: { 'Fn::GetAtt': [Match.anyValue(), 'QueueName'] } }],
    });
  });
});
