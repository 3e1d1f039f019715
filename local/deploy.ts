import path from 'node:path';

import type { StackOutputs } from '../lib/cognito-sign-out-stack';
import { environmentFor, type CloudVariables } from './cloud';
import { FILES, ROOT, readJson, writeLocal } from './files';
import { Problem, run, step } from './run';

const CDK = path.join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const STACK = 'CognitoSignOut';

/**
 * Deploys the stack as it is with the real CDK command line.
 *
 * @param settings - for CDK, such as `-c revocationDelay=30s`
 */
export async function deploy(variables: CloudVariables, settings: readonly string[]): Promise<StackOutputs> {
  writeLocal(FILES.deployLog, '');
  // Built already, or this would not run; and nothing here is for AWS's notices or for its telemetry.
  const cdk = (...args: string[]) =>
    run(process.execPath, [CDK, ...args, '--build', '', '--no-notices', '--ci'], {
      env: environmentFor(variables),
      cwd: ROOT,
      log: FILES.deployLog,
    });
  const assembly = ['--app', FILES.cloudAssembly];

  await step('Synthesizing the stack', () => cdk('synth', '--quiet', '--output', FILES.cloudAssembly, ...settings));
  await step('Bootstrapping the account', () => cdk('bootstrap', ...assembly));
  await step('Deploying the stack', () =>
    cdk('deploy', STACK, ...assembly, '--require-approval', 'never', '--outputs-file', FILES.stackOutputs),
  );
  const outputs = readJson(FILES.stackOutputs) as Record<string, StackOutputs> | undefined;
  if (outputs?.[STACK] === undefined) throw new Problem(`The deployment left no outputs: see ${FILES.deployLog}`);
  return outputs[STACK];
}
