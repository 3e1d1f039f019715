import { Stack, aws_cloudwatch as cloudwatch, type aws_logs as logs } from 'aws-cdk-lib';
import { Construct, type IConstruct } from 'constructs';

import type { LiveConnections } from '../connections/live-connections';
import type { TokenRevocation } from '../token-revocation';
import { RUNBOOK } from './alarms';
import { connectionRow, functionRow, gatewayRow, openConnectionRow, signOutRow, tableRow } from './dashboard-rows';
import { LateWidget } from './late-widget';
import { createSavedQueries } from './saved-queries';
import { Watch } from './watch';

/** Properties of {@link SignOutDashboard}. */
export interface SignOutDashboardProps {
  /** What is shown. */
  readonly tokenRevocation: TokenRevocation;

  /**
   * What ends its open connections.
   *
   * @default - connections are not shown
   */
  readonly liveConnections?: LiveConnections;

  /**
   * Name of the dashboard: letters, digits, `-` and `_`.
   *
   * @default - a name that CloudFormation makes up
   */
  readonly dashboardName?: string;
}

/**
 * A CloudWatch dashboard of a deployment, and saved queries over its functions' logs, in the folder `cognito-sign-out` of Logs
 * Insights.
 *
 * In the stack of the `TokenRevocation` it shows that stack's functions, queues and alarms, for no stack may need another that needs it;
 * in a stack of its own, those of all stacks. Metrics of the deployment are of all stacks anyway.
 */
export class SignOutDashboard extends Construct {
  /** The dashboard, for more widgets. */
  readonly dashboard: cloudwatch.Dashboard;

  constructor(scope: Construct, id: string, props: SignOutDashboardProps) {
    super(scope, id);
    const { tokenRevocation, liveConnections, dashboardName } = props;
    const { revocationTable } = tokenRevocation;
    const watch = Watch.of(revocationTable);
    const shown = <T extends IConstruct>(all: readonly T[]) =>
      all.filter((each) => this.canShow(each, tokenRevocation));
    this.dashboard = new cloudwatch.Dashboard(this, 'Dashboard', {
      ...(dashboardName !== undefined && { dashboardName }),
    });

    this.dashboard.addWidgets(
      new LateWidget(6, 4, () => new cloudwatch.TextWidget({ width: 6, height: 4, markdown: textFor(watch) })),
      new LateWidget(18, 4, () => {
        // CloudWatch shows a hundred.
        const alarms = shown(watch.alarms).slice(0, 100);
        return new cloudwatch.AlarmStatusWidget({ width: 18, height: 4, title: 'Alarms', alarms });
      }),
    );
    this.dashboard.addWidgets(...signOutRow(tokenRevocation));
    this.dashboard.addWidgets(...gatewayRow(tokenRevocation));
    if (liveConnections !== undefined) {
      const { deadLetterQueues, queues, streamReaders } = watch;
      const followers = () => ({
        deadLetterQueues: shown(deadLetterQueues),
        queues: shown(queues),
        streamReaders: shown(streamReaders),
      });
      this.dashboard.addWidgets(...connectionRow(tokenRevocation, followers));
      this.dashboard.addWidgets(...openConnectionRow(tokenRevocation, followers));
    }
    this.dashboard.addWidgets(...functionRow(() => shown(watch.functions)));
    this.dashboard.addWidgets(...tableRow(this, revocationTable));
    createSavedQueries(this, revocationTable, () =>
      shown(watch.functions).map(({ logGroup }): logs.ILogGroup => logGroup),
    );
  }

  private canShow(construct: IConstruct, tokenRevocation: TokenRevocation): boolean {
    const own = Stack.of(this);
    return own !== Stack.of(tokenRevocation) || Stack.of(construct) === own;
  }
}

/** Says so if nobody is told of anything, for then an empty list of alarms is no good news. */
function textFor(watch: Watch): string {
  const none = '**No alarms but those of dead letters** (`Monitoring.none`): look here instead.';
  return [
    '# Sign-outs',
    `What each alarm and each line means, and what to do: [runbook](${RUNBOOK})`,
    ...(watch.isAlarmed ? [] : [none]),
  ].join('\n\n');
}
