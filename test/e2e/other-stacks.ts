import { App, type Stack } from 'aws-cdk-lib';

import { CognitoSignOutStack } from '../../lib/app/cognito-sign-out-stack';
import { readSettings } from '../../lib/app/read-settings';
import { StackClient } from '../../local/client';
import { readCloud, reachable } from '../../local/cloud';
import { deployAssembly } from '../../local/deploy';

/**
 * Deploys the stack once more, under another name and with other settings, beside the one of `npm start`.
 *
 * @param extend - adds to it what a test needs besides
 */
export async function deployBeside(
  name: string,
  settings: Record<string, unknown>,
  extend: (stack: Stack) => void = () => undefined,
): Promise<StackClient> {
  const app = new App();
  extend(new CognitoSignOutStack(app, name, { settings: readSettings(settings) }));
  const { variables } = readCloud();
  const outputs = await deployAssembly(variables, app.synth().directory, name);
  return new StackClient(reachable(outputs, variables['AWS_ENDPOINT_URL'] ?? ''));
}
