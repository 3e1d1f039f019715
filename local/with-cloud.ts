import { environmentFor, readCloud } from './cloud';
import { runHere } from './command';
import { report } from './run';

// Runs a command in the environment of the cloud that is up: with-cloud.js COMMAND [ARGUMENT …]

async function main([command = '', ...args]: readonly string[]): Promise<void> {
  process.exitCode = await runHere(command, args, environmentFor(readCloud().variables));
}

main(process.argv.slice(2)).catch(report);
