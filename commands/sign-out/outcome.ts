import { apiOf } from '../shared/api-address';
import { explainCredentials } from './failures';
import { SignOutError, type SignOutErrorCode } from './sign-out-error';
import type { Answer } from './signed-request';
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

const UNKNOWN = 'It is not known whether the sign-out was recorded';

/**
 * What an answer of `POST /admin/sign-out` means, and what to do.
 *
 * @throws SignOutError if nobody was signed out, or nobody knows
 */
export function outcomeOf(answer: Answer, question: Question): Outcome {
  const { status, body, errorType, retryAfter } = answer;
  const { target, address } = question;
  const { error, error_description: description } = membersOf(body);
  const fail = (code: SignOutErrorCode, text: string) => new SignOutError(code, text);

  if (status === 200) return signedOut(membersOf(body), question);
  if (status === 400 && error === 'invalid_request') {
    throw fail('refused', `The API refused the request: ${String(description)}.\nNobody was signed out.`);
  }
  if (status === 403) throw explainCredentials(errorType) ?? fail('not_permitted', forbidden(question, errorType));
  if (status === 404 && error === 'unknown_user') {
    throw fail(
      'unknown_user',
      `Cognito does not know ${describeTarget(target)}. Nobody was signed out.\n` +
        'If the user was deleted, name it with --sub: its tokens may still live.',
    );
  }
  if (status === 429) throw fail('unavailable', 'The API has too much to do. Nobody was signed out: try again.');
  if (status >= 500) {
    const when = retryAfter === undefined ? 'in a moment' : `in ${retryAfter} s`;
    throw fail('unavailable', `The API could not answer (${String(status)}). ${UNKNOWN}: try again ${when}.`);
  }
  throw fail(
    'not_the_api',
    `${address} answered ${String(status)}, as the sign-out API does not: is it the address of one?\n` +
      'Nobody was signed out.',
  );
}

function signedOut(result: Readonly<Record<string, unknown>>, { target, address }: Question): Outcome {
  const { outcome, signedOutAt, unfinished } = result;
  const cutOff = new Date(typeof signedOutAt === 'number' ? signedOutAt * 1000 : NaN);
  if ((outcome !== 'complete' && outcome !== 'partial') || Number.isNaN(cutOff.getTime())) {
    throw new SignOutError('not_the_api', `${address} did not answer as the sign-out API does. ${UNKNOWN}.`);
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

/** API Gateway's own words are not repeated: they may hold a part of the request. */
function forbidden({ address }: Question, errorType: string): string {
  return (
    `The credentials do not allow the call (403${errorType === '' ? '' : ` ${errorType}`}). Nobody was signed out.\n` +
    `It takes the IAM permission execute-api:Invoke on ${routeOf(address)}\n` +
    '("aws sts get-caller-identity" shows who you are; in CDK, SignOutApi.grantAdministration() grants it).'
  );
}

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-control-access-using-iam-policies-to-invoke-api.html */
function routeOf(address: string): string {
  const api = apiOf(address);
  if (api === undefined) return 'the route POST /admin/sign-out of this API';
  const { apiId, region } = api;
  const [area = ''] = /^(cn|us-gov)(?=-)/.exec(region) ?? [];
  return `arn:aws${area && `-${area}`}:execute-api:${region}:*:${apiId}/*/POST/admin/sign-out`;
}

function membersOf(body: unknown): Readonly<Record<string, unknown>> {
  return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
}
