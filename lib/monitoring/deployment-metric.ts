import { Duration, aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { DEPLOYMENT, METRIC } from '../../lambda/metrics';
import type { Deployment } from '../functions/deployment';

/** What a metric sums up, unless somebody says otherwise: in alarms and on the dashboard too. */
export const METRIC_PERIOD = Duration.minutes(5);

/**
 * A metric of a deployment: its sum in five minutes, unless the options say otherwise.
 *
 * @param scope - whose Region and account it is of
 * @param metricName - one of `METRIC` in `lambda/metrics.ts`
 * @param options - `dimensionsMap` adds to the dimension `Deployment`
 */
export function deploymentMetric(
  scope: Construct,
  revocationTable: Deployment,
  metricName: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: METRIC.namespace,
    metricName,
    statistic: cloudwatch.Stats.SUM,
    period: METRIC_PERIOD,
    ...options,
    dimensionsMap: { [DEPLOYMENT]: revocationTable.tableName, ...options.dimensionsMap },
  }).attachTo(scope);
}

/** Of times: the mean, unless the options say otherwise. */
export function deploymentDuration(
  scope: Construct,
  table: Deployment,
  metricName: string,
  options: cloudwatch.MetricOptions = {},
): cloudwatch.Metric {
  return deploymentMetric(scope, table, metricName, { statistic: cloudwatch.Stats.AVERAGE, ...options });
}
