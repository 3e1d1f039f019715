import { App, Duration, Stack, aws_cognito as cognito, aws_lambda as lambda } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';

import { RevocationEvents, RevocationTable } from '../../../lib';
import { resourcesOf, templateWith } from '../../support/synth';

function newApp() {
  const app = new App();
  const stack = new Stack(app, 'Data');
  return { app, stack, revocationTable: new RevocationTable(stack, 'Table') };
}

function newFunction(stack: Stack, props: Partial<lambda.FunctionProps> = {}): lambda.Function {
  const code = lambda.Code.fromInline('exports.handler = () => {}');
  return new lambda.Function(stack, 'Mine', {
    code,
    handler: 'index.handler',
    runtime: lambda.Runtime.NODEJS_24_X,
    ...props,
  });
}

const arnOf = (id: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(id), 'Arn'] });
const STREAM = { 'Fn::GetAtt': [Match.stringLikeRegexp('^Table'), 'StreamArn'] };

function statementsOf(of: Template, role: string): unknown[] {
  return resourcesOf(of, 'AWS::IAM::Policy')
    .filter(({ Properties }) => JSON.stringify(Properties['Roles']).includes(role))
    .flatMap(({ Properties }) => (Properties['PolicyDocument'] as { Statement: unknown[] }).Statement)
    .filter((statement) => !JSON.stringify(statement).includes('logs:'));
}

describe('the one reader of the stream', () => {
  it('is not there where nobody follows', () => {
    Template.fromStack(newApp().stack).resourceCountIs('AWS::Lambda::EventSourceMapping', 0);
  });

  it('hands on every revocation from the first, for as long as the stream keeps it', () => {
    const { stack, revocationTable } = newApp();
    for (const id of ['One', 'Two', 'Three']) revocationTable.onRevocation(id);

    const template = Template.fromStack(stack);
    template.resourceCountIs('AWS::Lambda::EventSourceMapping', 1);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: STREAM,
      StartingPosition: 'TRIM_HORIZON',
      BatchSize: 100,
      MaximumBatchingWindowInSeconds: Match.absent(),
      ParallelizationFactor: 10,
      BisectBatchOnFunctionError: true,
      // Again and again, until the stream is about to forget it.
      MaximumRetryAttempts: Match.absent(),
      MaximumRecordAgeInSeconds: 23 * 3600,
      FilterCriteria: { Filters: [{ Pattern: '{"eventName":["INSERT","MODIFY"]}' }] },
      DestinationConfig: { OnFailure: { Destination: arnOf('^TableStreamDeadLetterQueue') } },
    });
  });

  it('knows everybody who follows, also those who come later, and may do nothing else', () => {
    const { stack, revocationTable } = newApp();
    revocationTable.onRevocation('One');
    revocationTable.onRevocation('Two');

    const template = Template.fromStack(stack);
    const [reader] = resourcesOf(template, 'AWS::Lambda::Function');
    const { Variables } = reader?.Properties['Environment'] as { Variables: Record<string, unknown> };
    const urls = JSON.stringify(Variables['FOLLOWERS']).match(/TableStream(One|Two)(DeadLetter)?Queue/g);
    expect(urls).toEqual([
      'TableStreamOneQueue',
      'TableStreamOneDeadLetterQueue',
      'TableStreamTwoQueue',
      'TableStreamTwoDeadLetterQueue',
    ]);
    const statements = statementsOf(template, 'TableStreamHandOnRole') as Record<string, unknown>[];
    const [sends, others] = [true, false].map((isSend) =>
      statements.filter(({ Action }) => (Action === 'sqs:SendMessage') === isSend),
    );
    expect(new Set(JSON.stringify(sends).match(/TableStream\w*?Queue/g))).toEqual(
      new Set([...(urls ?? []), 'TableStreamDeadLetterQueue']),
    );
    expect(others).toEqual([
      {
        Action: ['dynamodb:DescribeStream', 'dynamodb:GetRecords', 'dynamodb:GetShardIterator', 'dynamodb:ListStreams'],
        Effect: 'Allow',
        Resource: { 'Fn::GetAtt': [expect.stringMatching(/^Table/) as string, 'StreamArn'] },
      },
    ]);
  });

  it('runs as the owner of the table says', () => {
    const stack = new Stack(new App(), 'Data');
    const revocationTable = new RevocationTable(stack, 'Table', { functionOptions: { memorySize: 256 } });
    revocationTable.onRevocation('One');

    Template.fromStack(stack).hasResourceProperties('AWS::Lambda::Function', { MemorySize: 256 });
  });

  it('sets off an alarm by what it could not hand on, and each follower by what it could not handle', () => {
    const { stack, revocationTable } = newApp();
    revocationTable.onRevocation('One');

    const alarms = resourcesOf(Template.fromStack(stack), 'AWS::CloudWatch::Alarm');
    expect(alarms.map(({ Properties }) => Properties['AlarmDescription'])).toEqual([
      expect.stringContaining('follower_unavailable'),
      expect.stringContaining('handed on to One could not be followed'),
    ]);
  });

  it('is called what its owner calls it, in its alarms; and ours by the construct', () => {
    const { stack, revocationTable } = newApp();
    revocationTable.onRevocation('One', { description: 'the search index' });
    new RevocationEvents(stack, 'Told', { revocationTable, userPool: new cognito.UserPool(stack, 'Pool') });

    const alarms = resourcesOf(Template.fromStack(stack), 'AWS::CloudWatch::Alarm');
    expect(alarms.map(({ Properties }) => Properties['AlarmDescription'])).toEqual(
      expect.arrayContaining([
        expect.stringContaining('handed on to the search index could not be followed'),
        expect.stringContaining('handed on to Data/Told could not be followed'),
      ]),
    );
  });
});

