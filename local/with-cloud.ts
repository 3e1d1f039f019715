import { spawn } from 'node:child_process';

import { environmentFor, readCloud } from './cloud';
import { report } from './run';

// Runs a command in the environment of the cloud that is up: with-cloud.js COMMAND [ARGUMENT …]

async function main([command = '', ...args]: readonly string[]): Promise<void> {
  const child = spawn(command, args, { env: environmentFor(readCloud().variables), stdio: 'inherit' });
  const exitCode = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', resolve);
  });
  process.exitCode = exitCode ?? 1;
}

main(process.argv.slice(2)).catch(report);
