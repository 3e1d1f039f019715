import {
  App,
  Stack,
  aws_cognito as cognito,
  aws_events as events,
  aws_events_targets as targets,
  aws_sqs as sqs,
} from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

import { RevocationEvents, RevocationTable, TokenRevocation, type RevocationEventsOptions } from '../../../lib';
import { resourcesOf, templateWith } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

function otherApp(options: (stack: Stack) => RevocationEventsOptions = () => ({})) {
  const stack = new Stack(new App(), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const revocationTable = new RevocationTable(stack, 'Table');
  const made = new RevocationEvents(stack, 'Events', { userPool, revocationTable, ...options(stack) });
  return { stack, made };
}

const DEFAULT_BUS = {
  'Fn::Join': [
    '',
    [
      'arn:',
      { Ref: 'AWS::Partition' },
      ':events:',
      { Ref: 'AWS::Region' },
      ':',
      { Ref: 'AWS::AccountId' },
      ':event-bus/default',
    ],
  ],
};

/** What the function that tells may do, but for its logs and its queue. */
function rightsOf(stack: Stack): unknown[] {
  return resourcesOf(Template.fromStack(stack), 'AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes('EventsPublishRole'))
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: unknown[] }).Statement)
    .filter((statement) => !/logs:|sqs:/.test(JSON.stringify(statement)));
}

it('tells on the default bus, and may do nothing else', () => {
  const { stack } = otherApp();

  expect(rightsOf(stack)).toEqual([{ Action: 'events:PutEvents', Effect: 'Allow', Resource: DEFAULT_BUS }]);
  Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', {
    Environment: { Variables: { EVENT_BUS_NAME: DEFAULT_BUS } },
  });
});

it('tells on the bus that is given', () => {
  // CDK's own class does not fit its own interface where optional properties are exact.
  const busIn = (scope: Stack) => new events.EventBus(scope, 'Bus') as events.IEventBus;
  const { stack } = otherApp((scope) => ({ eventBus: busIn(scope) }));

  expect(rightsOf(stack)).toMatchObject([
    { Action: 'events:PutEvents', Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Bus/), 'Arn'] } },
  ]);
});

it('is told every revocation, in a queue of its own', () => {
  Template.fromStack(otherApp().stack).hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    EventSourceArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^TableStreamEvents'), 'Arn'] },
    FunctionName: { Ref: Match.stringLikeRegexp('^EventsPublishFunction') },
    FunctionResponseTypes: ['ReportBatchItemFailures'],
  });
});

it('gives a rule for the sign-outs of this pool, and for those of them that the owner names', () => {
  const { stack, made } = otherApp();
  const target = new targets.SqsQueue(new sqs.Queue(stack, 'Mine'));

  const rule = made.onSignOut('ByAdmins', { target, eventPattern: { detail: { initiatedBy: ['admin'] } } });

  expect(rule.node.path).toBe('Other/Events/ByAdmins');
  Template.fromStack(stack).hasResourceProperties('AWS::Events::Rule', {
    EventBusName: 'default',
    EventPattern: {
      source: ['cognito-sign-out'],
      'detail-type': ['Sessions Revoked'],
      resources: [{ 'Fn::GetAtt': [Match.stringLikeRegexp('^Pool'), 'Arn'] }],
      detail: { initiatedBy: ['admin'] },
    },
    Targets: [{ Arn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Mine'), 'Arn'] } }],
  });
});

it('may be made without a target, which is added later', () => {
  const { stack, made } = otherApp();
  made.onSignOut('Later').addTarget(new targets.SqsQueue(new sqs.Queue(stack, 'Mine')));

  expect(resourcesOf(Template.fromStack(stack), 'AWS::Events::Rule')).toHaveLength(1);
});

it('comes with TokenRevocation, but where the table is only named: then whoever makes it tells', () => {
  const stack = new Stack(new App(), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const props = { userPool, userPoolClients: [userPool.addClient('Web')], monitoring: UNWATCHED };
  const named = RevocationTable.fromTableName(stack, 'Named', 'revocations');

  expect(new TokenRevocation(stack, 'Own', props).revocationEvents).toBeInstanceOf(RevocationEvents);
  expect(
    new TokenRevocation(stack, 'Elsewhere', { ...props, revocationTable: named }).revocationEvents,
  ).toBeUndefined();
});

it('tells once of a table that several share', () => {
  const stack = new Stack(new App(), 'Other');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const revocationTable = new RevocationTable(stack, 'Table');
  const props = { userPool, userPoolClients: [userPool.addClient('Web')], revocationTable, monitoring: UNWATCHED };
  const [one, other] = ['One', 'Other'].map((id) => new TokenRevocation(stack, id, props));

  expect(one?.revocationEvents).toBeInstanceOf(RevocationEvents);
  expect(other?.revocationEvents).toBe(one?.revocationEvents);
});

it('is part of this app', () => {
  templateWith().hasResourceProperties('AWS::Lambda::EventSourceMapping', {
    FunctionName: { Ref: Match.stringLikeRegexp('^TokenRevocationRevocationEventsPublishFunction') },
  });
});
