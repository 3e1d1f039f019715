import { PATH, type SignOutQuestion, type SignOutView, type Target } from './api';
import { askErrorOf, type Ask, type AskError } from './ask';

/** One sign-out of those that are asked for. */
export interface Step {
  /** Whose, for people. */
  readonly name: string;
  readonly target: Target;
}

/** What was done so far of what was asked for. */
export interface Ending {
  readonly steps: readonly Step[];
  readonly done: readonly { readonly step: Step; readonly result: SignOutView }[];
  readonly failed: readonly { readonly step: Step; readonly problem: AskError }[];
  /** What is being done; undefined if nothing is. */
  readonly current: Step | undefined;
}

/** After one of these the next would fail likewise. */
const HOPELESS = ['no_credentials', 'not_permitted', 'no_server', 'wrong_token', 'not_the_api'];

/**
 * Ends sessions, one after the other, and tells of each. What fails does not hold up the others, unless it would fail for
 * them too: then they are left alone.
 *
 * @param tell - is told after each step, and at the beginning
 * @param signal - stops before the next step: one that has begun is waited for
 */
export async function end(
  ask: Ask,
  steps: readonly Step[],
  given: Pick<SignOutQuestion, 'reason' | 'confirmation'>,
  tell: (ending: Ending) => void,
  signal: AbortSignal,
): Promise<Ending> {
  let ending: Ending = { steps, done: [], failed: [], current: undefined };
  for (const step of steps) {
    if (signal.aborted) break;
    tell((ending = { ...ending, current: step }));
    const question: SignOutQuestion = { target: step.target, ...given };
    try {
      const result = await ask<SignOutView>(PATH.signOut, question);
      ending = { ...ending, done: [...ending.done, { step, result }], current: undefined };
    } catch (error) {
      const problem = askErrorOf(error);
      ending = { ...ending, failed: [...ending.failed, { step, problem }], current: undefined };
      if (HOPELESS.includes(problem.code)) break;
    }
    tell(ending);
  }
  tell(ending);
  return ending;
}

/** After one of these nobody knows whether it was done: the question may have come through, and its answer not. */
const UNKNOWN = ['unknown_outcome', 'no_server', 'unexpected'];

/** Whether a sign-out that failed may stand all the same. */
export function isUnknown({ code }: AskError): boolean {
  return UNKNOWN.includes(code);
}

/** What has not been done, for whatever reason, as far as anybody knows. */
export function leftOf({ steps, done }: Ending): readonly Step[] {
  const isDone = new Set(done.map(({ step }) => step));
  return steps.filter((step) => !isDone.has(step));
}

/** What Cognito itself still accepts: what it gives for that is rejected all the same. */
export function unfinishedOf({ done }: Ending): readonly string[] {
  return [...new Set(done.flatMap(({ result }) => result.unfinished))];
}
