import { AdminError } from '../shared/admin/admin-error';
import { explainRefusal, membersOf } from '../shared/admin/refusals';
import type { Answer } from '../shared/admin/signed-request';
import { SIGN_OUT } from '../shared/admin/undertaking';
import { describeTarget, type Target } from './target';

/** What a sign-out came to, for people. */
export interface Outcome {
  readonly isComplete: boolean;
  readonly text: string;
}

/** What was asked, and where. */
export interface Question {
  readonly target: Target;
  readonly address: string;
}

/**
 * What an answer of `POST /admin/sign-out` means, and what to do.
 *
 * @throws AdminError if nobody was signed out, or nobody knows
 */
export function outcomeOf(answer: Answer, { target, address }: Question): Outcome {
  if (answer.status === 200) return signedOut(membersOf(answer.body), { target, address });
  const user = 'username' in target || 'sub' in target ? target : undefined;
  throw explainRefusal(answer, { address, route: '/admin/sign-out', user, undertaking: SIGN_OUT });
}

function signedOut(result: Readonly<Record<string, unknown>>, { target, address }: Question): Outcome {
  const { outcome, signedOutAt, unfinished } = result;
  const cutOff = new Date(typeof signedOutAt === 'number' ? signedOutAt * 1000 : NaN);
  if ((outcome !== 'complete' && outcome !== 'partial') || Number.isNaN(cutOff.getTime())) {
    throw new AdminError('not_the_api', `${address} did not answer as the sign-out API does. ${SIGN_OUT.unknown}.`);
  }
  const revoked =
    `Signed out: ${describeTarget(target)}, from every session that began up to ${cutOff.toISOString()}.\n` +
    'The access and ID tokens of these sessions are rejected. Whoever signs in from now on is accepted.';
  if (outcome === 'complete') return { isComplete: true, text: `Complete. ${revoked}` };
  const steps = Array.isArray(unfinished) ? unfinished.map(describeStep).join('; ') : 'it did not say what';
  return {
    isComplete: false,
    text:
      `Partial. ${revoked}\nBut Cognito still accepts ${steps}. What it gives for them is rejected as well.\n` +
      'To end them at Cognito too, run this again. That also ends the sessions that began in between.',
  };
}

function describeStep(step: unknown): string {
  return step === 'cognito_global_sign_out' ? `the user's refresh tokens (${step})` : JSON.stringify(step);
}
