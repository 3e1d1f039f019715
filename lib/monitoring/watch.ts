import type { aws_cloudwatch as cloudwatch, aws_lambda as lambda, aws_sqs as sqs } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** From how many on an alarm is raised, in five minutes. */
export interface Thresholds {
  /** Of what is our failure. */
  readonly faults: number;
  /** Of tokens that are forged. */
  readonly forgedTokens: number;
}

/**
 * What there is to watch of a deployment, and its alarms, whichever construct has made them: all that shares a revocation table, those
 * that are made later and in other stacks too.
 */
export class Watch {
  /** By what the deployment shares. */
  static of(revocationTable: IConstruct): Watch {
    const watch = watches.get(revocationTable) ?? new Watch();
    watches.set(revocationTable, watch);
    return watch;
  }

  /** All that there are by now. */
  readonly alarms: cloudwatch.Alarm[] = [];
  /** All of our functions. */
  readonly functions: lambda.Function[] = [];
  /** Where work waits for our functions. */
  readonly queues: sqs.IQueue[] = [];
  /** What reads the table's stream. */
  readonly streamReaders: lambda.Function[] = [];
  /** What could not be done. */
  readonly deadLetterQueues: sqs.IQueue[] = [];

  private readonly actions: cloudwatch.IAlarmAction[] = [];
  private readonly waiting: ((thresholds: Thresholds) => void)[] = [];
  private thresholds: Thresholds | undefined;

  private constructor() {
    // Only of a table.
  }

  /** Adds an alarm, which gets every action. */
  addAlarm(alarm: cloudwatch.Alarm): void {
    this.alarms.push(alarm);
    if (this.actions.length > 0) alarm.addAlarmAction(...this.actions);
  }

  /** Adds actions to every alarm, those that are made later too. */
  addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    if (actions.length === 0) return;
    this.actions.push(...actions);
    for (const alarm of this.alarms) alarm.addAlarmAction(...actions);
  }

  /** Whether the owner wants alarms, as far as is known by now. */
  get isAlarmed(): boolean {
    return this.thresholds !== undefined;
  }

  /** Makes what alarms on it as soon as the owner wants alarms, and not at all if they don't. */
  whenAlarmed(make: (thresholds: Thresholds) => void): void {
    if (this.thresholds === undefined) this.waiting.push(make);
    else make(this.thresholds);
  }

  /**
   * The owner wants alarms.
   *
   * @returns whether this is the first time: a table may be shared by several owners
   */
  begin(thresholds: Thresholds): boolean {
    if (this.thresholds !== undefined) return false;
    this.thresholds = thresholds;
    for (const make of this.waiting.splice(0)) make(thresholds);
    return true;
  }
}

const watches = new WeakMap<IConstruct, Watch>();
