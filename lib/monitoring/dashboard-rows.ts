import { aws_cloudwatch as cloudwatch, type aws_lambda as lambda, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { DEPLOYMENT, METRIC } from '../../lambda/metrics';
import type { IRevocationTable } from '../revocation-table';
import type { TokenRevocation } from '../token-revocation';
import { streamAge } from './alarm-on-age';
import { METRIC_PERIOD } from './deployment-metric';
import { LateWidget } from './late-widget';
import { tableMetric } from './table-metric';

/** Of a row's widget, in the dashboard's units, of which there are 24 in a row. */
const HEIGHT = 6;
/** The most that there was. */
const MAX = { period: METRIC_PERIOD, statistic: cloudwatch.Stats.MAXIMUM };

/** What signing out comes to, and how long it takes. */
export function signOutRow(of: TokenRevocation): cloudwatch.IWidget[] {
  const times = ['p50', 'p99'].flatMap((statistic) => [
    of.metricRecordDuration({ statistic, label: `record, ${statistic}` }),
    of.metricCognitoDuration({ statistic, label: `Cognito, ${statistic}` }),
  ]);
  return [
    graph('Sign-outs by outcome', 8, [byWhy(of, METRIC.signOuts, 'Outcome')]),
    graph(
      'Faults by code',
      8,
      [byWhy(of, METRIC.faults, 'Code')],
      [of.metric(METRIC.unfinishedGlobalSignOuts, { label: 'unfinished global sign-outs' })],
    ),
    graph('Milliseconds a step', 8, times),
  ];
}

/** What the gateways refuse. */
export function gatewayRow(of: TokenRevocation): cloudwatch.IWidget[] {
  return [
    graph('Rejections by reason', 12, [byWhy(of, METRIC.rejections, 'Reason')]),
    graph('Forged tokens', 6, [of.metricForgedTokens()]),
    graph('Sign-outs made elsewhere', 6, [byWhy(of, METRIC.events, 'Outcome')]),
  ];
}

/** What follows revocations. */
export interface Followers {
  /** What could not be done. */
  readonly deadLetterQueues: readonly sqs.IQueue[];
  /** Where it waits. */
  readonly queues: readonly sqs.IQueue[];
  /** What reads the table's stream. */
  readonly streamReaders: readonly lambda.Function[];
}

/** What becomes of open connections. */
export function connectionRow(of: TokenRevocation, followers: () => Followers): cloudwatch.IWidget[] {
  return [
    graph('Connections that were to end', 6, [byWhy(of, METRIC.connections, 'Outcome')]),
    graph(
      'Milliseconds until they ended',
      6,
      ['p50', 'p99'].map((statistic) => of.metricEndingDelay({ statistic, label: statistic })),
    ),
    new LateWidget(6, HEIGHT, () => {
      const { queues, streamReaders } = followers();
      return graph(
        'Oldest revocation that is not followed yet',
        6,
        queues.map((queue) => queue.metricApproximateAgeOfOldestMessage(MAX)),
        streamReaders.map(streamAge),
      );
    }),
    new LateWidget(6, HEIGHT, () =>
      graph(
        'Dead letters',
        6,
        followers().deadLetterQueues.map((queue) => queue.metricApproximateNumberOfMessagesVisible(MAX)),
      ),
    ),
  ];
}

/**
 * How many connections are open: nobody knows, for API Gateway tells of each that opens, and counting the registry would be reading
 * all of it. So how many more are open than when the window begins, which is all of them if there were none.
 */
export function openConnectionRow(of: TokenRevocation, followers: () => Followers): cloudwatch.IWidget[] {
  const opened = of.metricConnectionsOpened({ label: 'opened' });
  const closed = of.metricConnectionsClosed({ label: 'closed' });
  const more = new cloudwatch.MathExpression({
    // A period in which nothing opened or closed has no value at all.
    expression: 'RUNNING_SUM(FILL(opened, 0) - FILL(closed, 0))',
    usingMetrics: { opened, closed },
    label: 'open, more than at the beginning',
    period: METRIC_PERIOD,
  });
  return [
    graph('WebSocket connections opened and closed', 8, [opened, closed]),
    graph('Open WebSocket connections, more than when this window begins', 8, [more]),
    new LateWidget(8, HEIGHT, () =>
      graph(
        'Revocations that wait to be followed',
        8,
        followers().queues.map((queue) => queue.metricApproximateNumberOfMessagesVisible(MAX)),
      ),
    ),
  ];
}

/** How the functions run. To an authorizer of a REST or WebSocket API, each token that it rejects is an error. */
export function functionRow(functions: () => readonly lambda.Function[]): cloudwatch.IWidget[] {
  type MetricOf = (made: lambda.Function) => cloudwatch.IMetric;
  const each = (title: string, left: MetricOf, right?: MetricOf) =>
    new LateWidget(6, HEIGHT, () =>
      graph(title, 6, functions().map(left), right === undefined ? [] : functions().map(right)),
    );
  const sum = { period: METRIC_PERIOD };
  return [
    each(
      'Invocations (left) and errors (right)',
      (made) => made.metricInvocations(sum),
      (made) => made.metricErrors(sum),
    ),
    each('Duration, p99', (made) => made.metricDuration({ period: METRIC_PERIOD, statistic: 'p99' })),
    each('Concurrency', (made) => made.metric('ConcurrentExecutions', MAX)),
    each('Throttles', (made) => made.metricThrottles(sum)),
  ];
}

/** What is asked of the table. */
export function tableRow(scope: Construct, table: IRevocationTable): cloudwatch.IWidget[] {
  const metric = (name: string, label: string) => tableMetric(scope, table, name, { label });
  return [
    graph(
      'Table: capacity in five minutes',
      12,
      [metric('ConsumedReadCapacityUnits', 'read units')],
      [metric('ConsumedWriteCapacityUnits', 'write units')],
    ),
    graph('Table: throttled', 12, [metric('ReadThrottleEvents', 'reads'), metric('WriteThrottleEvents', 'writes')]),
  ];
}

function graph(
  title: string,
  width: number,
  left: cloudwatch.IMetric[],
  right: cloudwatch.IMetric[] = [],
): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, width, height: HEIGHT, left, right });
}

/** A metric by all that there is of its further dimension, which only the deployment will know. */
function byWhy({ revocationTable }: TokenRevocation, name: string, why: string): cloudwatch.MathExpression {
  const what = `{${METRIC.namespace},${DEPLOYMENT},${why}} MetricName="${name}" ${DEPLOYMENT}="${revocationTable.tableName}"`;
  return new cloudwatch.MathExpression({
    expression: `SEARCH('${what}', 'Sum', ${String(METRIC_PERIOD.toSeconds())})`,
    usingMetrics: {},
    label: `\${PROP('Dim.${why}')}`,
    period: METRIC_PERIOD,
  });
}
