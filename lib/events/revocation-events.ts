import {
  Duration,
  aws_events as events,
  type aws_cloudwatch as cloudwatch,
  type aws_cognito as cognito,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { REVOCATION_EVENT } from '../../lambda/events';
import { createBundledFunction } from '../functions/bundled-function';
import type { FunctionOptionsProps } from '../functions/function-options';
import { DeploymentPart } from '../monitoring/deployment-part';
import type { IRevocationTable } from '../revocation-table';

/** Where revocations are told. */
export interface RevocationEventsOptions {
  /**
   * The event bus that revocations are told on; of another account or Region only with a policy of its own that lets this one.
   *
   * @default - the account's default bus in this Region
   */
  readonly eventBus?: events.IEventBus;
}

/** Properties of {@link RevocationEvents}. */
export interface RevocationEventsProps extends RevocationEventsOptions, FunctionOptionsProps {
  /** Its revocations are told. */
  readonly revocationTable: IRevocationTable;

  /** Whose sessions they are of: events name it among their resources. */
  readonly userPool: cognito.IUserPool;
}

const TIMEOUT = Duration.seconds(30);

/**
 * Tells of every revocation on EventBridge, after the record has been written, at least once: source `cognito-sign-out`,
 * detail-type `Sessions Revoked`, the user pool's ARN among the resources, and a detail in the terms of CAEP's `session-revoked`
 * (docs/events.schema.json). An event that is told again has the same `id`; no sign-out waits for it.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
 * @see https://openid.net/specs/openid-caep-1_0-final.html
 */
export class RevocationEvents extends DeploymentPart {
  /** The bus that they are told on. */
  readonly eventBus: events.IEventBus;

  /** Revocations that could not be told, for two weeks. */
  readonly deadLetterQueue: sqs.Queue;

  /** Is raised until there is none in that queue. */
  readonly alarm: cloudwatch.Alarm;

  private readonly userPoolArn: string;

  constructor(scope: Construct, id: string, props: RevocationEventsProps) {
    super(scope, id, props);
    this.userPoolArn = props.userPool.userPoolArn;
    this.eventBus = props.eventBus ?? events.EventBus.fromEventBusName(this, 'DefaultBus', 'default');
    const publish = createBundledFunction(this, 'Publish', {
      bundle: 'publish-revocations',
      revocationTable: props.revocationTable,
      description: 'Tells of revocations on the event bus',
      environment: { [ENVIRONMENT.eventBusName]: this.eventBus.eventBusArn },
      timeout: TIMEOUT,
      functionOptions: props.functionOptions,
    });
    this.eventBus.grantPutEventsTo(publish);
    const follower = props.revocationTable.onRevocation(`Events${this.node.addr.slice(-8)}`, {
      timeout: TIMEOUT,
      description: this.node.path,
    });
    follower._callWith(publish);
    this.deadLetterQueue = follower.deadLetterQueue;
    this.alarm = follower.alarm;
  }

  /**
   * A rule for the sign-outs of this user pool, whoever made them: those that an administrator made, say, by
   * `{ eventPattern: { detail: { initiatedBy: ['admin'] } } }`.
   *
   * @param options - such as the `target`
   */
  onSignOut(id: string, options: events.OnEventOptions = {}): events.Rule {
    const { target, crossStackScope, ...rest } = options;
    const rule = new events.Rule(crossStackScope ?? this, id, { ...rest, eventBus: this.eventBus });
    rule.addEventPattern({
      source: [REVOCATION_EVENT.source],
      detailType: [REVOCATION_EVENT.detailType],
      resources: [this.userPoolArn],
    });
    rule.addTarget(target);
    return rule;
  }

  /** Attempts to tell of revocations, of up to ten at once, that failed: they are repeated, and in the end are dead letters. */
  metricNotTold(options: cloudwatch.MetricOptions = {}): cloudwatch.Metric {
    return this.metricFaults({
      ...options,
      dimensionsMap: { ...options.dimensionsMap, Code: 'event_bus_unavailable' },
    });
  }
}
