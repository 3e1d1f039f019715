import { rmSync } from 'node:fs';
import path from 'node:path';

import type { StackOutputs } from '../lib/app/cognito-sign-out-stack';
import { environmentFor, type CloudVariables } from './cloud';
import { FILES, ROOT, readJson, writeLocal } from './files';
import { Problem, run, step } from './run';

/** Outputs of stacks, by the stack's name and the output's. */
export type AppOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

const CDK = path.join(ROOT, 'node_modules/aws-cdk/bin/cdk');
const STACK = 'CognitoSignOut';

/**
 * Deploys the stack as it is with the real CDK command line.
 *
 * @param settings - for CDK, such as `-c revocationDelay=30s`
 */
export async function deploy(variables: CloudVariables, settings: readonly string[]): Promise<StackOutputs> {
  writeLocal(FILES.deployLog, '');
  const { cloudAssembly } = FILES;
  await step('Synthesizing the stack', () =>
    cdk(variables, 'synth', '--quiet', '--output', cloudAssembly, ...settings),
  );
  await step('Bootstrapping the account', () => cdk(variables, 'bootstrap', '--app', cloudAssembly));
  return step('Deploying the stack', () => deployAssembly(variables, cloudAssembly, STACK));
}

/** Deploys a stack that has been synthesized, into an account that has been bootstrapped. */
export async function deployAssembly(
  variables: CloudVariables,
  assembly: string,
  stack: string,
): Promise<StackOutputs> {
  const outputsFile = ['--outputs-file', FILES.stackOutputs];
  await cdk(variables, 'deploy', stack, '--app', assembly, '--require-approval', 'never', ...outputsFile);
  const outputs = readJson(FILES.stackOutputs) as Record<string, StackOutputs> | undefined;
  if (outputs?.[stack] === undefined) throw new Problem(`The deployment left no outputs: see ${FILES.deployLog}`);
  return outputs[stack];
}

/** Deploys every stack of an app that has been synthesized, as above: the outputs of each, by its name. */
export async function deployApp(variables: CloudVariables, assembly: string): Promise<AppOutputs> {
  rmSync(FILES.stackOutputs, { force: true });
  const outputsFile = ['--outputs-file', FILES.stackOutputs];
  await cdk(variables, 'deploy', '--all', '--app', assembly, '--require-approval', 'never', ...outputsFile);
  const outputs = readJson(FILES.stackOutputs) as AppOutputs | undefined;
  if (outputs === undefined) throw new Problem(`The deployment left no outputs: see ${FILES.deployLog}`);
  return outputs;
}

/** Takes every stack of the app away again. */
export async function destroyApp(variables: CloudVariables, assembly: string): Promise<void> {
  await cdk(variables, 'destroy', '--all', '--app', assembly, '--force');
}

/** Built already, or this would not run; and nothing here is for AWS's notices or for its telemetry. */
async function cdk(variables: CloudVariables, ...args: string[]): Promise<void> {
  await run(process.execPath, [CDK, ...args, '--build', '', '--no-notices', '--ci'], {
    env: environmentFor(variables),
    cwd: ROOT,
    log: FILES.deployLog,
  });
}
