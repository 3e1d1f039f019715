import { openApi } from '../shared/admin/admin-api';
import { endingBy } from '../shared/admin/ending';
import type { Command } from '../shared/command';
import { readOptions, USAGE } from './options';
import { seeToSessions } from './sessions';

/**
 * An administrator sees where a user is signed in, and ends one session.
 * Ends with 0 if it is done, 1 if it is not, 2 if the command is not valid.
 */
export const sessionsCommand: Command = {
  summary: "lists a user's sessions, or ends one",
  run: async (args) => {
    try {
      await run(args);
      return 0;
    } catch (error) {
      const { exitCode, text } = endingBy(error);
      console.error(text);
      return exitCode;
    }
  },
};

async function run(args: readonly string[]): Promise<void> {
  const options = readOptions(args, process.env);
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  await seeToSessions(options, {
    open: openApi,
    print: (text) => {
      console.log(text);
    },
    tell: (text) => {
      console.error(text);
    },
  });
}
