import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { METRIC } from '../../lambda/metrics';
import type { IRevocationTable } from '../revocation-table';
import { ALARM_PERIOD, createAlarm } from './alarms';
import { deploymentMetric } from './deployment-metric';
import type { Thresholds } from './watch';

/** The alarms that a deployment has once, whatever it is made of. */
export function createDeploymentAlarms(
  scope: Construct,
  revocationTable: IRevocationTable,
  { faults, forgedTokens }: Thresholds,
): void {
  const sum = (name: string) => deploymentMetric(scope, revocationTable, name);
  // Without what forged tokens bring about: anybody could raise it.
  createAlarm(scope, 'Faults', revocationTable, { kind: 'faults', metric: sum(METRIC.faults), threshold: faults });
  createAlarm(scope, 'ForgedTokens', revocationTable, {
    kind: 'forged tokens',
    metric: sum(METRIC.forgedTokens),
    threshold: forgedTokens,
  });
  createAlarm(scope, 'UnfinishedGlobalSignOuts', revocationTable, {
    kind: 'unfinished global sign-outs',
    metric: sum(METRIC.unfinishedGlobalSignOuts),
    threshold: faults,
  });
  createAlarm(scope, 'TableThrottles', revocationTable, {
    kind: 'table throttles',
    metric: tableThrottles(scope, revocationTable),
    threshold: 1,
    // The table grows with the traffic within minutes, and what is throttled meanwhile is tried again: what lasts is worth a look.
    periodsOfThree: 2,
  });
}

/** Requests to the table that DynamoDB does not take: it reports none as nothing at all, so nothing is filled in. */
function tableThrottles(scope: Construct, revocationTable: IRevocationTable): cloudwatch.IMetric {
  return new cloudwatch.MathExpression({
    expression: 'FILL(reads, 0) + FILL(writes, 0)',
    usingMetrics: {
      reads: tableMetric(scope, revocationTable, 'ReadThrottleEvents'),
      writes: tableMetric(scope, revocationTable, 'WriteThrottleEvents'),
    },
    label: 'Throttled reads and writes',
    period: ALARM_PERIOD,
  });
}

/**
 * A metric of the table itself: its sum in five minutes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function tableMetric(
  scope: Construct,
  { tableName }: IRevocationTable,
  metricName: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName },
    statistic: cloudwatch.Stats.SUM,
    period: ALARM_PERIOD,
    ...options,
  }).attachTo(scope);
}
