import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import type { Deployment } from '../functions/deployment';
import { METRIC_PERIOD } from './deployment-metric';

/** Requests to the table that DynamoDB does not take: it reports none as nothing at all, so nothing is filled in. */
export function tableThrottles(
  scope: Construct,
  revocationTable: Deployment,
  options: cloudwatch.MathExpressionOptions = {},
): cloudwatch.MathExpression {
  return new cloudwatch.MathExpression({
    expression: 'FILL(reads, 0) + FILL(writes, 0)',
    usingMetrics: {
      reads: tableMetric(scope, revocationTable, 'ReadThrottleEvents'),
      writes: tableMetric(scope, revocationTable, 'WriteThrottleEvents'),
    },
    label: 'Throttled reads and writes',
    period: METRIC_PERIOD,
    ...options,
  });
}

/**
 * A metric of the table itself: its sum in five minutes.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html
 */
export function tableMetric(
  scope: Construct,
  { tableName }: Deployment,
  metricName: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: tableName },
    statistic: cloudwatch.Stats.SUM,
    period: METRIC_PERIOD,
    ...options,
  }).attachTo(scope);
}
