import { App, Stack, aws_cloudwatch as cloudwatch, aws_cognito as cognito } from 'aws-cdk-lib';

import { METRIC } from '../../../lambda/metrics';
import { LiveConnections, LiveSubscriptions, TokenRevocation } from '../../../lib';
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
    const asked: readonly (readonly [cloudwatch.Metric, string])[] = [
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

    for (const [metric, name] of asked) expect(shown(stack, metric)).toEqual(sum(name));
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
