import { DescribeStackResourcesCommand, type CloudFormationClient } from '@aws-sdk/client-cloudformation';

/** Whether a CloudFormation stack manages a resource. */
export type StackOwnership =
  | { readonly kind: 'none' }
  | { readonly kind: 'stack'; readonly stackName: string; readonly logicalId: string }
  /** It could not be found out. */
  | { readonly kind: 'unknown'; readonly reason: string };

/**
 * Finds the stack that manages an app client. App clients bear no tags, and a pool's tags would tell of the pool only;
 * CloudFormation knows by the client's id. It takes the permission `cloudformation:DescribeStackResources`; without it,
 * or without an answer, the outcome is `unknown` and never an error.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStackResources.html
 */
export async function findStack(cloudFormation: CloudFormationClient, clientId: string): Promise<StackOwnership> {
  try {
    const command = new DescribeStackResourcesCommand({ PhysicalResourceId: clientId });
    const { StackResources = [] } = await cloudFormation.send(command);
    const resource = StackResources.find(
      ({ PhysicalResourceId, ResourceStatus = '' }) =>
        // A stack that was deleted and left the client alone is still known, for a while.
        PhysicalResourceId === clientId && !ResourceStatus.startsWith('DELETE_'),
    );
    if (resource !== undefined) {
      const { StackName: stackName = '', LogicalResourceId: logicalId = '' } = resource;
      return { kind: 'stack', stackName, logicalId };
    }
    // Of a large stack CloudFormation names a hundred resources only, so the client need not be among them.
    const [another] = StackResources.filter(({ ResourceStatus = '' }) => !ResourceStatus.startsWith('DELETE_'));
    const mayBeLeftOut = another !== undefined && StackResources.length >= 100;
    return mayBeLeftOut ? { kind: 'stack', stackName: another.StackName ?? '', logicalId: '' } : { kind: 'none' };
  } catch (error) {
    const { name, message } = error instanceof Error ? error : { name: 'error', message: '' };
    return name === 'ValidationError' && message.includes('does not exist')
      ? { kind: 'none' }
      : { kind: 'unknown', reason: name };
  }
}
