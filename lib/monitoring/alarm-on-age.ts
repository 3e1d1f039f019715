import { Duration, aws_cloudwatch as cloudwatch, type aws_lambda as lambda, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import type { Deployment } from '../functions/deployment';
import { createAlarm } from './alarms';
import { Watch } from './watch';

/** What is to be known of what follows revocations. */
export interface AgeAlarmProps {
  /** Of the deployment. */
  readonly revocationTable: Deployment;
  /** What it is for, such as `Open connections are ended`. */
  readonly says: string;
  /** How long a message, or a record of the stream, may wait; delays that are meant included. */
  readonly longest: Duration;
}

/**
 * Has a queue watched, and alarmed on if its oldest message has been waiting for too long: its function does not run, or fails again
 * and again. It is raised long before the message is a dead letter.
 *
 * @param id - of the alarm
 */
export function alarmOnAge(scope: Construct, id: string, queue: sqs.Queue, props: AgeAlarmProps): void {
  Watch.of(props.revocationTable).queues.push(queue);
  const metric = queue.metricApproximateAgeOfOldestMessage({ period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM });
  alarmOn(scope, id, metric, props.longest.toSeconds(), props);
}

/** As {@link alarmOnAge}, for a function that reads the table's stream. */
export function alarmOnStreamAge(scope: Construct, id: string, reader: lambda.Function, props: AgeAlarmProps): void {
  Watch.of(props.revocationTable).streamReaders.push(reader);
  alarmOn(scope, id, streamAge(reader), props.longest.toMilliseconds(), props);
}

/**
 * Milliseconds that the last record was old which the function was given.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function streamAge(reader: lambda.Function): cloudwatch.Metric {
  return reader.metric('IteratorAge', { period: PERIOD, statistic: cloudwatch.Stats.MAXIMUM });
}

function alarmOn(
  scope: Construct,
  id: string,
  metric: cloudwatch.IMetric,
  threshold: number,
  { revocationTable, says }: AgeAlarmProps,
): void {
  Watch.of(revocationTable).whenAlarmed(() => {
    createAlarm(scope, id, revocationTable, {
      kind: 'oldest message',
      says: `${says} late`,
      metric,
      threshold,
      // One that had to be tried again is no trouble.
      periodsOfThree: 2,
    });
  });
}

const PERIOD = Duration.minutes(1);
