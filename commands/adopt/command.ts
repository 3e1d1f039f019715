import type { Command } from '../shared/command';
import { adopt } from './adoption';
import { AdoptionError } from './adoption-error';
import { connect } from './aws';
import { findDeviceRemembering } from './device-remembering';
import { readOptions, USAGE } from './options';
import { findStack } from './stack-ownership';
import { createUserPoolClients } from './user-pool-clients';

/**
 * Switches token revocation on for an app client that exists.
 * Ends with 0 if all is well, 1 if the client was not adopted, 2 if the command is not valid.
 */
export const adoptCommand: Command = {
  summary: 'switches token revocation on for an app client that exists',
  run: async (args) => {
    try {
      await run(args);
      return 0;
    } catch (error) {
      // Never the error with all it carries: that may be an answer with a secret in it.
      if (error instanceof AdoptionError) console.error(`\n${error.message}`);
      else console.error(error instanceof Error ? error.stack : 'Something unknown was thrown.');
      return error instanceof AdoptionError && error.code === 'invalid_options' ? 2 : 1;
    }
  },
};

async function run(args: readonly string[]): Promise<void> {
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
