import type { Command } from '../shared/command';
import { openApi } from './aws';
import { readOptions, USAGE } from './options';
import { signOutByAdmin } from './sign-out';
import { SignOutError } from './sign-out-error';
import { askLine } from './terminal';

/**
 * An administrator ends the sessions of a user, of an app client or of the whole pool.
 * Ends with 0 if it is complete, 1 if it is not, or only in part, 2 if the command is not valid.
 */
export const signOutCommand: Command = {
  summary: 'ends the sessions of a user, of an app client, or of everybody',
  run: async (args) => {
    try {
      return (await run(args)) ? 0 : 1;
    } catch (error) {
      // Never the error with all it carries: that may be a request with its signature.
      if (error instanceof SignOutError) console.error(`\n${error.message}`);
      else console.error(error instanceof Error ? error.stack : 'Something unknown was thrown.');
      return error instanceof SignOutError && error.code === 'invalid_options' ? 2 : 1;
    }
  },
};

async function run(args: readonly string[]): Promise<boolean> {
  const options = readOptions(args, process.env);
  if (options === 'help') {
    console.log(USAGE);
    return true;
  }
  const { stdin, stderr } = process;
  return signOutByAdmin(options, {
    open: openApi,
    ask: stdin.isTTY ? (question) => askLine(question, stdin, stderr) : undefined,
    print: (text) => {
      console.log(text);
    },
  });
}
