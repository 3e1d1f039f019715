import {
  App,
  Duration,
  Stack,
  type aws_cloudwatch as cloudwatch,
  aws_cloudwatch_actions as actions,
  aws_cognito as cognito,
  aws_sns as sns,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import { LiveConnections, LiveSubscriptions, Monitoring, RevocationTable, TokenRevocation } from '../../../lib';
import { alarmOnAge } from '../../../lib/monitoring/alarm-on-age';
import { ALARMS, runbookUrl, type AlarmKind } from '../../../lib/monitoring/alarms';
import { resourcesById, resourcesOf, templateWith } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

const ALARM = 'AWS::CloudWatch::Alarm';
const EMAIL = Monitoring.alarms({ email: 'ops@example.com' });

function deployment(monitoring: Monitoring) {
  const app = new App();
  const stack = new Stack(app, 'Stack');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const userPoolClients = [userPool.addClient('Web')];
  const revocation = new TokenRevocation(stack, 'Revocation', { monitoring, userPool, userPoolClients });
  return { app, stack, userPool, userPoolClients, revocation };
}

/** Of alarms, by what their descriptions link. */
function kindsOf(template: Template): string[] {
  const kinds = Object.keys(ALARMS) as AlarmKind[];
  return resourcesOf(template, ALARM).map(({ Properties }) => {
    const said = String(Properties['AlarmDescription']);
    return kinds.find((kind) => said.endsWith(runbookUrl(kind))) ?? said;
  });
}

describe('alarms', () => {
  it('are of everything that somebody would miss, and no more', () => {
    const { stack, revocation } = deployment(EMAIL);
    revocation.authorizer.restAuthorizer();
    const template = Template.fromStack(stack);
    const kinds = kindsOf(template);
    const count = (kind: AlarmKind) => kinds.filter((each) => each === kind).length;

    expect(count('faults')).toBe(1);
    expect(count('forged tokens')).toBe(1);
    expect(count('unfinished global sign-outs')).toBe(1);
    expect(count('table throttles')).toBe(1);
    expect(count('sign-out API errors')).toBe(1);
    // Of the stream's reader, of events that are told, and of those that come in.
    expect(count('dead letters')).toBe(3);
    // Of the stream, and of events that are told.
    expect(count('oldest message')).toBe(2);
    // The authorizers of HTTP and REST APIs, sign-out, revoke-token, cognito-proxy, admin-sign-out, logout.
    expect(count('throttles')).toBe(7);
    // Authorizers throw for what anybody can bring about.
    expect(count('errors')).toBe(5);
    expect(count('crashes')).toBe(2);
    expect(kinds).toHaveLength(24);
    expect(revocation.alarms).toHaveLength(24);
  });

  it('are each told to the address, once it has confirmed', () => {
    const { stack } = deployment(EMAIL);
    const template = Template.fromStack(stack);

    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    const topic = resourcesById(template, 'AWS::SNS::Topic')[0]?.[0];
    for (const { Properties } of resourcesOf(template, ALARM)) {
      expect(Properties['AlarmActions']).toEqual([{ Ref: topic }]);
    }
  });

  it('go to a topic that CloudWatch can publish to: with no key of AWS’s, and for this account’s alarms alone', () => {
    const template = Template.fromStack(deployment(EMAIL).stack);

    template.hasResourceProperties('AWS::SNS::Topic', { KmsMasterKeyId: Match.absent() });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Condition: {
              StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } },
              ArnLike: { 'aws:SourceArn': Match.anyValue() },
            },
          }),
        ]),
      },
    });
  });

  it('are about what is ours: not about what anybody can bring about, nor about tokens that are revoked or expired', () => {
    const template = Template.fromStack(deployment(EMAIL).stack);
    const ours = resourcesOf(template, ALARM).filter(({ Properties }) => Properties['Namespace'] === 'CognitoSignOut');

    expect(ours.map(({ Properties }) => Properties['MetricName']).sort()).toEqual([
      'Faults',
      'ForgedTokens',
      'UnfinishedGlobalSignOuts',
    ]);
    // By the deployment alone: there the telemetry leaves junk out.
    for (const { Properties } of ours) {
      expect(Properties['Dimensions']).toEqual([{ Name: 'Deployment', Value: expect.anything() as object }]);
    }
  });

  it('end by themselves, but for what has been given up', () => {
    const template = Template.fromStack(deployment(EMAIL).stack);
    const lasting = resourcesOf(template, ALARM).filter(
      ({ Properties }) => Properties['TreatMissingData'] !== 'notBreaching',
    );

    const [first, ...others] = lasting.map(({ Properties }) => [
      Properties['Namespace'],
      Properties['TreatMissingData'],
    ]);
    expect(first).toEqual(['AWS/SQS', 'ignore']);
    expect(others).toEqual([first, first]);
  });

  it('are raised from how many on the owner says', () => {
    const { stack } = deployment(
      Monitoring.alarms({ email: 'ops@example.com', faultThreshold: 1, forgedTokenThreshold: 9 }),
    );
    const template = Template.fromStack(stack);

    for (const MetricName of ['Faults', 'UnfinishedGlobalSignOuts', '5xx', 'Errors']) {
      template.hasResourceProperties(ALARM, { MetricName, Threshold: 1 });
    }
    template.hasResourceProperties(ALARM, { MetricName: 'ForgedTokens', Threshold: 9 });
  });

  it('add up reads and writes of the table that were throttled, which are reported only when there are some', () => {
    Template.fromStack(deployment(EMAIL).stack).hasResourceProperties(ALARM, {
      Metrics: Match.arrayWith([Match.objectLike({ Expression: 'FILL(reads, 0) + FILL(writes, 0)' })]),
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
    });
  });

  it('are those of constructs too that are made later, in other stacks too', () => {
    const { app, stack, revocation } = deployment(EMAIL);
    const before = revocation.alarms.length;
    const connections = new LiveConnections(stack, 'Connections', revocation);
    const api = new Stack(app, 'Api');
    const subscriptions = new LiveSubscriptions(api, 'Subscriptions', revocation);

    const after = revocation.alarms.slice(before);
    // Each has a queue of its own, and one of what is handed on to it, which may also be late.
    for (const { alarm, follower } of [connections, subscriptions]) {
      expect(after).toContain(alarm);
      expect(after).toContain(follower.alarm);
    }
    expect(after).toHaveLength(6);
    expect(revocation.alarms).toContain(revocation.signOutEvents.alarm);
    for (const alarm of revocation.alarms) expect(actionsOf(alarm)).toHaveLength(1);
  });

  it('do what they are told later too, those that are made before and after', () => {
    const { stack, revocation } = deployment(EMAIL);
    revocation.addAlarmAction(new actions.SnsAction(new sns.Topic(stack, 'Pager')));
    new LiveConnections(stack, 'Connections', revocation);

    for (const alarm of revocation.alarms) expect(actionsOf(alarm)).toHaveLength(2);
  });

  it('need no address, where there is something else that they do', () => {
    const pager = { bind: () => ({ alarmActionArn: 'arn:aws:sns:us-east-1:123456789012:pager' }) };
    const { revocation, stack } = deployment(Monitoring.alarms({ actions: [pager] }));

    expect(actionsOf(revocation.signOutEvents.alarm)).toEqual(['arn:aws:sns:us-east-1:123456789012:pager']);
    expect(resourcesOf(Template.fromStack(stack), 'AWS::SNS::Topic')).toEqual([]);
  });

  it('are made once for a table that two share', () => {
    const stack = new Stack(new App(), 'Stack');
    const userPool = new cognito.UserPool(stack, 'Pool');
    const revocationTable = new RevocationTable(stack, 'Table');
    const shared = { userPool, userPoolClients: [userPool.addClient('Web')], revocationTable, monitoring: EMAIL };
    for (const id of ['One', 'Other']) new TokenRevocation(stack, id, shared);
    const kinds = kindsOf(Template.fromStack(stack));

    expect(kinds.filter((kind) => kind === 'faults')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'sign-out API errors')).toHaveLength(2);
  });

  it('are raised by a queue whose oldest message is old', () => {
    const { stack, revocation } = deployment(EMAIL);
    const queue = new sqs.Queue(stack, 'Followers');
    const { revocationTable } = revocation;
    alarmOnAge(stack, 'Late', queue, { revocationTable, says: 'Connections are ended', longest: Duration.seconds(30) });

    Template.fromStack(stack).hasResourceProperties(ALARM, {
      AlarmDescription: `Connections are ended late: ${runbookUrl('oldest message')}`,
      MetricName: 'ApproximateAgeOfOldestMessage',
      Statistic: 'Maximum',
      Threshold: 30,
      DatapointsToAlarm: 2,
    });
    expect(revocation.alarms.map(({ node }) => node.id)).toContain('Late');
  });
});

