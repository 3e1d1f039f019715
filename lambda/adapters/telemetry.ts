import { METRIC } from '../contract';
import { RevocationError } from '../core/errors';
import type { Telemetry } from '../core/telemetry';

/** Where lines go: usually standard output, which Lambda sends to CloudWatch Logs. */
export type WriteLine = (line: string) => void;

/**
 * One JSON line for each rejection, fault and sign-out, which is also a CloudWatch metric (embedded metric format).
 * A line holds reasons, codes and names: never a token, a header, a message of an AWS service (they repeat input), or
 * who the user is.
 *
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createTelemetry(now: () => number, writeLine: WriteLine = toStandardOutput): Telemetry {
  const count = (metric: string, dimension: string, value: string, details: Record<string, unknown>, amount = 1) => {
    const metadata = {
      Timestamp: now(),
      CloudWatchMetrics: [
        { Namespace: METRIC.namespace, Dimensions: [[dimension]], Metrics: [{ Name: metric, Unit: 'Count' }] },
      ],
    };
    writeLine(JSON.stringify({ _aws: metadata, [metric]: amount, [dimension]: value, ...details }));
  };

  return {
    rejected(reason, requestId) {
      count(METRIC.rejections, 'Reason', reason, { RequestId: requestId });
    },
    signedOut(result, requestId) {
      count(METRIC.signOuts, 'Outcome', result.outcome, { ...detailsOf(result), RequestId: requestId });
    },
    fault(error, requestId) {
      const details =
        error instanceof RevocationError
          ? { Message: error.message, Cause: describe(error.cause) }
          : { Cause: describe(error), Stack: framesOf(error) };
      const code = error instanceof RevocationError ? error.code : 'unexpected';
      count(METRIC.faults, 'Code', code, { ...details, RequestId: requestId });
    },
    eventHandled(outcome, requestId) {
      count(METRIC.events, 'Outcome', outcome, { RequestId: requestId });
    },
    connectionsEnding(outcome, amount, requestId) {
      count(METRIC.connections, 'Outcome', outcome, { RequestId: requestId }, amount);
    },
  };
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
