import { CloudFormationClient, ListStackResourcesCommand } from '@aws-sdk/client-cloudformation';

const STACK = 'CognitoSignOut';
const known = new Map<string, string>();

/**
 * What AWS calls a resource of the stack that `npm start` has deployed.
 *
 * @param path - its logical id without the hash, such as `TokenRevocationAuthorizerHttpRole`
 */
export async function physicalIdOf(path: string): Promise<string> {
  if (known.size === 0) await readResources();
  const found = [...known].filter(([id]) => id.slice(0, -8) === path);
  const [[, physicalId] = []] = found;
  if (physicalId === undefined || found.length > 1) {
    throw new Error(`${path}: got ${String(found.length)} resources of ${STACK}; expected one`);
  }
  return physicalId;
}

async function readResources(): Promise<void> {
  const cloudFormation = new CloudFormationClient({});
  let NextToken: string | undefined;
  do {
    const page = await cloudFormation.send(new ListStackResourcesCommand({ StackName: STACK, NextToken }));
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of page.StackResourceSummaries ?? []) {
      known.set(LogicalResourceId, PhysicalResourceId);
    }
    ({ NextToken } = page);
  } while (NextToken !== undefined);
  cloudFormation.destroy();
}
