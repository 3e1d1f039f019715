import type { AdminApi } from '../shared/admin/admin-api';
import { AdminError } from '../shared/admin/admin-error';
import type { SignOutOptions } from './options';
import { outcomeOf } from './outcome';
import { confirmationOf, describeTarget } from './target';

/** What signing out needs. */
export interface SignOutCommandDependencies {
  /** Finds the API, and who calls it. */
  readonly open: (api: SignOutOptions['api']) => Promise<AdminApi>;
  /** Asks a person for a line, undefined if there was none; undefined itself if nobody is there to ask. */
  readonly ask: ((question: string) => Promise<string | undefined>) | undefined;
  /** Shows a line, or several. */
  readonly print: (text: string) => void;
}

/**
 * Ends all sessions of a user, of an app client or of the whole pool. Shows first who is signed out and where, and asks
 * before it does so to more than one user.
 *
 * @returns whether all is done; false if Cognito still accepts refresh tokens
 * @throws AdminError if nobody was signed out, or nobody knows
 */
export async function signOutByAdmin(
  { target, reason, yes, api }: SignOutOptions,
  { open, ask, print }: SignOutCommandDependencies,
): Promise<boolean> {
  const confirmation = yes ? undefined : confirmationOf(target);
  if (confirmation !== undefined && ask === undefined) {
    const whom = describeTarget(target);
    const text = `To sign out ${whom} without a terminal to ask on, add --yes. Nobody was signed out.`;
    throw new AdminError('not_confirmed', text);
  }
  const { address, post } = await open(api);
  print(`Signing out:  ${describeTarget(target)}\nAt:           ${address}\nReason:       ${JSON.stringify(reason)}\n`);
  if (confirmation !== undefined) {
    const typed = await ask?.(`To go on, type ${confirmation}: `);
    if (typed?.trim() !== confirmation) throw new AdminError('not_confirmed', 'Nobody was signed out.');
  }
  if (confirmationOf(target) !== undefined) {
    print('This takes about 5 s: the answer comes when no gateway accepts the tokens any more.\n');
  }
  const { isComplete, text } = outcomeOf(await post('/admin/sign-out', { ...target, reason }), { target, address });
  print(text);
  return isComplete;
}
