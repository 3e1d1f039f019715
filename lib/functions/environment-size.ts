import { CfnResource, type aws_lambda as lambda } from 'aws-cdk-lib';

import { renderedProperties, validateOnce } from '../template/rendered';

/**
 * Bytes of all of a function's environment variables together, which Lambda measures as JSON.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
const MAX_ENVIRONMENT = 4096;
/** What only the deployment knows is an id, a name, an ARN or an address: of ours none is longer. */
const LONGEST_UNKNOWN = 'x'.repeat(100);

/** Refuses, as the template is made, an environment that Lambda would not take. */
export function validateEnvironmentSize(of: lambda.Function): void {
  validateOnce(of, 'environment', () => {
    const resource = of.node.defaultChild;
    if (!CfnResource.isCfnResource(resource)) return [];
    const { Environment } = renderedProperties(resource);
    const { Variables = {} } = (Environment ?? {}) as { Variables?: Readonly<Record<string, unknown>> };
    const known = Object.entries(Variables).map(([name, value]) => [name, estimated(value)] as const);
    const size = Buffer.byteLength(JSON.stringify(Object.fromEntries(known)));
    if (size <= MAX_ENVIRONMENT) return [];
    const [longest, value] = known.reduce((most, each) => (each[1].length > most[1].length ? each : most));
    return [
      `the environment of ${of.node.path} is about ${String(size)} bytes; allowed by Lambda: ${String(MAX_ENVIRONMENT)}; ` +
        `the longest variable is ${longest}, with ${String(value.length)}: give it fewer items`,
    ];
  });
}

/** A value about as long as it will be. */
function estimated(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  if (!('Fn::Join' in value)) return LONGEST_UNKNOWN;
  const [delimiter, parts] = value['Fn::Join'] as [string, unknown];
  return Array.isArray(parts) ? parts.map(estimated).join(delimiter) : LONGEST_UNKNOWN;
}
