import { ALLOWED_ADDRESS, quoteAddress, readApiAddress } from '../shared/api-address';
import { readCommandLine, type CommandLine } from '../shared/command-line';
import { ConsoleError } from './console-error';

/** What is asked for. */
export interface ConsoleOptions {
  /** The CloudFormation stack that is looked after. */
  readonly stack: string;
  /** Where the sign-out API is; undefined if the stack says so. */
  readonly signOutApi: string | undefined;
  /** Where to serve the page; undefined for a port that is free. */
  readonly port: number | undefined;
}

/** How to write the command. */
export const USAGE = `npx cognito-sign-out console --stack NAME [options]

Serves a page on 127.0.0.1, on which to find a user, see sessions, open connections and the record of revocations, and end
sessions, with the AWS credentials of this terminal. It prints the address of the page: whoever has that address can do what
these credentials can, so keep it to yourself. Ctrl+C ends it.

  --stack NAME             the CloudFormation stack, such as CognitoSignOut
  --port PORT              where to serve the page, 1024 to 65535 (default: one that is free)
  --sign-out-api-url URL   the sign-out API (default: the environment variable SIGN_OUT_API_URL, else as the stack says)
  --help                   show this

The permissions that it takes are in docs/console.md of cognito-sign-out.`;

const OPTIONS = { withValue: ['stack', 'port', 'sign-out-api-url'], flags: ['help'] };
/** The environment variable that names the sign-out API. */
const API_URL = 'SIGN_OUT_API_URL';
const STACK = { pattern: /^[A-Za-z][A-Za-z0-9-]{0,127}$/, allowed: 'a name such as CognitoSignOut' };

/**
 * Reads the command line, and the environment's `SIGN_OUT_API_URL`, of which an empty one counts as missing.
 *
 * @returns `help` if that is asked for
 * @throws ConsoleError `invalid_options` with all problems at once, each naming the option, the value got and what is allowed
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): ConsoleOptions | 'help' {
  const { values, problems } = readCommandLine(args, OPTIONS);
  if (values.has('help') && problems.length === 0) return 'help';
  const stack = values.get('stack');
  if (stack === undefined) problems.push(`--stack: missing; allowed: ${STACK.allowed}`);
  else if (!STACK.pattern.test(stack))
    problems.push(`--stack: got ${JSON.stringify(stack)}; allowed: ${STACK.allowed}`);
  const port = portIn(values, problems);
  const signOutApi = apiIn(values, environment[API_URL] ?? '', problems);
  if (problems.length > 0) {
    throw new ConsoleError('invalid_options', `Options that are not valid:\n- ${problems.join('\n- ')}\n\n${USAGE}`);
  }
  return { stack: stack ?? '', port, signOutApi };
}

function portIn(values: CommandLine['values'], problems: string[]): number | undefined {
  const text = values.get('port');
  if (text === undefined) return undefined;
  const port = /^\d{4,5}$/.test(text) ? Number(text) : NaN;
  if (port >= 1024 && port <= 65_535) return port;
  problems.push(`--port: got ${JSON.stringify(text)}; allowed: 1024 to 65535`);
  return undefined;
}

function apiIn(values: CommandLine['values'], fromEnvironment: string, problems: string[]): string | undefined {
  const option = values.get('sign-out-api-url');
  const [source, text] = option === undefined ? [API_URL, fromEnvironment] : ['--sign-out-api-url', option];
  if (option === undefined && text === '') return undefined;
  const address = readApiAddress(text);
  if (address === undefined) problems.push(`${source}: got ${quoteAddress(text)}; allowed: ${ALLOWED_ADDRESS}`);
  return address;
}
