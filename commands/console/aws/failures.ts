import { isCredentialsError } from '../../shared/credentials';
import { ConsoleError, type ConsoleErrorCode } from '../console-error';

const NOT_PERMITTED = ['AccessDenied', 'AccessDeniedException', 'AuthorizationError'];
const GONE = ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue', 'ResourceNotFoundException'];
const TOO_LATE = ['AbortError', 'TimeoutError'];

/**
 * What a failed call to AWS means, and what to do.
 *
 * @param call - with its service, as policies name it
 * @param resource - what was asked for, for people
 */
export function explain(cause: unknown, call: string, resource: string): ConsoleError {
  if (cause instanceof ConsoleError) return cause;
  const { name, message } = cause instanceof Error ? cause : { name: 'unknown', message: '' };
  const fail = (code: ConsoleErrorCode, text: string) => new ConsoleError(code, text, { cause });

  if (isCredentialsError(name)) return fail('no_credentials', name);
  if (NOT_PERMITTED.includes(name) || (name === 'NotAuthorizedException' && message.includes(' is not authorized '))) {
    return fail(
      'not_permitted',
      `Your credentials do not allow ${call} on ${resource}. Ask for that permission: docs/console.md of ` +
        'cognito-sign-out has a policy with all that the console takes.',
    );
  }
  if (GONE.includes(name)) return fail('gone', `There is no ${resource} any more (${call}: ${name}).`);
  if (TOO_LATE.includes(name)) return fail('unavailable', `AWS did not answer ${call} in time: try again.`);
  // An answer names what it does not like; what is no answer may repeat a piece of anything.
  const reason = cause instanceof Error && '$fault' in cause ? name : codeOf(cause);
  return fail(
    'unavailable',
    `AWS could not be asked, or could not answer: ${call} on ${resource} (${reason}). Try again; if it stays so, look at the ` +
      'network, at the Region (AWS_REGION), and at AWS_ENDPOINT_URL if it is set.',
  );
}

/** What to call an error by. Never its message. */
function codeOf(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  const inner = thrown.cause instanceof Error ? thrown.cause : thrown;
  return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
}

/**
 * What to do about credentials that are not valid any more.
 *
 * @param environment - credentials that stand in it are those of the process: nobody can renew them from outside
 */
export function explainCredentials(
  reason: string,
  environment: Readonly<Record<string, string | undefined>>,
): ConsoleError {
  const isFixed = (environment['AWS_ACCESS_KEY_ID'] ?? '') !== '' && (environment['AWS_PROFILE'] ?? '') === '';
  return new ConsoleError(
    'no_credentials',
    `There are no AWS credentials, or they are not valid any more (${reason}). ` +
      (isFixed
        ? 'They stand in the environment of the console (AWS_ACCESS_KEY_ID), where they can not be renewed: end it with ' +
          'Ctrl+C, set new ones, and start it again.'
        : 'Renew them as you got them, such as with "aws sso login", and try again: the console goes on with the new ones. ' +
          '"aws sts get-caller-identity" shows who you are.'),
  );
}
