import { explainNoCredentials, isCredentialsError } from '../../shared/credentials';
import { VerifyError, type VerifyErrorCode } from '../verify-error';

const NOT_PERMITTED = ['AccessDenied', 'AccessDeniedException'];
const UNAVAILABLE = ['InternalErrorException', 'Throttling', 'ThrottlingException', 'TooManyRequestsException'];

/**
 * What a failed call to AWS means, and what to do.
 *
 * @param call - with its service, as policies name it
 */
export function explain(cause: unknown, call: string): VerifyError {
  if (cause instanceof VerifyError) return cause;
  const { name, message } = cause instanceof Error ? cause : { name: 'unknown', message: '' };
  const fail = (code: VerifyErrorCode, text: string) => new VerifyError(code, text, { cause });

  if (isCredentialsError(name)) return fail('no_credentials', explainNoCredentials(name));
  if (NOT_PERMITTED.includes(name) || (name === 'NotAuthorizedException' && message.includes(' is not authorized '))) {
    return fail(
      'not_permitted',
      `The credentials do not allow ${call}. What verify takes is told in docs/verify.md of cognito-sign-out.`,
    );
  }
  if (name === 'ResourceNotFoundException') {
    return fail('no_such_client', `There is no such user pool, or no such app client in it (${call}).`);
  }
  if (name === 'AbortError' || name === 'InterruptedError') return fail('interrupted', 'It was interrupted.');
  if (UNAVAILABLE.includes(name)) return fail('unavailable', `AWS could not answer ${call} (${name}): try again.`);
  // An answer of Cognito names attributes, triggers and flows; what is no answer may repeat a piece of anything.
  const isAnswer = cause instanceof Error && '$fault' in cause;
  if (isAnswer && name.endsWith('Exception')) return fail('refused', `Cognito refused ${call} (${name}): ${message}`);
  return fail(
    'unavailable',
    `AWS could not be reached, or its answer not be read, at ${call} (${codeOf(cause)}).\n` +
      'Look at the network, at the Region (AWS_REGION), and at AWS_ENDPOINT_URL if it is set.',
  );
}

/** What to call an error by. */
export function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  const inner = thrown.cause instanceof Error ? thrown.cause : thrown;
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
}
