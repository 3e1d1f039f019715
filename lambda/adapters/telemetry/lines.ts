import { DEPLOYMENT, METRIC } from '../../metrics';
import type { LogCode } from '../../core/log-messages';

/** Where lines go: usually standard output, which Lambda sends to CloudWatch Logs. */
export type WriteLine = (line: string) => void;

/** What the lines of a function have in common. */
export interface Lines {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** What the metrics are told apart by. */
  readonly deployment: string;
  readonly writeLine: WriteLine;
}

/**
 * Writes a line: what CloudWatch makes of it, what it is, and what it says.
 *
 * @param metrics - made by `directives()`
 */
export function write(lines: Lines, metrics: string, code: LogCode, words: Readonly<Record<string, unknown>>): void {
  const { now, deployment, writeLine } = lines;
  const line = { LogCode: code, [DEPLOYMENT]: deployment, ...words };
  writeLine(`{"_aws":{"Timestamp":${String(now())},"CloudWatchMetrics":${metrics}},${JSON.stringify(line).slice(1)}`);
}

/** Of standard output. */
export function toStandardOutput(line: string): void {
  process.stdout.write(`${line}\n`);
}

/*
 * What CloudWatch makes of a line: text, made once for each kind of line, so that a line costs no more than its own words. A
 * metric is there for each set of dimensions. By one dimension alone it adds up all deployments, as dashboards of 0.1 know it.
 */

/** By the deployment and why, by the deployment, and by why. */
export function counted(name: string, why: string): object {
  return metric(name, 'Count', [[DEPLOYMENT, why], [DEPLOYMENT], [why]]);
}

/** By the deployment. */
export function alone(name: string): object {
  return metric(name, 'Count', [[DEPLOYMENT]]);
}

/** By these sets of dimensions. */
export function metric(
  name: string,
  unit: 'Count' | 'Milliseconds',
  dimensions: readonly (readonly string[])[],
): object {
  return { Namespace: METRIC.namespace, Dimensions: dimensions, Metrics: [{ Name: name, Unit: unit }] };
}

/** As text, for {@link write}. */
export function directives(...metrics: readonly object[]): string {
  return JSON.stringify(metrics);
}
