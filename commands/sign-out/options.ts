import { readCommandLine, type CommandLine } from '../shared/command-line';
import { ALLOWED_ADDRESS, quoteAddress, readApiAddress } from '../shared/api-address';
import { SignOutError } from './sign-out-error';
import type { Target } from './target';

/** What is asked for. */
export interface SignOutOptions {
  readonly target: Target;
  /** Why: kept with the revocation. */
  readonly reason: string;
  /** Whether a client or the whole pool is signed out without a question. */
  readonly yes: boolean;
  /** Where the sign-out API is, or the CloudFormation stack that says so. */
  readonly api: { readonly address: string } | { readonly stack: string };
}

/** How to write the command. */
export const USAGE = `npx cognito-sign-out sign-out (--username NAME | --sub SUB | --client-id ID | --user-pool) --reason TEXT [options]

Ends all sessions of a user, of an app client, or of the whole user pool, by POST /admin/sign-out.

  --username NAME   a user, by username or alias (an e-mail address, if users sign in with it)
  --sub SUB         a user, by the claim sub; also one that was deleted
  --client-id ID    everybody who signed in with this app client, such as 1example23456789
  --user-pool       everybody
  --reason TEXT     why, in 1 to 256 characters: kept with the record
  --yes             do not ask before a client or the whole pool is signed out
  --api-url URL     the sign-out API (default: the environment variable SIGN_OUT_API_URL, else as the stack says)
  --stack NAME      the CloudFormation stack whose output SignOutApiUrl to use (default: CognitoSignOut)
  --help            show this`;

/** The environment variable that names the sign-out API. */
const API_URL = 'SIGN_OUT_API_URL';
const DEFAULT_STACK = 'CognitoSignOut';
const OPTIONS = {
  withValue: ['username', 'sub', 'client-id', 'reason', 'api-url', 'stack'],
  flags: ['user-pool', 'yes', 'help'],
};
const TARGETS = ['username', 'sub', 'client-id', 'user-pool'];

/** As the API has them; for a client it wants one of those whose tokens are accepted. */
const FORMATS = {
  username: { pattern: /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u, allowed: '1 to 128 characters and no spaces' },
  sub: { pattern: /^[\w+-]{1,128}$/, allowed: 'an id such as 5e0c1f6a-8d3b-4c55-9a0e-2f6b7d1c3e4f' },
  'client-id': { pattern: /^[\w+]{1,128}$/, allowed: 'an id such as 1example23456789' },
  stack: { pattern: /^[A-Za-z][A-Za-z0-9-]{0,127}$/, allowed: 'a name such as CognitoSignOut' },
} as const;
const MAX_REASON_LENGTH = 256;

/**
 * Reads the command line, and the environment's `SIGN_OUT_API_URL`, of which an empty one counts as missing.
 *
 * @returns `help` if that is asked for
 * @throws SignOutError `invalid_options` with all problems at once, each naming the option, the value got and what is
 * allowed
 */
export function readOptions(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): SignOutOptions | 'help' {
  const { values, problems } = readCommandLine(args, OPTIONS);
  if (values.has('help') && problems.length === 0) return 'help';
  checkFormats(values, problems);
  const target = targetIn(values, problems);
  const reason = reasonIn(values, problems);
  const api = apiIn(values, environment[API_URL] ?? '', problems);
  if (problems.length > 0 || target === undefined) {
    throw new SignOutError('invalid_options', `Options that are not valid:\n- ${problems.join('\n- ')}\n\n${USAGE}`);
  }
  return { target, reason, yes: values.has('yes'), api };
}

function checkFormats(values: CommandLine['values'], problems: string[]): void {
  for (const [option, { pattern, allowed }] of Object.entries(FORMATS)) {
    const value = values.get(option);
    if (value === undefined || pattern.test(value)) continue;
    problems.push(`--${option}: got ${JSON.stringify(value)}; allowed: ${allowed}`);
  }
}

function targetIn(values: CommandLine['values'], problems: string[]): Target | undefined {
  const given = TARGETS.filter((option) => values.has(option));
  if (given.length !== 1) {
    const list = (options: readonly string[]) => options.map((option) => `--${option}`).join(', ');
    problems.push(`got ${given.length === 0 ? 'nobody to sign out' : list(given)}; allowed: one of ${list(TARGETS)}`);
    return undefined;
  }
  const [username, sub, clientId] = ['username', 'sub', 'client-id'].map((option) => values.get(option));
  if (username !== undefined) return { username };
  if (sub !== undefined) return { sub };
  return clientId === undefined ? { userPool: true } : { clientId };
}

function reasonIn(values: CommandLine['values'], problems: string[]): string {
  const reason = values.get('reason');
  const allowed = `a text of 1 to ${String(MAX_REASON_LENGTH)} characters`;
  if (reason === undefined) problems.push(`--reason: missing; allowed: ${allowed}`);
  else if (reason.trim() === '') problems.push(`--reason: got ${JSON.stringify(reason)}; allowed: ${allowed}`);
  else if (reason.length > MAX_REASON_LENGTH) {
    problems.push(`--reason: got ${String(reason.length)} characters; allowed: ${allowed}`);
  }
  return reason ?? '';
}

function apiIn(values: CommandLine['values'], fromEnvironment: string, problems: string[]): SignOutOptions['api'] {
  const option = values.get('api-url');
  const [source, text] = option === undefined ? [API_URL, fromEnvironment] : ['--api-url', option];
  const stack = values.get('stack');
  if (option === undefined && fromEnvironment === '') return { stack: stack ?? DEFAULT_STACK };
  if (stack !== undefined) {
    // Of two APIs it must not be the wrong one that signs everybody out.
    problems.push(`--stack: got ${JSON.stringify(stack)}, and ${source} names an API too; allowed: one of the two`);
  }
  const address = readApiAddress(text);
  if (address === undefined) problems.push(`${source}: got ${quoteAddress(text)}; allowed: ${ALLOWED_ADDRESS}`);
  return { address: address ?? '' };
}
