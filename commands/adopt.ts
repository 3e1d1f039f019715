import { adopt } from './adopt/adoption';
import { AdoptionError } from './adopt/adoption-error';
import { connect } from './adopt/aws';
import { findDeviceRemembering } from './adopt/device-remembering';
import { readOptions, USAGE } from './adopt/options';
import { findStack } from './adopt/stack-ownership';
import { createUserPoolClients } from './adopt/user-pool-clients';

// npm run adopt: switches token revocation on for an app client that exists.
// Ends with 0 if all is well, 1 if the client was not adopted, 2 if the command is not valid.

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args);
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  const { cognito, cloudFormation } = await connect(options.userPoolId);
  await adopt(options, {
    clients: createUserPoolClients(cognito),
    findStack: (clientId) => findStack(cloudFormation, clientId),
    findDeviceRemembering: (userPoolId) => findDeviceRemembering(cognito, userPoolId),
    print: (text) => {
      console.log(text);
    },
  });
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // Never the error with all it carries: that may be an answer with a secret in it.
  if (error instanceof AdoptionError) console.error(`\n${error.message}`);
  else console.error(error instanceof Error ? error.stack : 'Something unknown was thrown.');
  process.exitCode = error instanceof AdoptionError && error.code === 'invalid_options' ? 2 : 1;
});
