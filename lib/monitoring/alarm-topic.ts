import {
  Stack,
  aws_cloudwatch_actions as cloudwatchActions,
  aws_iam as iam,
  aws_sns as sns,
  aws_sns_subscriptions as subscriptions,
  type aws_cloudwatch as cloudwatch,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { acknowledge } from '../functions/acknowledge';

/**
 * Sends alarms to an address, which has to confirm that it wants them (SNS asks).
 *
 * The topic is not encrypted at rest: CloudWatch can't publish to one that is with the key `alias/aws/sns`, whose policy nobody can
 * change, and a key of its own would cost more than all alarms, for messages that hold names and numbers.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Notify_Users_Alarm_Changes.html
 */
export function createAlarmTopic(scope: Construct, id: string, email: string): cloudwatch.IAlarmAction {
  const topic = new sns.Topic(scope, id, { displayName: 'cognito-sign-out alarms', enforceSSL: true });
  // With a policy of its own, a topic no longer has the one that lets its account publish.
  const { account, region, partition } = Stack.of(scope);
  topic.addToResourcePolicy(
    new iam.PolicyStatement({
      sid: 'AlarmsOfThisAccount',
      principals: [new iam.ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['sns:Publish'],
      resources: [topic.topicArn],
      conditions: {
        StringEquals: { 'aws:SourceAccount': account },
        ArnLike: { 'aws:SourceArn': `arn:${partition}:cloudwatch:${region}:${account}:alarm:*` },
      },
    }),
  );
  topic.addSubscription(new subscriptions.EmailSubscription(email));
  acknowledge(topic, 'AwsSolutions-SNS2', 'What it sends are names of alarms, and numbers.');
  return new cloudwatchActions.SnsAction(topic);
}
