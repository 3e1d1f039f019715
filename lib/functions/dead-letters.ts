import { Duration, aws_cloudwatch as cloudwatch, aws_sqs as sqs } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { acknowledge } from './acknowledge';

/**
 * A queue for what could not be done, for two weeks, and an alarm that is raised by the first message and stays until somebody
 * has emptied the queue. SQS reports on a queue for some six hours after it was last used, maybe whether there are messages in
 * it or not: an alarm that took no report for a good one would end by itself. So it keeps its state meanwhile.
 *
 * @see https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
 */
export function createDeadLetters(
  scope: Construct,
  alarmDescription: string,
): { readonly deadLetterQueue: sqs.Queue; readonly alarm: cloudwatch.Alarm } {
  const deadLetterQueue = new sqs.Queue(scope, 'DeadLetterQueue', {
    encryption: sqs.QueueEncryption.SQS_MANAGED,
    enforceSSL: true,
    retentionPeriod: Duration.days(14),
  });
  acknowledge(deadLetterQueue, 'AwsSolutions-SQS3', 'It is the dead-letter queue itself, which cdk-nag does not see.');
  const alarm = new cloudwatch.Alarm(scope, 'Alarm', {
    alarmDescription,
    metric: deadLetterQueue.metricApproximateNumberOfMessagesVisible({
      period: Duration.minutes(1),
      statistic: cloudwatch.Stats.MAXIMUM,
    }),
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
    threshold: 0,
    evaluationPeriods: 1,
    treatMissingData: cloudwatch.TreatMissingData.IGNORE,
  });
  return { deadLetterQueue, alarm };
}
