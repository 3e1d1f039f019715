import type { AdminApi, ApiPlace } from '../shared/admin/admin-api';
import { SIGN_OUT, type Undertaking } from '../shared/admin/undertaking';
import { describeUser } from '../shared/admin/user';
import { printableJson } from '../shared/printable';
import { endOne } from './end';
import { listEvery, LISTING } from './list';
import type { SessionsOptions } from './options';
import { tableOf } from './session-table';

/** What the command needs. */
export interface SessionsCommandDependencies {
  /** Finds the API, and who calls it. */
  readonly open: (place: ApiPlace, undertaking: Undertaking) => Promise<AdminApi>;
  /** Shows a line, or several. */
  readonly print: (text: string) => void;
  /** Shows how far it is, which is no part of what comes of it. */
  readonly tell: (text: string) => void;
}

/**
 * Lists a user's registered sessions that are alive, or ends one session of the user.
 *
 * @throws AdminError if it was not done, or nobody knows
 */
export async function seeToSessions(
  { user, task, api: place }: SessionsOptions,
  { open, print, tell }: SessionsCommandDependencies,
): Promise<void> {
  if (task.kind === 'end') {
    const api = await open(place, SIGN_OUT);
    print(`Ending:  the session ${task.sessionId} of ${describeUser(user)}\nAt:      ${api.address}`);
    print(`Reason:  ${JSON.stringify(task.reason)}\n`);
    print(await endOne(user, task, api));
    return;
  }
  const api = await open(place, LISTING);
  const sessions = await listEvery(user, api, (count) => {
    tell(`${String(count)} sessions so far …`);
  });
  if (task.json) {
    print(printableJson({ sessions }));
    return;
  }
  print(`Sessions of:  ${describeUser(user)}\nAt:           ${api.address}\n`);
  if (sessions.length > 0) print(`${tableOf(sessions)}\n`);
  print(summaryOf(sessions.length));
}

function summaryOf(count: number): string {
  if (count === 0) return 'No registered session is alive. Sessions that no app has registered are not known here.';
  return `${String(count)} registered session${count === 1 ? ' is' : 's are'} alive. To end one: --end SESSION --reason TEXT`;
}