function actionsOf(alarm: cloudwatch.Alarm): unknown {
  return Stack.of(alarm).resolve((alarm.node.defaultChild as cloudwatch.CfnAlarm).alarmActions);
}

describe('going without alarms', () => {
  it('is written in the template, with the reason', () => {
    const template = Template.fromStack(deployment(Monitoring.none('a prototype')).stack);

    expect(template.toJSON()['Metadata']).toMatchObject({ CognitoSignOut: { NoAlarms: 'a prototype' } });
    expect(Template.fromStack(deployment(EMAIL).stack).toJSON()['Metadata']).not.toHaveProperty(
      'CognitoSignOut.NoAlarms',
    );
  });

  it('leaves those of dead letters, without actions', () => {
    const { stack, revocation } = deployment(UNWATCHED);
    const queue = new sqs.Queue(stack, 'Followers');
    const { revocationTable } = revocation;
    alarmOnAge(stack, 'Late', queue, { revocationTable, says: 'Connections are ended', longest: Duration.seconds(30) });

    expect(new Set(kindsOf(Template.fromStack(stack)))).toEqual(new Set(['dead letters']));
    expect(revocation.alarms).toContain(revocation.signOutEvents.alarm);
    expect(actionsOf(revocation.signOutEvents.alarm)).toBeUndefined();
  });
});

