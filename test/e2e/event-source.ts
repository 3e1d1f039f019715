import {
  DeleteRuleCommand,
  DescribeRuleCommand,
  EventBridgeClient,
  ListRulesCommand,
  ListTargetsByRuleCommand,
  PutEventsCommand,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
  TestEventPatternCommand,
  type Target,
} from '@aws-sdk/client-eventbridge';

import { event } from '../support/events';
import { stack } from './stack';

/** On AWS CloudTrail is the source; here it does not report to EventBridge, and nobody may send events as `aws.*`. */
const SOURCE = 'test.cognito-idp';
const RULE = 'e2e-sign-out-events';

interface CloudTrailEvent {
  readonly account: string;
  readonly 'detail-type': string;
  readonly detail: Readonly<Record<string, unknown>> & { readonly additionalEventData?: object };
}

/** Stands in for CloudTrail: a second rule, the stack's own but for the source, with the stack's own targets. */
export class EventSource {
  readonly client = new EventBridgeClient({});
  /** Of the stack's rule, and of ours. */
  targets: Target[] = [];
  private pattern = '';

  async start(): Promise<void> {
    const { Rules = [] } = await this.client.send(new ListRulesCommand({}));
    // Other test files deploy stacks of their own, for other pools.
    const ours = Rules.filter(({ EventPattern: pattern = '' }) =>
      ['"aws.cognito-idp"', stack.outputs.UserPoolId].every((part) => pattern.includes(part)),
    );
    expect(ours).toHaveLength(1);
    const { EventPattern = '' } = await this.client.send(new DescribeRuleCommand({ Name: ours[0]?.Name }));
    this.pattern = EventPattern;
    const pattern = { ...(JSON.parse(EventPattern) as object), source: [SOURCE] };
    await this.client.send(new PutRuleCommand({ Name: RULE, EventPattern: JSON.stringify(pattern) }));
    const { Targets = [] } = await this.client.send(new ListTargetsByRuleCommand({ Rule: ours[0]?.Name }));
    this.targets = Targets;
    await this.client.send(new PutTargetsCommand({ Rule: RULE, Targets }));
  }

  /** Whether the stack's rule takes in a golden event, some of whose record is replaced. */
  async isTakenIn(name: string, detail: object = {}, envelope: object = {}): Promise<boolean | undefined> {
    const golden = goldenEvent(name);
    const Event = JSON.stringify({ ...golden, ...envelope, detail: { ...golden.detail, ...detail } });
    const { Result } = await this.client.send(new TestEventPatternCommand({ EventPattern: this.pattern, Event }));
    return Result;
  }

  /**
   * Sends a golden event, as if Cognito had been called just so.
   *
   * @param at - when (milliseconds since the epoch)
   */
  async send(name: string, sub: string | undefined, at: number, overrides: object = {}): Promise<void> {
    const { 'detail-type': DetailType, detail } = goldenEvent(name);
    const Detail = JSON.stringify({
      ...detail,
      additionalEventData: { ...detail.additionalEventData, sub },
      eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      ...overrides,
    });
    const { FailedEntryCount, Entries } = await this.client.send(
      new PutEventsCommand({ Entries: [{ Source: SOURCE, DetailType, Detail }] }),
    );
    expect([FailedEntryCount, Entries]).toEqual([0, [{ EventId: expect.any(String) as string }]]);
  }

  async stop(): Promise<void> {
    const Ids = this.targets.flatMap(({ Id }) => Id ?? []);
    await this.client.send(new RemoveTargetsCommand({ Rule: RULE, Ids }));
    await this.client.send(new DeleteRuleCommand({ Name: RULE }));
    this.client.destroy();
  }
}

/** A golden event of the stack's pool, in the account of the local cloud. */
function goldenEvent(name: string): CloudTrailEvent {
  const { UserPoolId, UserPoolClientId } = stack.outputs;
  const text = JSON.stringify(event(`cloudtrail/${name}`))
    .replaceAll('us-east-1_Example', UserPoolId)
    .replaceAll('client-1', UserPoolClientId)
    .replaceAll('123456789012', '000000000000');
  return JSON.parse(text) as CloudTrailEvent;
}
