import { DEPLOYMENT, METRIC } from '../metrics';
import { RevocationError } from '../core/errors';
import { LOG_MESSAGES, type LogCode } from '../core/log-messages';
import type { Telemetry } from '../core/telemetry';

/** Where lines go: usually standard output, which Lambda sends to CloudWatch Logs. */
export type WriteLine = (line: string) => void;

/** Why a token is not accepted that somebody has made who has not got our keys. */
const FORGED: readonly string[] = ['bad_signature', 'unknown_key'];
/** What forged tokens bring about, and anybody can: it raises no alarm, so it is not in the sum. */
const JUNK = 'signing_key_unknown';

/*
 * What CloudWatch makes of a line: text, once for each kind of line, so that a line costs no more than its own words. A metric is
 * there for each set of dimensions. By one dimension alone it adds up all deployments, as dashboards of 0.1 know it.
 */
const REJECTED = directives(counted(METRIC.rejections, 'Reason'));
const REJECTED_FORGED = directives(counted(METRIC.rejections, 'Reason'), alone(METRIC.forgedTokens));
const SIGNED_OUT = directives(counted(METRIC.signOuts, 'Outcome'));
const SIGNED_OUT_FORGED = directives(counted(METRIC.signOuts, 'Outcome'), alone(METRIC.forgedTokens));
const SIGNED_OUT_HALF = directives(counted(METRIC.signOuts, 'Outcome'), alone(METRIC.unfinishedGlobalSignOuts));
const FAULT = directives(counted(METRIC.faults, 'Code'));
const FAULT_BY_JUNK = directives(
  metric(METRIC.faults, 'Count', [[DEPLOYMENT, 'Code'], ['Code']]),
  alone(METRIC.forgedTokens),
);
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
  const write = (metrics: string, code: LogCode, words: Record<string, unknown>) => {
    const line = { LogCode: code, LogMessage: LOG_MESSAGES[code], [DEPLOYMENT]: deployment, ...words };
    writeLine(`{"_aws":{"Timestamp":${String(now())},"CloudWatchMetrics":${metrics}},${JSON.stringify(line).slice(1)}`);
  };

  return {
    rejected(reason, requestId) {
      const isForged = FORGED.includes(reason);
      const counts = { [METRIC.rejections]: 1, ...(isForged && { [METRIC.forgedTokens]: 1 }) };
      const metrics = isForged ? REJECTED_FORGED : REJECTED;
      write(metrics, 'token_rejected', { ...counts, Reason: reason, RequestId: requestId });
    },
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
      write(metrics, 'sign_out_answered', { ...counts, ...words });
    },
    recordTook(milliseconds, requestId) {
      write(RECORDED, 'step_done', { [METRIC.recordDuration]: tenths(milliseconds), RequestId: requestId });
    },
    cognitoTook(operation, milliseconds) {
      write(CALLED, 'step_done', { [METRIC.cognitoDuration]: tenths(milliseconds), Operation: operation });
    },
    fault(error, requestId) {
      const isOurs = error instanceof RevocationError;
      const details = isOurs
        ? { Message: error.message, Cause: describe(error.cause) }
        : { Cause: describe(error), Stack: framesOf(error) };
      const code = isOurs ? error.code : 'unexpected';
      const isJunk = code === JUNK;
      const counts = { [METRIC.faults]: 1, ...(isJunk && { [METRIC.forgedTokens]: 1 }) };
      write(isJunk ? FAULT_BY_JUNK : FAULT, code, { ...counts, Code: code, ...details, RequestId: requestId });
    },
    eventHandled(outcome, requestId) {
      write(EVENT, 'event_handled', { [METRIC.events]: 1, Outcome: outcome, RequestId: requestId });
    },
    connectionOpened(requestId) {
      write(OPENED, 'connection_opened', { [METRIC.connectionsOpened]: 1, RequestId: requestId });
    },
    connectionClosed(requestId) {
      write(CLOSED, 'connection_closed', { [METRIC.connectionsClosed]: 1, RequestId: requestId });
    },
    connectionsEnding(outcome, amount, requestId) {
      write(ENDING, 'connections_ending', { [METRIC.connections]: amount, Outcome: outcome, RequestId: requestId });
    },
    endingDelay(milliseconds, requestId) {
      write(DELAYED, 'ending_delayed', { [METRIC.endingDelay]: milliseconds, RequestId: requestId });
    },
  };
}

/** Of a millisecond: no clock here is better. */
function tenths(milliseconds: number): number {
  return Math.round(milliseconds * 10) / 10;
}

/** By the deployment and why, by the deployment, and by why. */
function counted(name: string, why: string): object {
  return metric(name, 'Count', [[DEPLOYMENT, why], [DEPLOYMENT], [why]]);
}

function alone(name: string): object {
  return metric(name, 'Count', [[DEPLOYMENT]]);
}

function metric(name: string, unit: 'Count' | 'Milliseconds', dimensions: readonly (readonly string[])[]): object {
  return { Namespace: METRIC.namespace, Dimensions: dimensions, Metrics: [{ Name: name, Unit: unit }] };
}

function directives(...metrics: readonly object[]): string {
  return JSON.stringify(metrics);
}

function detailsOf(result: Parameters<Telemetry['signedOut']>[0]): Record<string, unknown> {
  return {
    ...('scope' in result && { Scope: result.scope, Unfinished: result.unfinished }),
    ...('reason' in result && { Reason: result.reason }),
  };
}

/** An error of a library, by what identifies it. Its message stays out: it may repeat what was sent. */
function describe(cause: unknown): Record<string, unknown> | undefined {
  if (!(cause instanceof Error)) return undefined;
  const { name, code, $metadata } = cause as Error & { code?: unknown; $metadata?: { httpStatusCode?: unknown } };
  return { name, code, httpStatusCode: $metadata?.httpStatusCode, cause: describe(cause.cause) };
}

/** Where an error was thrown, without its message. */
function framesOf(error: unknown): string[] | undefined {
  if (!(error instanceof Error)) return undefined;
  return error.stack?.split('\n').filter((line) => /^ {4}at /.test(line));
}

function toStandardOutput(line: string): void {
  process.stdout.write(`${line}\n`);
}
