import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

import type { SessionsRevoked } from '../../lambda/core/revocation/sessions-revoked';

/** An event, as EventBridge delivers it. */
export interface Delivered {
  readonly source: string;
  readonly 'detail-type': string;
  readonly resources: readonly string[];
  readonly time: string;
  readonly detail: SessionsRevoked;
}

/** What is told on the event bus, by a rule and a queue of the test's own. */
export class DeliveredEvents {
  private readonly events = new EventBridgeClient({});
  private readonly sqs = new SQSClient({});
  private queueUrl = '';

  /**
   * @param name - of the rule and the queue: nobody else's
   * @param pattern - which events are delivered, besides that they are this product's
   */
  constructor(
    private readonly name: string,
    private readonly pattern: object,
  ) {}

  async start(): Promise<void> {
    const { QueueUrl = '' } = await this.sqs.send(new CreateQueueCommand({ QueueName: this.name }));
    this.queueUrl = QueueUrl;
    const EventPattern = JSON.stringify({ source: ['cognito-sign-out'], ...this.pattern });
    await this.events.send(new PutRuleCommand({ Name: this.name, EventPattern }));
    const Arn = `arn:aws:sqs:us-east-1:000000000000:${this.name}`;
    await this.events.send(new PutTargetsCommand({ Rule: this.name, Targets: [{ Id: '1', Arn }] }));
  }

  /** Takes what has been delivered, ten at most, out of the queue; waits for a second if there is nothing. */
  async take(): Promise<readonly Delivered[]> {
    const QueueUrl = this.queueUrl;
    const receiving = new ReceiveMessageCommand({ QueueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
    const { Messages = [] } = await this.sqs.send(receiving);
    if (Messages.length === 0) return [];
    const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
    await this.sqs.send(new DeleteMessageBatchCommand({ QueueUrl, Entries }));
    return Messages.map(({ Body = '' }) => JSON.parse(Body) as Delivered);
  }

  async stop(): Promise<void> {
    await this.events.send(new RemoveTargetsCommand({ Rule: this.name, Ids: ['1'] }));
    await this.events.send(new DeleteRuleCommand({ Name: this.name }));
    await this.sqs.send(new DeleteQueueCommand({ QueueUrl: this.queueUrl }));
    this.events.destroy();
    this.sqs.destroy();
  }
}
