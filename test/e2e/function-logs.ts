import type { LogCode } from '../../lambda/core/log-messages';
import { readCloud } from '../../local/cloud';
import { postSigned } from './signed-request';
import { physicalIdOf } from './stack-resources';

/** A line of one of our functions. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly LogCode: LogCode };

interface LogEvents {
  readonly events?: readonly { readonly message: string }[];
  readonly nextToken?: string;
}

const { variables } = readCloud();
const URL = `${variables['AWS_ENDPOINT_URL'] ?? ''}/`;
const CREDENTIALS = {
  accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
  secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
};

/**
 * Waits until a function has written a line of a kind; Jest's own timeout ends it. A line is what the metrics are made of, which
 * the local cloud does not make.
 *
 * @param of - the function's place in the stack, such as `TokenRevocationAuthorizerHttp`
 * @param since - milliseconds since the epoch
 */
export async function lineOf(of: string, code: LogCode, since: number): Promise<LogLine> {
  const logGroupName = await physicalIdOf(`${of}Logs`);
  for (;;) {
    const line = (await linesIn(logGroupName, since)).find(({ LogCode }) => LogCode === code);
    if (line !== undefined) return line;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function linesIn(logGroupName: string, startTime: number): Promise<LogLine[]> {
  const messages: string[] = [];
  let nextToken: string | undefined;
  do {
    const body = JSON.stringify({ logGroupName, startTime, ...(nextToken !== undefined && { nextToken }) });
    const target = { 'x-amz-target': 'Logs_20140328.FilterLogEvents' };
    const response = await postSigned(URL, body, 'application/x-amz-json-1.1', CREDENTIALS, 'logs', target);
    if (!response.ok) throw new Error(`FilterLogEvents of ${logGroupName}: ${String(response.status)}`);
    const page = (await response.json()) as LogEvents;
    messages.push(...(page.events ?? []).map(({ message }) => message.trim()));
    ({ nextToken } = page);
  } while (nextToken !== undefined);
  return messages.filter((message) => message.startsWith('{"_aws"')).map((message) => JSON.parse(message) as LogLine);
}

/** The sums, by the deployment alone, that a line adds to: what alarms look at. */
export function sumsOf(line: LogLine): Record<string, unknown> {
  const { CloudWatchMetrics } = line['_aws'] as {
    readonly CloudWatchMetrics: readonly {
      readonly Dimensions: readonly (readonly string[])[];
      readonly Metrics: readonly { readonly Name: string }[];
    }[];
  };
  const summed = CloudWatchMetrics.filter(({ Dimensions }) =>
    Dimensions.some((names) => names.join() === 'Deployment'),
  );
  return Object.fromEntries(summed.flatMap(({ Metrics }) => Metrics.map(({ Name }) => [Name, line[Name]])));
}
