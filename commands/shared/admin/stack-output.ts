import { DescribeStacksCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

import { readApiAddress } from '../api-address';
import { AdminError } from './admin-error';
import { codeOf, explainCredentials } from './failures';
import type { Undertaking } from './undertaking';

/** The stack's output that names the sign-out API. */
const OUTPUT = 'SignOutApiUrl';
const INSTEAD = 'Name another stack with --stack, or the API itself with --api-url.';

/**
 * The address of the sign-out API, as its CloudFormation stack says. It takes the permission
 * `cloudformation:DescribeStacks`.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 *
 * @throws AdminError if the stack does not say
 */
export async function findApiAddress(
  cloudFormation: CloudFormationClient,
  stack: string,
  undertaking: Undertaking,
): Promise<string> {
  const { Stacks: [found] = [] } = await cloudFormation
    .send(new DescribeStacksCommand({ StackName: stack }))
    .catch((error: unknown) => {
      throw explain(error, stack, undertaking);
    });
  const output = found?.Outputs?.find(({ OutputKey }) => OutputKey === OUTPUT)?.OutputValue;
  const address = output === undefined ? undefined : readApiAddress(output);
  if (address !== undefined) return address;
  const problem = output === undefined ? `has no output ${OUTPUT}` : `has an output ${OUTPUT} that is no https URL`;
  throw new AdminError('no_such_stack', `The CloudFormation stack ${stack} ${problem}. ${INSTEAD}`);
}

function explain(cause: unknown, stack: string, undertaking: Undertaking): AdminError {
  const known = explainCredentials(cause, undertaking);
  if (known !== undefined) return known;
  const { name, message } = cause instanceof Error ? cause : { name: 'unknown', message: '' };
  if (name === 'AccessDenied') {
    const text = 'The credentials do not allow cloudformation:DescribeStacks, which tells where the sign-out API is.';
    return new AdminError('not_permitted', `${text}\nName the API itself with --api-url.`, { cause });
  }
  if (name === 'ValidationError' && message.includes('does not exist')) {
    const text = `There is no CloudFormation stack ${stack} in this account and Region. ${INSTEAD}`;
    return new AdminError('no_such_stack', text, { cause });
  }
  const reason = codeOf(cause) ?? 'unknown';
  return new AdminError('unavailable', `CloudFormation could not be asked where the API is (${reason}). ${INSTEAD}`, {
    cause,
  });
}