describe('a follower', () => {
  it('has a function called in whatever stack, which names what it could not handle', () => {
    const { app, stack, revocationTable } = newApp();
    const other = new Stack(app, 'Other');
    revocationTable.onRevocation('Mine', { handler: newFunction(other, { timeout: Duration.seconds(10) }) });

    const template = Template.fromStack(other);
    template.hasResourceProperties('AWS::Lambda::EventSourceMapping', {
      EventSourceArn: { 'Fn::ImportValue': Match.stringLikeRegexp('^Data:.*TableStreamMineQueue') },
      FunctionResponseTypes: ['ReportBatchItemFailures'],
      BatchSize: 10,
    });
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', {
      VisibilityTimeout: 60,
      SqsManagedSseEnabled: true,
      RedrivePolicy: { deadLetterTargetArn: arnOf('^TableStreamMineDeadLetterQueue'), maxReceiveCount: 10 },
    });
  });

  it.each([
    [{}, 180],
    [{ timeout: Duration.seconds(7) }, 42],
  ])('may take the queue itself: %j', (options, VisibilityTimeout) => {
    const { stack, revocationTable } = newApp();

    const { queue, deadLetterQueue, alarm } = revocationTable.onRevocation('Mine', options);

    expect(queue.deadLetterQueue?.queue).toBe(deadLetterQueue);
    expect(alarm.node.path).toBe('Data/Table/Stream/Mine/Alarm');
    Template.fromStack(stack).hasResourceProperties('AWS::SQS::Queue', { VisibilityTimeout });
  });

  it('has an id that nobody else has', () => {
    const { revocationTable } = newApp();
    revocationTable.onRevocation('Mine');

    expect(() => revocationTable.onRevocation('Mine')).toThrow("already a Construct with name 'Mine'");
  });
});

it('lets a function read its source before it is connected with it, as Lambda wants it', () => {
  const template = templateWith();
  const policies = template.findResources('AWS::IAM::Policy');
  const mappings = resourcesOf(template, 'AWS::Lambda::EventSourceMapping');

  // The stream's reader; connections, subscriptions and events; the queues of connections and of subscriptions.
  expect(mappings).toHaveLength(6);
  for (const mapping of mappings) {
    const { EventSourceArn } = mapping.Properties;
    const { DependsOn = [] } = mapping as { DependsOn?: string[] };
    const rights = DependsOn.map((id) => JSON.stringify(policies[id] ?? ''));
    expect(rights.join()).toContain(JSON.stringify(EventSourceArn));
  }
});
