import { Stack, type aws_cloudwatch as cloudwatch } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { ENVIRONMENT, TEMPLATE_METADATA } from '../lambda/contract';
import { METRIC } from '../lambda/metrics';
import { acceptedTokensEnvironment, type AcceptedTokensProps } from './authorizer/accepted-tokens';
import { RevocationAuthorizer, type RevocationDelayProps } from './authorizer/revocation-authorizer';
import { RevocationEvents, type RevocationEventsOptions } from './events/revocation-events';
import { SignOutEvents, type SessionEventsProps } from './events/sign-out-events';
import type { OnRevocationOptions, RevocationFollower } from './followers/revocation-follower';
import type { FunctionOptionsProps } from './functions/function-options';
import { PACKAGE_VERSION } from './functions/package-root';
import { deploymentDuration, deploymentMetric } from './monitoring/deployment-metric';
import type { Monitoring } from './monitoring/monitoring';
import { Watch } from './monitoring/watch';
import { once } from './once';
import { RevocationTable, type IRevocationTable, type RevocationTableProps } from './revocation-table';
import { Sessions, type SessionsOptions } from './sessions/sessions';
import { SignOutApi } from './sign-out-api/sign-out-api';
import type { SignOutApiOptions } from './sign-out-api/sign-out-api-options';
import type { RefreshTokenValidityProps } from './sign-out-api/sign-out-function';

/** Properties of {@link TokenRevocation}: those of its parts. */
export interface TokenRevocationProps
  extends
    AcceptedTokensProps,
    RevocationTableProps,
    RevocationDelayProps,
    RefreshTokenValidityProps,
    SignOutApiOptions,
    SessionEventsProps,
    RevocationEventsOptions,
    FunctionOptionsProps {
  /**
   * Who is told when something is wrong: `Monitoring.alarms({ email })`, or `Monitoring.none(reason)`. There is no default, so that
   * whoever goes without alarms has written down why.
   */
  readonly monitoring: Monitoring;

  /**
   * A table that exists already, such as `RevocationTable.fromTableName(…)`. Then `deletionProtection`, `warmThroughput`
   * and `replicaRegions` are its owner's to set.
   *
   * @default - a table of its own
   */
  readonly revocationTable?: IRevocationTable;

  /**
   * Lets users see where they are signed in, end one session of theirs, and, if you want that, have no more than so many: see
   * {@link Sessions}. `{}` for the defaults. What it keeps is personal data.
   *
   * @default - sessions are not registered
   */
  readonly sessions?: SessionsOptions;
}

/** Who tells of a table's revocations: once, however many share it. */
const telling = new WeakMap<IRevocationTable, RevocationEvents>();

/**
 * Makes sign-out real for a user pool: the revocation table, the authorizer that reads it, the API to sign out, and
 * what takes in the sign-outs that are made elsewhere.
 * Put `authorizer` in front of your own APIs.
 */
export class TokenRevocation extends Construct {
  /** Holds the revocations. */
  readonly revocationTable: IRevocationTable;

  /** Goes in front of your APIs. */
  readonly authorizer: RevocationAuthorizer;

  /** Signs out. */
  readonly signOutApi: SignOutApi;

  /** Takes in the sign-outs that are made elsewhere. */
  readonly signOutEvents: SignOutEvents;

  /**
   * Tells of every revocation on an event bus: that of the first who shares a table. Not there if the table is only named: then
   * whoever makes it tells.
   */
  readonly revocationEvents?: RevocationEvents;

  /** The users' registered sessions, if these are wanted. */
  readonly sessions?: Sessions;

  /**
   * Environment variables for services behind no gateway: what `createVerifier()` of `cognito-sign-out/verify` needs to know. Their
   * role needs `revocationTable.grantLookup(role)` besides.
   */
  // jsii knows no `Record`.
  // eslint-disable-next-line @typescript-eslint/consistent-indexed-object-style
  readonly lookupEnvironment: { [name: string]: string };

