import type { ApiPlace } from '../shared/admin/admin-api';
import { AdminError } from '../shared/admin/admin-error';
import { apiIn, checkFormats, reasonIn, STACK_FORMAT, USAGE_OF_API, type Environment } from '../shared/admin/options';
import { USER_FORMATS } from '../shared/admin/user';
import { readCommandLine, type CommandLine } from '../shared/command-line';
import type { Target } from './target';

/** What is asked for. */
export interface SignOutOptions {
  readonly target: Target;
  /** Why: kept with the revocation. */
  readonly reason: string;
  /** Whether a client or the whole pool is signed out without a question. */
  readonly yes: boolean;
  readonly api: ApiPlace;
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
${USAGE_OF_API}`;

const OPTIONS = {
  withValue: ['username', 'sub', 'client-id', 'reason', 'api-url', 'stack'],
  flags: ['user-pool', 'yes', 'help'],
};
const TARGETS = ['username', 'sub', 'client-id', 'user-pool'];

/** As the API has them; for a client it wants one of those whose tokens are accepted. */
const FORMATS = {
  ...USER_FORMATS,
  'client-id': { pattern: /^[\w+]{1,128}$/, allowed: 'an id such as 1example23456789' },
  stack: STACK_FORMAT,
};

/**
 * Reads the command line, and the environment's `SIGN_OUT_API_URL`, of which an empty one counts as missing.
 *
 * @returns `help` if that is asked for
 * @throws AdminError `invalid_options` with all problems at once, each naming the option, the value got and what is
 * allowed
 */
export function readOptions(args: readonly string[], environment: Environment): SignOutOptions | 'help' {
  const { values, problems } = readCommandLine(args, OPTIONS);
  if (values.has('help') && problems.length === 0) return 'help';
  checkFormats(values, FORMATS, problems);
  const target = targetIn(values, problems);
  const reason = reasonIn(values, problems);
  const api = apiIn(values, environment, problems);
  if (problems.length > 0 || target === undefined) {
    throw new AdminError('invalid_options', `Options that are not valid:\n- ${problems.join('\n- ')}\n\n${USAGE}`);
  }
  return { target, reason, yes: values.has('yes'), api };
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
