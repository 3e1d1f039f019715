import { aws_cloudwatch as cloudwatch, aws_logs as logs, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { METRIC } from '../../lambda/metrics';
import { METRIC_PERIOD } from './deployment-metric';

/** A metric of each function, by the function's name: a filter of JSON lines can't give it a dimension of our own. */
const NAMESPACE = `${METRIC.namespace}/Crashes`;

/**
 * Lines of a function that say that it did not get as far as an answer: Lambda's report on a run that took too long or whose process
 * is gone (memory, exit), or on an initialization that failed; and an error thrown of a kind that we never throw, which is a bug.
 *
 * What a function throws by itself is a success to Lambda's report, and an `Error` in the runtime's line: so `Unauthorized`, and a
 * fault that has been told already, are not among them.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html#platform-report
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-cloudwatchlogs-log-level.html
 * @see https://github.com/aws-samples/aws-lambda-extensions/issues/85
 */
const CRASH = anyOf(
  allOf(
    is('$.type', 'platform.report'),
    anyOf(is('$.record.status', 'timeout'), is('$.record.status', 'failure'), is('$.record.errorType', 'Runtime.*')),
  ),
  allOf(is('$.type', 'platform.initReport'), is('$.record.status', 'error')),
  allOf(is('$.message.errorType', '*Error'), logs.FilterPattern.stringValue('$.message.errorType', '!=', 'Error')),
);

/**
 * How often a function did not get as far as an answer in five minutes, by its log, in Lambda's JSON format. There is nothing to be
 * paid for while there is no such line.
 *
 * @param home - where the function was made
 */
export function crashesOf(home: Construct, made: lambda.Function): cloudwatch.Metric {
  const filter = new logs.MetricFilter(home, 'Crashes', {
    logGroup: made.logGroup,
    filterPattern: CRASH,
    metricNamespace: NAMESPACE,
    metricName: made.functionName,
  });
  return filter.metric({ period: METRIC_PERIOD, statistic: cloudwatch.Stats.SUM });
}

function is(field: string, value: string): logs.JsonPattern {
  return logs.FilterPattern.stringValue(field, '=', value);
}

function anyOf(...patterns: logs.JsonPattern[]): logs.JsonPattern {
  return logs.FilterPattern.any(...patterns);
}

function allOf(...patterns: logs.JsonPattern[]): logs.JsonPattern {
  return logs.FilterPattern.all(...patterns);
}
