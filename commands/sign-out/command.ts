import { openApi } from '../shared/admin/admin-api';
import { endingBy } from '../shared/admin/ending';
import { SIGN_OUT } from '../shared/admin/undertaking';
import type { Command } from '../shared/command';
import { readOptions, USAGE } from './options';
import { signOutByAdmin } from './sign-out';
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
      const { exitCode, text } = endingBy(error);
      console.error(text);
      return exitCode;
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
    open: (place) => openApi(place, SIGN_OUT),
    ask: stdin.isTTY ? (question) => askLine(question, stdin, stderr) : undefined,
    print: (text) => {
      console.log(text);
    },
  });
}
