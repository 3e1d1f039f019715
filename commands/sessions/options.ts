import type { ApiPlace } from '../shared/admin/admin-api';
import { AdminError } from '../shared/admin/admin-error';
import { apiIn, checkFormats, reasonIn, STACK_FORMAT, USAGE_OF_API, type Environment } from '../shared/admin/options';
import { USER_FORMATS, type NamedUser } from '../shared/admin/user';
import { readCommandLine, type CommandLine } from '../shared/command-line';

/** What is asked for. */
export interface SessionsOptions {
  readonly user: NamedUser;
  readonly task: SessionsTask;
  readonly api: ApiPlace;
}

/** Listing the user's sessions, for people or programs; or ending one. */
export type SessionsTask =
  | { readonly kind: 'list'; readonly json: boolean }
  | {
      readonly kind: 'end';
      readonly sessionId: string;
      /** Why: kept with the revocation. */
      readonly reason: string;
    };

/** How to write the command. */
export const USAGE = `npx cognito-sign-out sessions (--username NAME | --sub SUB) [--json | --end SESSION_ID --reason TEXT] [options]

Lists the registered sessions of a user that are alive, by POST /admin/sessions; or ends one, by POST /admin/sign-out.

  --username NAME   the user, by username or alias (an e-mail address, if users sign in with it)
  --sub SUB         the user, by the claim sub; also one that was deleted
  --json            the list as JSON, for programs
  --end SESSION_ID  end this session of the user, listed or not (claim origin_jti of its tokens)
  --reason TEXT     why it is ended, in 1 to 256 characters: kept with the record
${USAGE_OF_API}`;

const OPTIONS = {
  withValue: ['username', 'sub', 'end', 'reason', 'api-url', 'stack'],
  flags: ['json', 'help'],
};

/** As the API has them. */
const FORMATS = {
  ...USER_FORMATS,
  end: {
    pattern: /^[\x21-\x7e]{1,256}$/,
    allowed: 'the id of a session, such as 9c1b7e52-6a0f-4d0e-8f43-1c2d3e4f5a6b',
  },
  stack: STACK_FORMAT,
};

/**
 * Reads the command line, and the environment's `SIGN_OUT_API_URL`, of which an empty one counts as missing.
 *
 * @returns `help` if that is asked for
 * @throws AdminError `invalid_options` with all problems at once, each naming the option, the value got and what is
 * allowed
 */
export function readOptions(args: readonly string[], environment: Environment): SessionsOptions | 'help' {
  const { values, problems } = readCommandLine(args, OPTIONS);
  if (values.has('help') && problems.length === 0) return 'help';
  checkFormats(values, FORMATS, problems);
  const user = userIn(values, problems);
  const task = taskIn(values, problems);
  const api = apiIn(values, environment, problems);
  if (problems.length > 0 || user === undefined) {
    throw new AdminError('invalid_options', `Options that are not valid:\n- ${problems.join('\n- ')}\n\n${USAGE}`);
  }
  return { user, task, api };
}

function userIn(values: CommandLine['values'], problems: string[]): NamedUser | undefined {
  const [username, sub] = [values.get('username'), values.get('sub')];
  if (username !== undefined && sub === undefined) return { username };
  if (sub !== undefined && username === undefined) return { sub };
  problems.push(`got ${sub === undefined ? 'no user' : '--username, --sub'}; allowed: one of --username, --sub`);
  return undefined;
}

function taskIn(values: CommandLine['values'], problems: string[]): SessionsTask {
  const json = values.has('json');
  const sessionId = values.get('end');
  if (sessionId === undefined) {
    if (values.has('reason')) problems.push('--reason: got one, and no session to end; allowed: with --end only');
    return { kind: 'list', json };
  }
  if (json) problems.push('--json: got it with --end; allowed: for a list only');
  return { kind: 'end', sessionId, reason: reasonIn(values, problems) };
}