describe('what is refused', () => {
  it.each([
    ['alarms that nobody is told of', () => Monitoring.alarms({}), 'got neither email nor actions'],
    ['the same with no action', () => Monitoring.alarms({ actions: [] }), 'got neither email nor actions'],
    ['no address', () => Monitoring.alarms({ email: 'ops' }), 'email: got "ops"; allowed: an address such as'],
    [
      'a threshold that is always reached',
      () => Monitoring.alarms({ email: 'ops@example.com', faultThreshold: 0 }),
      'faultThreshold: got 0; allowed: a whole number from 1',
    ],
    [
      'half a token',
      () => Monitoring.alarms({ email: 'ops@example.com', forgedTokenThreshold: 1.5 }),
      'forgedTokenThreshold: got 1.5; allowed: a whole number from 1',
    ],
    ['no alarms for no reason', () => Monitoring.none(' '), 'Monitoring.none: got the reason " "'],
  ])('%s', (_, make, said) => {
    expect(make).toThrow(said);
  });
});

describe('the runbook', () => {
  const runbook = readFileSync(path.join(__dirname, '../../../docs/runbook.md'), 'utf8');

  it('has an article for every kind of alarm, and no other', () => {
    const articles = Array.from(runbook.matchAll(/^### Alarm: (.+)$/gm), ([, kind = '']) => kind);

    expect(articles.sort()).toEqual(Object.keys(ALARMS).sort());
  });

  it('is linked by every alarm of the stack, to an article that is there', () => {
    const alarms = resourcesOf(templateWith({ alarmEmail: 'ops@example.com' }), ALARM);
    const anchors = Array.from(runbook.matchAll(/^### (.+)$/gm), ([, title = '']) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, '')
        .replaceAll(' ', '-'),
    );

    expect(alarms.length).toBeGreaterThan(20);
    for (const { Properties } of alarms) {
      const [, anchor = ''] =
        /https:\/\/github\.com\/[^ ]+\/docs\/runbook\.md#(\S+)$/.exec(String(Properties['AlarmDescription'])) ?? [];
      expect(anchors).toContain(anchor);
    }
  });
});
