import { DEPLOYMENT, METRIC } from '../../metrics';
import { RevocationError } from '../../core/errors';
import type { DecisionTelemetry } from '../../core/telemetry';
import { alone, counted, directives, metric, toStandardOutput, write, type Lines } from './lines';

/** Why a token is not accepted that somebody has made who has not got our keys. */
export const FORGED: readonly string[] = ['bad_signature', 'unknown_key'];
/** What forged tokens bring about, and anybody can: it raises no alarm, so it is not in the sum. */
const JUNK = 'signing_key_unknown';

const REJECTED = directives(counted(METRIC.rejections, 'Reason'));
const REJECTED_FORGED = directives(counted(METRIC.rejections, 'Reason'), alone(METRIC.forgedTokens));
const FAULT = directives(counted(METRIC.faults, 'Code'));
const FAULT_BY_JUNK = directives(
  metric(METRIC.faults, 'Count', [[DEPLOYMENT, 'Code'], ['Code']]),
  alone(METRIC.forgedTokens),
);

/**
 * What a function that only decides has to tell: a line for each rejection and each fault. See ../telemetry.ts, which has the
 * rest, and which no authorizer loads.
 *
 * @param now - milliseconds since the epoch
 * @param deployment - what its metrics are told apart by
 */
export function createDecisionTelemetry(
  now: () => number,
  deployment: string,
  writeLine: Lines['writeLine'] = toStandardOutput,
): DecisionTelemetry {
  const lines = { now, deployment, writeLine };
  return {
    rejected(reason, requestId) {
      const isForged = FORGED.includes(reason);
      const counts = { [METRIC.rejections]: 1, ...(isForged && { [METRIC.forgedTokens]: 1 }) };
      const metrics = isForged ? REJECTED_FORGED : REJECTED;
      write(lines, metrics, 'token_rejected', { ...counts, Reason: reason, RequestId: requestId });
    },
    fault(error, requestId) {
      const isOurs = error instanceof RevocationError;
      const details = isOurs
        ? { Message: error.message, Cause: describe(error.cause) }
        : { Cause: describe(error), Stack: framesOf(error) };
      const code = isOurs ? error.code : 'unexpected';
      const isJunk = code === JUNK;
      const counts = { [METRIC.faults]: 1, ...(isJunk && { [METRIC.forgedTokens]: 1 }) };
      write(lines, isJunk ? FAULT_BY_JUNK : FAULT, code, { ...counts, Code: code, ...details, RequestId: requestId });
    },
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
