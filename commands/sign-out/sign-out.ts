import type { SignOutOptions } from './options';
import { outcomeOf } from './outcome';
import { SignOutError } from './sign-out-error';
import type { Answer } from './signed-request';
import { confirmationOf, describeTarget, type Target } from './target';

/** A sign-out API. */
export interface AdminApi {
  readonly address: string;
  /** Sends `POST /admin/sign-out`. */
  readonly signOut: (members: Target & { readonly reason: string }) => Promise<Answer>;
}

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
 * @throws SignOutError if nobody was signed out, or nobody knows
 */
export async function signOutByAdmin(
  { target, reason, yes, api }: SignOutOptions,
  { open, ask, print }: SignOutCommandDependencies,
): Promise<boolean> {
  const confirmation = yes ? undefined : confirmationOf(target);
  if (confirmation !== undefined && ask === undefined) {
    const whom = describeTarget(target);
    const text = `To sign out ${whom} without a terminal to ask on, add --yes. Nobody was signed out.`;
    throw new SignOutError('not_confirmed', text);
  }
  const { address, signOut } = await open(api);
  print(`Signing out:  ${describeTarget(target)}\nAt:           ${address}\nReason:       ${JSON.stringify(reason)}\n`);
  if (confirmation !== undefined) {
    const typed = await ask?.(`To go on, type ${confirmation}: `);
    if (typed?.trim() !== confirmation) throw new SignOutError('not_confirmed', 'Nobody was signed out.');
  }
  if (confirmationOf(target) !== undefined) {
    print('This takes about 5 s: the answer comes when no gateway accepts the tokens any more.\n');
  }
  const { isComplete, text } = outcomeOf(await signOut({ ...target, reason }), { target, address });
  print(text);
  return isComplete;
}
