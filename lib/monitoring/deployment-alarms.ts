import type { Construct } from 'constructs';

import { METRIC } from '../../lambda/metrics';
import type { IRevocationTable } from '../revocation-table';
import { createAlarm } from './alarms';
import { deploymentMetric } from './deployment-metric';
import { tableThrottles } from './table-metric';
import type { Thresholds } from './watch';

/** The alarms that a deployment has once, whatever it is made of. */
export function createDeploymentAlarms(
  scope: Construct,
  revocationTable: IRevocationTable,
  { faults, forgedTokens }: Thresholds,
): void {
  const sum = (name: string) => deploymentMetric(scope, revocationTable, name);
  // Without what forged tokens bring about: anybody could raise it.
  createAlarm(scope, 'Faults', revocationTable, { kind: 'faults', metric: sum(METRIC.faults), threshold: faults });
  createAlarm(scope, 'ForgedTokens', revocationTable, {
    kind: 'forged tokens',
    metric: sum(METRIC.forgedTokens),
    threshold: forgedTokens,
  });
  createAlarm(scope, 'UnfinishedGlobalSignOuts', revocationTable, {
    kind: 'unfinished global sign-outs',
    metric: sum(METRIC.unfinishedGlobalSignOuts),
    threshold: faults,
  });
  createAlarm(scope, 'TableThrottles', revocationTable, {
    kind: 'table throttles',
    metric: tableThrottles(scope, revocationTable),
    threshold: 1,
    // The table grows with the traffic within minutes, and what is throttled meanwhile is tried again: what lasts is worth a look.
    periodsOfThree: 2,
  });
}
