import { openApi } from './sign-out/aws';
import { readOptions, USAGE } from './sign-out/options';
import { signOutByAdmin } from './sign-out/sign-out';
import { SignOutError } from './sign-out/sign-out-error';
import { askLine } from './sign-out/terminal';

// npm run sign-out: an administrator ends the sessions of a user, of an app client or of the whole pool.
// Ends with 0 if it is complete, 1 if it is not, or only in part, 2 if the command is not valid.

async function main(args: readonly string[]): Promise<void> {
  const options = readOptions(args, process.env);
  if (options === 'help') {
    console.log(USAGE);
    return;
  }
  const { stdin, stderr } = process;
  const isComplete = await signOutByAdmin(options, {
    open: openApi,
    ask: stdin.isTTY ? (question) => askLine(question, stdin, stderr) : undefined,
    print: (text) => {
      console.log(text);
    },
  });
  if (!isComplete) process.exitCode = 1;
}

main(process.argv.slice(2)).catch((error: unknown) => {
  // Never the error with all it carries: that may be a request with its signature.
  if (error instanceof SignOutError) console.error(`\n${error.message}`);
  else console.error(error instanceof Error ? error.stack : 'Something unknown was thrown.');
  process.exitCode = error instanceof SignOutError && error.code === 'invalid_options' ? 2 : 1;
});
