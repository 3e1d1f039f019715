import { DescribeStacksCommand, GetTemplateCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

import { TEMPLATE_METADATA } from '../../../lambda/contract';
import { explain } from './failures';

/** What a CloudFormation stack tells. */
export interface StackDescription {
  readonly outputs: Readonly<Record<string, string>>;
  /** Of the package that it was made with; undefined if its template does not say. */
  readonly version: string | undefined;
}

/**
 * Reads the outputs of a stack, and the `Metadata` of its template. The summary of a template has these too, but not on
 * every emulator.
 *
 * @throws VerifyError if that can't be read
 */
export async function describeStack(
  cloudFormation: CloudFormationClient,
  name: string,
  abortSignal: AbortSignal,
): Promise<StackDescription> {
  const { Stacks: [stack] = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: name }), { abortSignal })
    .catch((error: unknown) => {
      throw explain(error, 'cloudformation:DescribeStacks');
    });
  const { TemplateBody = '' } = await cloudFormation
    .send(new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }), { abortSignal })
    .catch((error: unknown) => {
      throw explain(error, 'cloudformation:GetTemplate');
    });
  const outputs = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return { outputs: Object.fromEntries(outputs) as Record<string, string>, version: versionIn(TemplateBody) };
}

/** CDK's templates are JSON. */
function versionIn(template: string): string | undefined {
  try {
    const { Metadata } = JSON.parse(template) as { Metadata?: Record<string, { Version?: unknown } | undefined> };
    const version = Metadata?.[TEMPLATE_METADATA]?.Version;
    return typeof version === 'string' ? version : undefined;
  } catch {
    return undefined;
  }
}
