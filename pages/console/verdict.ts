import { isUnknown, leftOf, unfinishedOf, type Ending } from './ending';

/** What came of what was asked for, in a word and in a colour. */
export interface Verdict {
  readonly tone: 'good' | 'warn' | 'bad';
  readonly word: 'Complete' | 'Partial' | 'Not done' | 'Unknown';
}

/** See {@link Verdict}. Nothing is "not done" of which nobody knows whether it is. */
export function verdictOf(ending: Ending): Verdict {
  if (leftOf(ending).length > 0) {
    if (ending.done.length > 0) return { tone: 'bad', word: 'Partial' };
    const mayStand = ending.failed.some(({ problem }) => isUnknown(problem));
    return { tone: 'bad', word: mayStand ? 'Unknown' : 'Not done' };
  }
  // Of one session no administrator can take the refresh token back: that is no failure.
  const isPartial = unfinishedOf(ending).includes('cognito_global_sign_out');
  return isPartial ? { tone: 'warn', word: 'Partial' } : { tone: 'good', word: 'Complete' };
}

/** How many were ended, and of how many nobody knows; until when, if it is about all of somebody's sessions. */
export function summaryOf({ steps, done, failed }: Ending): string {
  const unknown = failed.filter(({ problem }) => isUnknown(problem)).length;
  const open = unknown === 0 ? '' : ` Of ${String(unknown)} nobody knows.`;
  const cutOff = done.find(({ result }) => result.scope !== 'session')?.result.signedOutAt;
  if (steps.length === 0) return 'There was nothing to end.';
  if (done.length === 0) return steps.length === 1 ? '' : open.trim();
  if (cutOff !== undefined) {
    const until = new Date(cutOff * 1000).toISOString().slice(11, 19);
    return `Every session that began up to ${until} UTC is ended: its tokens are rejected. New sign-ins are accepted.`;
  }
  if (steps.length === 1) return 'The session is ended: its tokens are rejected.';
  return `${String(done.length)} of ${String(steps.length)} sessions are ended: their tokens are rejected.${open}`;
}
