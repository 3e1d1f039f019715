import { DEPLOYMENT, METRIC } from '../metrics';
import type { Telemetry } from '../core/telemetry';
import { createDecisionTelemetry, FORGED } from './telemetry/decisions';
import { alone, counted, directives, metric, toStandardOutput, write, type WriteLine } from './telemetry/lines';

const SIGNED_OUT = directives(counted(METRIC.signOuts, 'Outcome'));
const SIGNED_OUT_FORGED = directives(counted(METRIC.signOuts, 'Outcome'), alone(METRIC.forgedTokens));
const SIGNED_OUT_HALF = directives(counted(METRIC.signOuts, 'Outcome'), alone(METRIC.unfinishedGlobalSignOuts));
const EVENT = directives(counted(METRIC.events, 'Outcome'));
const ENDING = directives(counted(METRIC.connections, 'Outcome'));
const OPENED = directives(alone(METRIC.connectionsOpened));
const CLOSED = directives(alone(METRIC.connectionsClosed));
const RECORDED = directives(metric(METRIC.recordDuration, 'Milliseconds', [[DEPLOYMENT]]));
const CALLED = directives(metric(METRIC.cognitoDuration, 'Milliseconds', [[DEPLOYMENT, 'Operation'], [DEPLOYMENT]]));
const DELAYED = directives(metric(METRIC.endingDelay, 'Milliseconds', [[DEPLOYMENT]]));

/**
 * One JSON line for each rejection, fault and sign-out, and what else `LOG_MESSAGES` knows, which is also a CloudWatch metric
 * (embedded metric format). A line holds reasons, codes and names: never a token, a header, a message of an AWS service (they
 * repeat input), or who the user is.
 *
 * @param now - milliseconds since the epoch
 * @param deployment - what its metrics are told apart by
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createTelemetry(
  now: () => number,
  deployment: string,
  writeLine: WriteLine = toStandardOutput,
): Telemetry {
  const lines = { now, deployment, writeLine };
  return {
    ...createDecisionTelemetry(now, deployment, writeLine),
    signedOut(result, requestId) {
      const isForged = 'reason' in result && FORGED.includes(result.reason);
      const unfinished: readonly string[] = 'unfinished' in result ? result.unfinished : [];
      const isHalf = unfinished.includes('cognito_global_sign_out');
      const counts = {
        [METRIC.signOuts]: 1,
        ...(isForged && { [METRIC.forgedTokens]: 1 }),
        ...(isHalf && { [METRIC.unfinishedGlobalSignOuts]: 1 }),
      };
      const metrics = isForged ? SIGNED_OUT_FORGED : isHalf ? SIGNED_OUT_HALF : SIGNED_OUT;
      const words = { Outcome: result.outcome, ...detailsOf(result), RequestId: requestId };
      write(lines, metrics, 'sign_out_answered', { ...counts, ...words });
    },
    recordTook(milliseconds, requestId) {
      write(lines, RECORDED, 'step_done', { [METRIC.recordDuration]: tenths(milliseconds), RequestId: requestId });
    },
    cognitoTook(operation, milliseconds) {
      write(lines, CALLED, 'step_done', { [METRIC.cognitoDuration]: tenths(milliseconds), Operation: operation });
    },
    eventHandled(outcome, requestId) {
      write(lines, EVENT, 'event_handled', { [METRIC.events]: 1, Outcome: outcome, RequestId: requestId });
    },
    connectionOpened(requestId) {
      write(lines, OPENED, 'connection_opened', { [METRIC.connectionsOpened]: 1, RequestId: requestId });
    },
    connectionClosed(requestId) {
      write(lines, CLOSED, 'connection_closed', { [METRIC.connectionsClosed]: 1, RequestId: requestId });
    },
    connectionsEnding(outcome, amount, requestId) {
      write(lines, ENDING, 'connections_ending', {
        [METRIC.connections]: amount,
        Outcome: outcome,
        RequestId: requestId,
      });
    },
    endingDelay(milliseconds, requestId) {
      write(lines, DELAYED, 'ending_delayed', { [METRIC.endingDelay]: milliseconds, RequestId: requestId });
    },
  };
}

/** Of a millisecond: no clock here is better. */
function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

function detailsOf(result: Parameters<Telemetry['signedOut']>[0]): Record<string, unknown> {
  return {
    ...('scope' in result && { Scope: result.scope, Unfinished: result.unfinished }),
    ...('reason' in result && { Reason: result.reason }),
  };
}
