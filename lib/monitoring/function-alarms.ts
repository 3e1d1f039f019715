import type { aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

import type { FunctionName } from '../../lambda/functions';
import { createAlarm } from './alarms';
import { crashesOf } from './crashes';
import { METRIC_PERIOD } from './deployment-metric';
import { Watch } from './watch';

/** Somebody waits for these: nobody gets in, or nobody out, while they don't run. What follows a revocation waits in queues. */
const AWAITED: readonly FunctionName[] = [
  'http-authorizer',
  'rest-authorizer',
  'appsync-authorizer',
  'websocket-authorizer',
  'websocket-admission',
  'sign-out',
  'appsync-sign-out',
  'revoke-token',
  'cognito-proxy',
  'admin-sign-out',
  'logout',
  'end-session',
  'global-token-revocation',
  'backchannel-logout',
  'appsync-sessions',
];

/**
 * Of these, anybody can bring about what Lambda counts as an error: to throw is the only way to answer 401 to a REST or WebSocket API,
 * and to every gateway that a token can't be decided on, such as one of a key that nobody has seen.
 */
const THROWING: readonly FunctionName[] = [
  'http-authorizer',
  'rest-authorizer',
  'appsync-authorizer',
  'websocket-authorizer',
  'websocket-admission',
];

/**
 * Has a function watched, and alarmed on if somebody waits for it.
 *
 * @param home - where it was made
 */
export function watchFunction(
  home: Construct,
  made: lambda.Function,
  bundle: FunctionName,
  revocationTable: IConstruct,
): void {
  const watch = Watch.of(revocationTable);
  watch.functions.push(made);
  if (!AWAITED.includes(bundle)) return;
  watch.whenAlarmed(({ faults }) => {
    // Each is a request that was refused: Lambda does not try again for whoever waits.
    createAlarm(home, 'Throttles', revocationTable, {
      kind: 'throttles',
      says: `Lambda does not run ${bundle} as often as it is called`,
      metric: made.metricThrottles({ period: METRIC_PERIOD }),
      threshold: 1,
    });
    if (THROWING.includes(bundle)) {
      createAlarm(home, 'Crashed', revocationTable, {
        kind: 'crashes',
        says: `${bundle} crashes or runs out of time`,
        metric: crashesOf(home, made),
        threshold: faults,
      });
      return;
    }
    createAlarm(home, 'Errors', revocationTable, {
      kind: 'errors',
      says: `${bundle} fails, crashes or runs out of time`,
      metric: made.metricErrors({ period: METRIC_PERIOD }),
      threshold: faults,
    });
  });
}