  constructor(scope: Construct, id: string, props: TokenRevocationProps) {
    super(scope, id);
    this.revocationTable = revocationTableOf(this, props);
    const { revocationTable } = this;
    props.monitoring._watch(this, revocationTable);
    this.authorizer = new RevocationAuthorizer(this, 'Authorizer', { ...props, revocationTable });
    const { authorizer } = this;
    this.signOutApi = new SignOutApi(this, 'SignOutApi', { ...props, revocationTable, authorizer });
    const { signOutApi } = this;
    if (props.sessions !== undefined) {
      const options = { ...props, ...props.sessions, revocationTable, authorizer, signOutApi };
      this.sessions = new Sessions(this, 'Sessions', options);
    }
    this.signOutEvents = new SignOutEvents(this, 'SignOutEvents', { ...props, revocationTable });
    if (revocationTable.tableStreamArn !== undefined) {
      this.revocationEvents = once(telling, revocationTable, () => {
        return new RevocationEvents(this, 'RevocationEvents', { ...props, revocationTable });
      });
    }
    this.lookupEnvironment = lookupEnvironmentOf(this, props, revocationTable);
    // `cognito-sign-out verify` looks whether it knows what was deployed. Why nobody is told of faults is for whoever audits it.
    const { _reason: reason } = props.monitoring;
    const noAlarms = reason === undefined ? {} : { NoAlarms: reason };
    Stack.of(this).addMetadata(TEMPLATE_METADATA, { Version: PACKAGE_VERSION, ...noAlarms });
  }

  /**
   * Every alarm of the deployment that there is by now: those of all constructs that share the revocation table, in whatever stack.
   */
  get alarms(): cloudwatch.Alarm[] {
    return [...Watch.of(this.revocationTable).alarms];
  }

  /** Has every alarm of the deployment do something besides, those that are made later too. */
  addAlarmAction(...actions: cloudwatch.IAlarmAction[]): void {
    Watch.of(this.revocationTable).addAlarmAction(...actions);
  }

  /**
   * A metric of the deployment: its sum in five minutes, unless the options say otherwise.
   *
   * @param metricName - one of those in docs/runbook.md
   * @param options - `dimensionsMap` tells more than the deployment, such as `{ Reason: 'revoked' }`
   */
  metric(metricName: string, options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return deploymentMetric(this, this.revocationTable, metricName, options);
  }

  /** Tokens that were not accepted, at every gateway; by `Reason`. */
  metricRejections(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.rejections, options);
  }

  /** Tokens that somebody else has signed, at every gateway and at sign-outs. */
  metricForgedTokens(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.forgedTokens, options);
  }

  /** Requests that could not be decided or carried out; by `Code`. The sum is without what forged tokens bring about. */
  metricFaults(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.faults, options);
  }

  /** Requests to sign out, by whichever route; by `Outcome`. */
  metricSignOuts(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.signOuts, options);
  }

  /** Cognito's events in CloudTrail that were looked at; by `Outcome`. */
  metricEvents(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.events, options);
  }

  /** Open connections that were to end; by `Outcome`. */
  metricConnections(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.connections, options);
  }

  /** WebSocket connections that were let in. */
  metricConnectionsOpened(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.connectionsOpened, options);
  }

  /** WebSocket connections that have closed, for whatever reason, as far as API Gateway said so. */
  metricConnectionsClosed(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.connectionsClosed, options);
  }

  /** Milliseconds from a record to the end of the connections that it ended: the mean, unless the options say otherwise. */
  metricEndingDelay(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return deploymentDuration(this, this.revocationTable, METRIC.endingDelay, options);
  }

  /** Milliseconds that recording a revocation takes: the mean, unless the options say otherwise. */
  metricRecordDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return deploymentDuration(this, this.revocationTable, METRIC.recordDuration, options);
  }

  /** Milliseconds that a call to Cognito takes: the mean, unless the options say otherwise; by `Operation`. */
  metricCognitoDuration(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return deploymentDuration(this, this.revocationTable, METRIC.cognitoDuration, options);
  }

  /**
   * Hands each revocation on to somebody of yours, such as a function that empties a cache: see {@link IRevocationTable}.
   *
   * @param id - unique among those who follow the table
   * @throws Error if the table is only named
   */
  onRevocation(id: string, options: OnRevocationOptions = {}): RevocationFollower {
    return this.revocationTable.onRevocation(id, options);
  }
}

function lookupEnvironmentOf(scope: Construct, props: AcceptedTokensProps, { tableName }: IRevocationTable) {
  return { ...acceptedTokensEnvironment(scope, props), [ENVIRONMENT.revocationTableName]: tableName };
}

function revocationTableOf(scope: Construct, props: TokenRevocationProps): IRevocationTable {
  const { revocationTable, deletionProtection, warmThroughput, replicaRegions } = props;
  if (revocationTable === undefined) return new RevocationTable(scope, 'RevocationTable', props);
  for (const [name, value] of Object.entries({ deletionProtection, warmThroughput, replicaRegions })) {
    if (value === undefined) continue;
    throw new Error(
      `${name}: got ${JSON.stringify(value)}; it has no effect on a revocationTable that is given: leave it out`,
    );
  }
  return revocationTable;
}
