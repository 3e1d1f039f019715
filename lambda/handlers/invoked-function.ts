import type { Account } from '../core/events/publish-revocations';

/**
 * Where a function runs, and so where what it sees to is.
 *
 * @param invokedFunctionArn - `arn:{partition}:lambda:{region}:{account}:function:{name}`
 */
export function accountOf(invokedFunctionArn: string): Account {
  const [, partition = '', , region = '', accountId = ''] = invokedFunctionArn.split(':');
  return { partition, region, accountId };
}
