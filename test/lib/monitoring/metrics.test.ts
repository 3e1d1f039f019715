import { App, Duration, Stack, aws_cloudwatch as cloudwatch, aws_cognito as cognito } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { METRIC } from '../../../lambda/metrics';
import * as library from '../../../lib';
import { LiveConnections, LiveSubscriptions, RevocationTable, TokenRevocation } from '../../../lib';
import { UNWATCHED } from '../../support/unwatched';

function deployment() {
  const stack = new Stack(new App(), 'Stack');
  const userPool = new cognito.UserPool(stack, 'Pool');
  const userPoolClients = [userPool.addClient('Web')];
  const revocation = new TokenRevocation(stack, 'Revocation', { monitoring: UNWATCHED, userPool, userPoolClients });
  return { stack, revocation, table: stack.resolve(revocation.revocationTable.tableName) as unknown };
}

function shown(stack: Stack, { namespace, metricName, dimensions, statistic, period }: cloudwatch.Metric): unknown {
  return stack.resolve({ namespace, metricName, dimensions, statistic, period: period.toSeconds() });
}

describe('a metric', () => {
  it('is the deployment’s sum in five minutes, whichever construct it is asked of', () => {
    const { stack, revocation, table } = deployment();
    const { authorizer, signOutApi, signOutEvents, revocationTable } = revocation;
    const connections = new LiveConnections(stack, 'Connections', revocation);
    const subscriptions = new LiveSubscriptions(stack, 'Subscriptions', { revocationTable });
    const sum = (metricName: string) => ({
      namespace: 'CognitoSignOut',
      metricName,
      dimensions: { Deployment: table },
      statistic: 'Sum',
      period: 300,
    });
    const asked: readonly (readonly [cloudwatch.Metric | undefined, string])[] = [
      [authorizer.metricRejections(), METRIC.rejections],
      [authorizer.metricForgedTokens(), METRIC.forgedTokens],
      [authorizer.metricFaults(), METRIC.faults],
      [signOutApi.metricSignOuts(), METRIC.signOuts],
      [signOutApi.metricFaults(), METRIC.faults],
      [signOutEvents.metricEvents(), METRIC.events],
      [connections.metricConnections(), METRIC.connections],
      [connections.metricConnectionsOpened(), METRIC.connectionsOpened],
      [connections.metricConnectionsClosed(), METRIC.connectionsClosed],
      [subscriptions.metricFaults(), METRIC.faults],
      [revocationTable instanceof RevocationTable ? revocationTable.metric('SignOuts') : undefined, METRIC.signOuts],
      [revocation.revocationEvents?.metricFaults(), METRIC.faults],
      [revocation.metricRejections(), METRIC.rejections],
      [revocation.metricForgedTokens(), METRIC.forgedTokens],
      [revocation.metricFaults(), METRIC.faults],
      [revocation.metricSignOuts(), METRIC.signOuts],
      [revocation.metricEvents(), METRIC.events],
      [revocation.metricConnections(), METRIC.connections],
      [revocation.metricConnectionsOpened(), METRIC.connectionsOpened],
      [revocation.metricConnectionsClosed(), METRIC.connectionsClosed],
      [signOutApi.metric('UnfinishedGlobalSignOuts'), METRIC.unfinishedGlobalSignOuts],
    ];

    for (const [metric, name] of asked) expect(metric && shown(stack, metric)).toEqual(sum(name));
  });

  it('is the mean, of times', () => {
    const { stack, revocation } = deployment();
    const times = [
      revocation.metricRecordDuration(),
      revocation.metricCognitoDuration(),
      revocation.metricEndingDelay({ statistic: 'p99' }),
    ];

    expect(times.map((metric) => shown(stack, metric))).toMatchObject([
      { metricName: 'RecordDuration', statistic: 'Average' },
      { metricName: 'CognitoDuration', statistic: 'Average' },
      { metricName: 'EndingDelay', statistic: 'p99' },
    ]);
  });

  it('is, of events, those that could not be told', () => {
    const { stack, revocation, table } = deployment();
    const metric = revocation.revocationEvents?.metricNotTold({ dimensionsMap: { Stage: 'prod' } });

    expect(metric && shown(stack, metric)).toMatchObject({
      metricName: 'Faults',
      dimensions: { Deployment: table, Code: 'event_bus_unavailable', Stage: 'prod' },
    });
  });

  it('is, of the table, what it did not take, reads and writes together', () => {
    const stack = new Stack(new App(), 'Stack');
    const table = new RevocationTable(stack, 'Table');
    const throttles = table.metricThrottles({ label: 'throttled', period: Duration.minutes(1) });

    expect(throttles).toMatchObject({ expression: 'FILL(reads, 0) + FILL(writes, 0)', label: 'throttled' });
    expect(throttles.period.toSeconds()).toBe(60);
    const summed = Object.values(throttles.usingMetrics).filter((metric) => metric instanceof cloudwatch.Metric);
    expect(summed.map((metric) => shown(stack, metric))).toMatchObject([
      { namespace: 'AWS/DynamoDB', metricName: 'ReadThrottleEvents', period: 60 },
      { namespace: 'AWS/DynamoDB', metricName: 'WriteThrottleEvents', period: 60 },
    ]);
  });

  it('tells one reason from the others, and is as the owner wants it', () => {
    const { stack, revocation, table } = deployment();
    const metric = revocation.authorizer.metricRejections({
      dimensionsMap: { Reason: 'revoked' },
      statistic: cloudwatch.Stats.SAMPLE_COUNT,
      label: 'Signed out',
    });

    expect(shown(stack, metric)).toMatchObject({
      dimensions: { Deployment: table, Reason: 'revoked' },
      statistic: 'SampleCount',
    });
    expect(metric.label).toBe('Signed out');
  });
});

describe('every construct that the library has', () => {
  /** Those that have no metrics of ours, and why. */
  const WITHOUT: Readonly<Record<string, string>> = {
    GraphqlGuard: 'it has no function: AppSync itself refuses, and writes no line of ours',
    RevocationFollower: 'its queues have metrics of their own',
    SignOutDashboard: 'it shows them',
  };
  const constructs = Object.entries(library).filter(
    ([, exported]) => typeof exported === 'function' && (exported.prototype as unknown) instanceof Construct,
  );

  it('has metric(), or a reason to have none', () => {
    const without = constructs.filter(([, exported]) => !('metric' in (exported as typeof Construct).prototype));

    expect(constructs.length).toBeGreaterThan(10);
    expect(without.map(([name]) => name).sort()).toEqual(Object.keys(WITHOUT).sort());
  });
});
