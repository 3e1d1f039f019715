import { aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

import { PACKAGE_REPOSITORY } from '../functions/package-root';
import { Watch } from './watch';

/** Every kind of alarm that there is: its article in docs/runbook.md, and what it says. */
export const ALARMS = {
  faults: 'Requests could not be decided or carried out',
  'forged tokens': 'Many tokens were signed by a key that is not the user pool’s',
  'sign-out API errors': 'The sign-out API answers with 5xx',
  'unfinished global sign-outs':
    'Cognito does not carry out sign-outs of whole users, whose tokens are rejected all the same',
  throttles: 'Lambda does not run a function that somebody waits for',
  errors: 'A function crashes or runs out of time',
  crashes: 'An authorizer crashes or runs out of time',
  'table throttles': 'DynamoDB does not take all requests to the revocation table',
  'oldest message': 'What follows a revocation has been waiting for long',
  'dead letters': 'Something was given up',
  'subscriptions not ended': 'AppSync did not end subscriptions',
} as const;

/** A kind of alarm. */
export type AlarmKind = keyof typeof ALARMS;

/** Of an alarm: what it says besides. */
export interface AlarmProps {
  /** What it is about. */
  readonly kind: AlarmKind;
  /** What it says instead of the kind's own sentence. */
  readonly says?: string;
  /** What is measured. */
  readonly metric: cloudwatch.IMetric;
  /** It is raised by this much, and more. */
  readonly threshold: number;
  /** Of the last three periods, so many have to be over it; one, if this is left out. */
  readonly periodsOfThree?: number;
  /** What no report means: that nothing happened, if this is left out. */
  readonly treatMissingData?: cloudwatch.TreatMissingData;
}

/** Makes an alarm of a deployment, which says where to read on. */
export function createAlarm(
  scope: Construct,
  id: string,
  revocationTable: IConstruct,
  { kind, says = ALARMS[kind], metric, threshold, periodsOfThree, treatMissingData }: AlarmProps,
): cloudwatch.Alarm {
  const alarm = new cloudwatch.Alarm(scope, id, {
    alarmDescription: `${says}: ${runbookUrl(kind)}`,
    metric,
    comparisonOperator: cloudwatch.ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
    threshold,
    evaluationPeriods: periodsOfThree === undefined ? 1 : 3,
    datapointsToAlarm: periodsOfThree ?? 1,
    treatMissingData: treatMissingData ?? cloudwatch.TreatMissingData.NOT_BREACHING,
  });
  Watch.of(revocationTable).addAlarm(alarm);
  return alarm;
}

/** Where the runbook tells of an alarm. */
export function runbookUrl(kind: AlarmKind): string {
  const anchor = `alarm-${kind.toLowerCase().replaceAll(' ', '-')}`;
  return `${RUNBOOK}#${anchor}`;
}

/** The runbook. */
export const RUNBOOK = `${PACKAGE_REPOSITORY}/blob/main/docs/runbook.md`;
