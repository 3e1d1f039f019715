import type { aws_apigatewayv2 as apigatewayv2 } from 'aws-cdk-lib';
import type { Construct, IConstruct } from 'constructs';

import { createAlarm } from './alarms';
import { METRIC_PERIOD } from './deployment-metric';
import { Watch } from './watch';

/** Alarms on answers with 5xx of the API that signs out: what could not be recorded (503), and what did not answer at all. */
export function alarmOnErrors(scope: Construct, httpApi: apigatewayv2.HttpApi, revocationTable: IConstruct): void {
  Watch.of(revocationTable).whenAlarmed(({ faults }) => {
    createAlarm(scope, 'ServerErrors', revocationTable, {
      kind: 'sign-out API errors',
      metric: httpApi.metricServerError({ period: METRIC_PERIOD, statistic: 'Sum' }),
      threshold: faults,
    });
  });
}
