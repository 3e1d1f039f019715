import { Token, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import type { IRevocationTable } from '../revocation-table';
import { createAlarmTopic } from './alarm-topic';
import { createDeploymentAlarms } from './deployment-alarms';
import { Watch } from './watch';

/** Who is told of alarms, and when: at least `email` or one of `actions`. */
export interface AlarmOptions {
  /**
   * An address that alarms are sent to. It gets a mail of SNS's first, and no alarm before it has confirmed that.
   *
   * @default - no mail
   */
  readonly email?: string;

  /**
   * What alarms do besides, such as `new SnsAction(topic)`. CloudWatch can't publish to a topic that is encrypted with the key
   * `alias/aws/sns`.
   *
   * @default - nothing
   */
  readonly actions?: cloudwatch.IAlarmAction[];

  /**
   * From how many failures of ours in five minutes on an alarm is raised: faults, 5xx of the sign-out API, errors of a function, crashes of an authorizer, or
   * sign-outs of whole users that Cognito did not carry out. A whole number from 1; with little traffic, 1.
   *
   * @default 5
   */
  readonly faultThreshold?: number;

  /**
   * From how many forged tokens in five minutes on an alarm is raised. A whole number from 1.
   *
   * @default 100
   */
  readonly forgedTokenThreshold?: number;
}

/**
 * Whether somebody is told when something is wrong. There is no default: who goes without alarms writes down why.
 */
export class Monitoring {
  /**
   * Alarms on everything of the deployment, whichever construct makes it, and whenever: see docs/monitoring.md, also for what they
   * cost.
   *
   * @throws Error if nobody would be told, or a value is out of bounds
   */
  static alarms(options: AlarmOptions): Monitoring {
    const { email, actions = [], faultThreshold = 5, forgedTokenThreshold = 100 } = options;
    if (email === undefined && actions.length === 0) {
      throw new Error(
        'Monitoring.alarms: got neither email nor actions; at least one is needed, or Monitoring.none(reason)',
      );
    }
    if (email !== undefined && !Token.isUnresolved(email) && !MAIL_ADDRESS.test(email)) {
      throw new Error(`email: got ${JSON.stringify(email)}; allowed: an address such as ops@example.com`);
    }
    for (const [name, value] of Object.entries({ faultThreshold, forgedTokenThreshold })) {
      if (Token.isUnresolved(value) || (Number.isInteger(value) && value >= 1)) continue;
      throw new Error(`${name}: got ${String(value)}; allowed: a whole number from 1`);
    }
    return new Monitoring({ ...options, email, actions, faultThreshold, forgedTokenThreshold }, undefined);
  }

  /**
   * No alarms, but for those of dead-letter queues, which tell nobody unless they are given actions.
   *
   * @param reason - kept in the template's metadata
   * @throws Error if there is none
   */
  static none(reason: string): Monitoring {
    if (reason.trim() === '') {
      throw new Error(
        `Monitoring.none: got the reason ${JSON.stringify(reason)}; allowed: why nobody needs to be told of faults`,
      );
    }
    return new Monitoring(undefined, reason);
  }

  private constructor(
    private readonly options: WantedAlarms | undefined,
    /**
     * Why there are no alarms; undefined if there are.
     *
     * @internal
     */
    readonly _reason: string | undefined,
  ) {}

  /**
   * Watches a deployment.
   *
   * @param scope - gets what is made
   * @internal
   */
  _watch(scope: Construct, revocationTable: IRevocationTable): void {
    if (this.options === undefined) return;
    const { email, actions, faultThreshold, forgedTokenThreshold } = this.options;
    const home = new Construct(scope, 'Monitoring');
    const watch = Watch.of(revocationTable);
    if (email !== undefined) watch.addAlarmAction(createAlarmTopic(home, 'Topic', email));
    watch.addAlarmAction(...actions);
    const thresholds = { faults: faultThreshold, forgedTokens: forgedTokenThreshold };
    if (watch.begin(thresholds)) createDeploymentAlarms(home, revocationTable, thresholds);
  }
}

interface WantedAlarms {
  readonly email: string | undefined;
  readonly actions: readonly cloudwatch.IAlarmAction[];
  readonly faultThreshold: number;
  readonly forgedTokenThreshold: number;
}

/** As much as can be told without sending a mail. */
export const MAIL_ADDRESS = /^[^\s@,]+@[^\s@.,]+(\.[^\s@.,]+)+$/;
