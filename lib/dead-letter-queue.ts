import { Duration, Validations, aws_cloudwatch as cloudwatch, aws_sqs as sqs } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/** Properties of {@link DeadLetterQueue}. */
export interface DeadLetterQueueProps {
  /** What it means that there is something in it. */
  readonly alarmDescription: string;
}

/** Keeps for two weeks what could not be handled, and says so. */
export class DeadLetterQueue extends Construct {
  /** The queue itself. */
  readonly queue: sqs.Queue;

  /** Is raised as long as there is something in it. It has no actions. */
  readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, { alarmDescription }: DeadLetterQueueProps) {
    super(scope, id);
    this.queue = new sqs.Queue(this, 'Queue', {
      encryption: sqs.QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is the dead-letter queue itself: of functions, which cdk-nag does not see.',
    });
    this.alarm = new cloudwatch.Alarm(this, 'Alarm', {
      alarmDescription,
      metric: this.queue.metricApproximateNumberOfMessagesVisible({
        period: Duration.minutes(1),
        statistic: cloudwatch.Stats.MAXIMUM,
      }),
      comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_THRESHOLD,
      threshold: 0,
      evaluationPeriods: 1,
      treatMissingData: cloudwatch.TreatMissingData.NOT_BREACHING,
    });
  }
}
