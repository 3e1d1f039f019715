import {
  Duration,
  Stack,
  type aws_cloudwatch as cloudwatch,
  aws_events as events,
  aws_events_targets as targets,
  type aws_lambda as lambda,
  type aws_sqs as sqs,
} from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { SIGN_OUT_EVENTS } from '../../lambda/events';
import { METRIC } from '../../lambda/metrics';
import { userPoolEnvironment } from '../authorizer/accepted-tokens';
import { createBundledFunction } from '../functions/bundled-function';
import { createDeadLetters } from '../functions/dead-letters';
import { letRevoke } from '../functions/revocation-access';
import { revokerRoleArns } from '../functions/revokers';
import { DeploymentPart } from '../monitoring/deployment-part';
import { longestRefreshTokenValidity } from '../sign-out-api/refresh-token-validity';
import type { RevokerProps } from '../sign-out-api/sign-out-function';
import { SessionEvents } from './session-events';

/** Which of Cognito's events are taken in. */
export interface SessionEventsProps {
  /**
   * What becomes of an event that ends one session (`RevokeToken`, `RevokeUserSession`, `AdminRevokeUserSession`, and
   * managed login's `Logout` and `SAML2Logout_POST`). CloudTrail does not say which session: it is left to expire
   * (`IGNORE`), or every session of the user ends (`USER`), on the user's other devices too.
   *
   * @default SessionEvents.IGNORE
   */
  readonly sessionEvents?: SessionEvents;
}

/** Properties of {@link SignOutEvents}. */
export interface SignOutEventsProps extends RevokerProps, SessionEventsProps {}

/** CloudTrail and EventBridge deliver for up to a day (EventBridge's own default). */
const MAX_DELIVERY_TIME = Duration.hours(24);
/** Lambda's longest. */
const MAX_EVENT_AGE = Duration.hours(6);

/**
 * Takes in the sign-outs that are made elsewhere: calls to Cognito itself, by apps, administrators and its own pages,
 * as CloudTrail records them and EventBridge delivers them, minutes later. Each is recorded as of its own time.
 *
 * The account needs a CloudTrail trail that logs management events in this Region: without one there are no events.
 * A safety net, and no part of the guarantee.
 *
 * @see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html
 */
export class SignOutEvents extends DeploymentPart {
  /** Which events are taken in. */
  readonly rule: events.Rule;

  /** Events that could not be recorded, for two weeks. */
  readonly deadLetterQueue: sqs.Queue;

  /** Is raised until there is none in the queue. Of `TokenRevocation`, it is one of its `alarms`; else it has no actions. */
  readonly alarm: cloudwatch.Alarm;

  constructor(scope: Construct, id: string, props: SignOutEventsProps) {
    super(scope, id, props);
    const sessionEvents = props.sessionEvents ?? SessionEvents.IGNORE;
    const { deadLetterQueue, alarm } = createDeadLetters(
      this,
      'Sign-outs that were made elsewhere could not be recorded: see docs/runbook.md, `unusable_event`',
      props.revocationTable,
    );
    this.deadLetterQueue = deadLetterQueue;
    this.alarm = alarm;

    this.rule = new events.Rule(this, 'Rule', {
      description: 'Calls to Cognito that end sessions',
      eventPattern: patternOf(props.userPool.userPoolId, sessionEvents, Stack.of(this)),
    });
    this.rule.addTarget(
      new targets.LambdaFunction(this.createFunction(sessionEvents, props), {
        deadLetterQueue: this.deadLetterQueue,
        maxEventAge: MAX_DELIVERY_TIME,
      }),
    );
    // The default state leaves out what CloudTrail takes for reading, and nobody has said what it takes sign-out pages for.
    if (sessionEvents === SessionEvents.USER) {
      (this.rule.node.defaultChild as events.CfnRule).state = 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS';
    }
  }

  /** Cognito's events that were looked at, by `dimensionsMap: { Outcome: … }` for what became of one: see docs/runbook.md. */
  metricEvents(options?: cloudwatch.MetricOptions): cloudwatch.Metric {
    return this.metric(METRIC.events, options);
  }

  private createFunction(sessionEvents: SessionEvents, props: SignOutEventsProps): lambda.Function {
    const { revocationTable, userPoolClients } = props;
    const signOutEvents = createBundledFunction(this, 'Handler', {
      bundle: 'sign-out-events',
      revocationTable,
      description: 'Records the sign-outs that CloudTrail tells of',
      environment: {
        ...userPoolEnvironment(this, props),
        [ENVIRONMENT.refreshTokenValidity]: longestRefreshTokenValidity(userPoolClients, props.refreshTokenValidity),
        [ENVIRONMENT.signOutRoleArns]: revokerRoleArns(revocationTable, Stack.of(this)),
        [ENVIRONMENT.sessionEvents]: sessionEvents,
      },
      timeout: Duration.seconds(30),
      functionOptions: props.functionOptions,
    });
    letRevoke(revocationTable, signOutEvents);
    const { queueArn } = this.deadLetterQueue;
    // CDK's own destination would let the function ask for the queue's address and attributes as well.
    signOutEvents.configureAsyncInvoke({
      onFailure: { bind: () => ({ destination: queueArn }) },
      maxEventAge: MAX_EVENT_AGE,
      retryAttempts: 2,
    });
    this.deadLetterQueue.grant(signOutEvents, 'sqs:SendMessage');
    return signOutEvents;
  }
}

/**
 * The events that end sessions of the pool, as far as a pattern can tell: those of another pool are left out, and those
 * that do not name a pool are looked at.
 */
function patternOf(userPoolId: string, sessionEvents: SessionEvents, stack: Stack): events.EventPattern {
  const eventName = Object.entries(SIGN_OUT_EVENTS)
    .filter(([, scope]) => scope === 'user' || sessionEvents === SessionEvents.USER)
    .map(([name]) => name);
  const unnamed = { userPoolId: [{ exists: false }] };
  const named = { userPoolId: [userPoolId] };
  return {
    source: ['aws.cognito-idp'],
    account: [stack.account],
    region: [stack.region],
    detailType: ['AWS API Call via CloudTrail', 'AWS Service Event via CloudTrail'],
    detail: {
      eventSource: ['cognito-idp.amazonaws.com'],
      eventName,
      $or: [
        { requestParameters: named },
        { additionalEventData: named },
        { requestParameters: unnamed, additionalEventData: unnamed },
      ],
    },
  };
}
