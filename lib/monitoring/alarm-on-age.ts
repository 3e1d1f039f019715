import { Duration, aws_cloudwatch as cloudwatch, type aws_lambda as lambda, type aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import type { Deployment } from '../functions/deployment';
import { createAlarm } from './alarms';
import { Watch } from './watch';

/** What is to be known of a queue that follows revocations. */
export interface AgeAlarmProps {
  /** Of the deployment. */
  readonly revocationTable: Deployment;
  /** What its messages are for, such as `Open connections are ended`. */
  readonly says: string;
  /** How long a message may wait, delays that are meant included. */
  readonly longest: Duration;
}

/**
 * Has a queue watched, and alarmed on if its oldest message has been waiting for too long: its function does not run, or fails again
 * and again. It is raised long before the message is a dead letter.
 *
 * @param id - of the alarm
 */
export function alarmOnAge(
  scope: Construct,
  id: string,
  queue: sqs.Queue,
  { revocationTable, says, longest }: AgeAlarmProps,
): void {
  const watch = Watch.of(revocationTable);
  watch.queues.push(queue);
  watch.whenAlarmed(() => {
    createAlarm(scope, id, revocationTable, {
      kind: 'oldest message',
      says: `${says} late`,
      metric: queue.metricApproximateAgeOfOldestMessage({
        period: Duration.minutes(1),
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      threshold: longest.toSeconds(),
      // One message that had to be tried again is no trouble.
      periodsOfThree: 2,
    });
  });
}

/** Seconds. Mostly a revocation is handed on within one. */
const LONGEST_IN_STREAM = 60;

/**
 * Has the reader of the table's stream alarmed on, if it is behind: nobody who follows the table hears of revocations in time.
 *
 * @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html
 */
export function alarmOnStreamAge(scope: Construct, reader: lambda.Function, revocationTable: Deployment): void {
  Watch.of(revocationTable).whenAlarmed(() => {
    createAlarm(scope, 'Behind', revocationTable, {
      kind: 'oldest message',
      says: 'Revocations are handed on late',
      metric: reader.metric('IteratorAge', { period: Duration.minutes(1), statistic: cloudwatch.Stats.MAXIMUM }),
      threshold: LONGEST_IN_STREAM * 1000,
      periodsOfThree: 2,
    });
  });
}
