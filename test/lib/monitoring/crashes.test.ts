import { Match, Template } from 'aws-cdk-lib/assertions';
import { App, Stack, aws_cognito as cognito } from 'aws-cdk-lib';

import { RevocationError } from '../../../lambda/core/errors';
import { createTelemetry } from '../../../lambda/adapters/telemetry';
import { Gateway, LiveConnections, Monitoring, TokenRevocation } from '../../../lib';
import { runbookUrl } from '../../../lib/monitoring/alarms';
import { matches } from '../../support/filter-pattern';
import { resourcesById, resourcesOf } from '../../support/synth';
import { UNWATCHED } from '../../support/unwatched';

const ALARM = 'AWS::CloudWatch::Alarm';
const FILTER = 'AWS::Logs::MetricFilter';

function templateOf(monitoring: Monitoring): Template {
  const stack = new Stack(new App(), 'Stack');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const userPoolClients = [userPool.addClient('Web')];
  const revocation = new TokenRevocation(stack, 'Revocation', { monitoring, userPool, userPoolClients });
  for (const gateway of Object.values(Gateway)) revocation.authorizer.functionFor(gateway);
  new LiveConnections(stack, 'Connections', revocation);
  return Template.fromStack(stack);
}

describe('the alarm on an authorizer that crashes', () => {
  const template = templateOf(Monitoring.alarms({ email: 'ops@example.com', faultThreshold: 3 }));
  const pattern = String(resourcesOf(template, FILTER)[0]?.Properties['FilterPattern']);

  /** What is in the log, for one thing that happens. */
  const report = (record: object) => ({ time: 't', type: 'platform.report', record: { requestId: 'r', ...record } });
  const thrown = (errorType: string, errorMessage: string) => ({
    timestamp: 't',
    level: 'ERROR',
    requestId: 'r',
    message: { errorType, errorMessage, stackTrace: [] },
  });

  it('is there for that of each gateway, by the log of the function itself', () => {
    const crashes = resourcesOf(template, ALARM).filter(({ Properties }) =>
      String(Properties['AlarmDescription']).endsWith(runbookUrl('crashes')),
    );
    const functions = Object.entries(template.findResources('AWS::Lambda::Function'));

    expect(crashes).toHaveLength(4);
    for (const { Properties } of crashes) {
      const name = Properties['MetricName'] as { Ref: string };
      expect(Properties).toMatchObject({
        Namespace: 'CognitoSignOut/Crashes',
        Statistic: 'Sum',
        Period: 300,
        Threshold: 3,
        ComparisonOperator: 'GreaterThanOrEqualToThreshold',
        TreatMissingData: 'notBreaching',
      });
      expect(Properties['Dimensions']).toBeUndefined();
      const [, authorizer] = functions.find(([id]) => id === name.Ref) ?? [];
      const { LoggingConfig } = authorizer?.['Properties'] as { LoggingConfig: Record<string, unknown> };
      // The pattern is of the JSON format, and of lines that are warnings.
      expect(LoggingConfig).toMatchObject({ LogFormat: 'JSON', SystemLogLevel: 'WARN' });
      template.hasResourceProperties(FILTER, {
        LogGroupName: LoggingConfig['LogGroup'],
        MetricTransformations: [
          {
            MetricNamespace: 'CognitoSignOut/Crashes',
            MetricName: name,
            MetricValue: '1',
            DefaultValue: Match.absent(),
          },
        ],
      });
    }
  });

  it.each<[string, object]>([
    ['it runs out of time', report({ status: 'timeout', metrics: {} })],
    ['it runs out of memory', report({ status: 'error', errorType: 'Runtime.OutOfMemory' })],
    ['its process ends', report({ status: 'error', errorType: 'Runtime.ExitError' })],
    ['Lambda fails', report({ status: 'failure' })],
    ['it does not start', { type: 'platform.initReport', record: { phase: 'init', status: 'error' } }],
    ['it has a bug', thrown('TypeError', 'x is not a function')],
  ])('counts it if %s', (_, line) => {
    expect(matches(pattern, line)).toBe(true);
  });

  it.each<[string, object]>([
    ['a token that is rejected', thrown('Error', 'Unauthorized')],
    ['what could not be decided on, which is a fault', thrown('Error', 'The token could not be decided on')],
    ['Lambda’s report on a function that has thrown', report({ status: 'success' })],
    ['the same, if it said that', report({ status: 'error', errorType: 'Function.Unknown' })],
    ['a start that succeeds', { type: 'platform.initReport', record: { phase: 'init', status: 'success' } }],
    ['that the runtime is done', { type: 'platform.runtimeDone', record: { status: 'timeout' } }],
  ])('does not count %s', (_, line) => {
    expect(matches(pattern, line)).toBe(false);
  });

  it('does not count a line of our own, such as that of a forged token', () => {
    const lines: string[] = [];
    const telemetry = createTelemetry(Date.now, 'table', (line) => lines.push(line));
    telemetry.rejected('unknown_key', 'request-1');
    telemetry.fault(new RevocationError('signing_key_unknown', 'x', { cause: new TypeError('x') }), 'request-1');

    expect(lines.map((line) => matches(pattern, JSON.parse(line)))).toEqual([false, false]);
  });

  it('is instead of one on what Lambda counts as errors: anybody could raise that', () => {
    const authorizers = resourcesById(template, 'AWS::Lambda::Function')
      .filter(([, { Description }]) => String(Description).startsWith('Rejects signed-out'))
      .map(([id]) => id);
    const errors = resourcesOf(template, ALARM).filter(({ Properties }) => Properties['MetricName'] === 'Errors');

    expect(authorizers).toHaveLength(4);
    expect(errors.length).toBeGreaterThan(0);
    for (const id of authorizers) expect(JSON.stringify(errors)).not.toContain(`"${id}"`);
  });

  it('is not there, nor its filter, where nobody wants alarms', () => {
    expect(resourcesOf(templateOf(UNWATCHED), FILTER)).toEqual([]);
  });
});
