import { DescribeStacksCommand, GetTemplateCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

import { TEMPLATE_METADATA } from '../../../lambda/contract';
import { VerifyError } from '../verify-error';
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
    .catch(async (error: unknown) => {
      throw isMissing(error)
        ? noSuchStack(name, await cloudFormation.config.region(), error)
        : explain(error, 'cloudformation:DescribeStacks');
    });
  const { TemplateBody = '' } = await cloudFormation
    .send(new GetTemplateCommand({ StackName: name, TemplateStage: 'Original' }), { abortSignal })
    .catch((error: unknown) => {
      throw explain(error, 'cloudformation:GetTemplate');
    });
  const outputs = (stack?.Outputs ?? []).map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]);
  return { outputs: Object.fromEntries(outputs) as Record<string, string>, version: versionIn(TemplateBody) };
}

function isMissing(error: unknown): error is Error {
  return error instanceof Error && error.name === 'ValidationError' && error.message.includes('does not exist');
}

function noSuchStack(name: string, region: string, cause: Error): VerifyError {
  return new VerifyError(
    'no_such_stack',
    `There is no CloudFormation stack ${name} in the Region ${region} of this account.\n` +
      'Set AWS_REGION and AWS_PROFILE to where it is; "aws cloudformation describe-stacks" shows the stacks that there are.',
    { cause },
  );
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
