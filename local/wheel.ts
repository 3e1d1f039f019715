import { preparePython } from './python';
import { report, step } from './run';
import { PYTHON, buildWheel, installWheel } from './wheel/wheel';

// npm run wheel: the package for Python, in dist/jsii/python, and an environment that has it installed.

async function main(): Promise<void> {
  const python = await step('Preparing Python', () => preparePython(PYTHON));
  const wheel = await step('Building the wheel', () => buildWheel(python));
  await step('Installing it beside the oldest aws-cdk-lib that it takes', () => installWheel(python, wheel));
  console.log(`${wheel}\n${python}`);
}

main().catch(report);
