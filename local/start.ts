import { spawn } from 'node:child_process';
import path from 'node:path';

import { environmentFor, variablesOfElsewhere, variablesOfEngine, writeCloud, type CloudVariables } from './cloud';
import { deploy } from './deploy';
import { assertAlive, findEngine, startEngine, stopEngine, type Engine } from './engine';
import { FILES, forgetCloud } from './files';
import { ENGINE_PYTHON, preparePython } from './python';
import { Problem, report, step } from './run';

// npm start: the stack on a local cloud, and a demonstration of what it does. Leaves the cloud up.

async function main(): Promise<void> {
  const elsewhere = variablesOfElsewhere(process.env);
  if (elsewhere !== undefined) {
    console.log(`Using the cloud at ${elsewhere['AWS_ENDPOINT_URL'] ?? ''}\n`);
    return bringUp(elsewhere);
  }
  try {
    const engine = await engineOfOurs();
    await bringUp(variablesOfEngine(engine.port)).catch((error: unknown) => {
      assertAlive(engine);
      throw error;
    });
  } catch (error) {
    await tearDown();
    throw error;
  }
}

async function engineOfOurs(): Promise<Engine> {
  const running = await findEngine();
  if (running !== undefined) {
    console.log(`Using the local cloud that is up on port ${String(running.port)}\n`);
    return running;
  }
  await tearDown();
  const python = await step('Preparing the local cloud', () => preparePython(ENGINE_PYTHON));
  return step('Starting the local cloud', () => startEngine(python));
}

async function bringUp(variables: CloudVariables): Promise<void> {
  writeCloud(variables, await deploy(variables, process.argv.slice(2)));
  await demonstrate(variables);
  console.log(`
The cloud is up. Its outputs are in ${path.relative('', FILES.outputs)}, and these give any AWS client this cloud:

  set -a; . ${path.relative('', FILES.env)}; set +a

  npm run test:e2e   tests the guarantee on it
  npm start          redeploys into it
  npm stop           ends it`);
}

/** In a process of its own, for Node reads NODE_EXTRA_CA_CERTS only as it starts. */
async function demonstrate(variables: CloudVariables): Promise<void> {
  const child = spawn(process.execPath, [path.join(__dirname, 'demonstrate.js')], {
    env: environmentFor(variables),
    stdio: 'inherit',
  });
  const exitCode = await new Promise((resolve) => child.on('exit', resolve));
  if (exitCode !== 0) throw new Problem('The demonstration did not go as promised: see above.');
}

async function tearDown(): Promise<void> {
  await stopEngine();
  forgetCloud();
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    void tearDown().finally(() => process.exit(1));
  });
}

main().catch(report);
