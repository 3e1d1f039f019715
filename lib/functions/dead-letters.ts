import { Duration, aws_cloudwatch as cloudwatch, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { createAlarm } from '../monitoring/alarms';
import { Watch } from '../monitoring/watch';
import { acknowledge } from './acknowledge';
import type { Deployment } from './deployment';

/**
 * A queue for what could not be done, for two weeks, and an alarm that is raised by the first message and stays until somebody
 * has emptied the queue. SQS reports on a queue for some six hours after it was last used, maybe whether there are messages in
 * it or not: an alarm that took no report for a good one would end by itself. So it keeps its state meanwhile.
 *
 * @param says - what has not been done, and which article of the runbook tells of it
 * @param revocationTable - of the deployment, whose alarms it joins
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
 */
export function createDeadLetters(
  scope: Construct,
  says: string,
  revocationTable: Deployment,
): { readonly deadLetterQueue: sqs.Queue; readonly alarm: cloudwatch.Alarm } {
  const deadLetterQueue = new sqs.Queue(scope, 'DeadLetterQueue', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledge(deadLetterQueue, 'AwsSolutions-SQS3', 'It is the dead-letter queue itself, which cdk-nag does not see.');
  Watch.of(revocationTable).deadLetterQueues.push(deadLetterQueue);
  const alarm = createAlarm(scope, 'Alarm', revocationTable, {
    kind: 'dead letters',
    says,
    metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: cloudwatch.Stats.MAXIMUM,
    }),
    threshold: 1,
    treatMissingData: cloudwatch.TreatMissingData.IGNORE,
  });
  return { deadLetterQueue, alarm };
}
