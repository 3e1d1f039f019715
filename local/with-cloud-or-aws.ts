import { environmentOfEither } from './cloud-or-aws';
import { runHere } from './command';
import { report } from './run';

// Runs a command in the environment of the local cloud if that is meant, else in its own:
// with-cloud-or-aws.js COMMAND [ARGUMENT …]

async function main([command = '', ...args]: readonly string[]): Promise<void> {
  process.exitCode = await runHere(command, args, environmentOfEither(process.env));
}

main(process.argv.slice(2)).catch(report);
