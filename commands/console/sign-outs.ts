import type { SignOutQuestion, SignOutView } from '../../pages/console/api';
import { present } from './aws/tables';
import type { ApiAnswer } from './aws/sign-out-api';
import { ConsoleError } from './console-error';
import type { Site } from './site';

const UNKNOWN = 'It is not known whether the sign-out was recorded';

/**
 * Refuses to end everybody's sessions unless a person has typed whose: the page asks for it, and here it counts.
 *
 * @throws ConsoleError `invalid_request`
 */
export function requireConfirmation({ target, confirmation }: SignOutQuestion, { userPoolId }: Site): void {
  if ('sub' in target) return;
  const wanted = 'clientId' in target ? target.clientId : userPoolId;
  if (confirmation?.trim() === wanted) return;
  throw new ConsoleError('invalid_request', `To go on, type ${wanted}. Nobody was signed out.`);
}

/**
 * What an answer of `POST /admin/sign-out` says.
 *
 * @throws ConsoleError if nobody was signed out, or nobody knows
 */
export function signOutIn({ status, body }: ApiAnswer): SignOutView {
  const { outcome, scope, signedOutAt, unfinished, error, error_description: description } = body;
  if (status === 200) {
    if (outcome !== 'complete' && outcome !== 'partial') {
      throw new ConsoleError('unknown_outcome', `The API did not answer as it does. ${UNKNOWN}: do it again.`);
    }
    return present<SignOutView>({
      outcome,
      scope: typeof scope === 'string' ? scope : undefined,
      signedOutAt: typeof signedOutAt === 'number' ? signedOutAt : undefined,
      unfinished: Array.isArray(unfinished) ? unfinished.map(String) : [],
    });
  }
  if (status === 400 && error === 'invalid_request') {
    throw new ConsoleError('invalid_request', `The API refused: ${String(description)}. Nobody was signed out.`);
  }
  if (status === 404 && error === 'unknown_session') {
    throw new ConsoleError(
      'gone',
      'The API does not know this session: it is not one of the user. Nobody was signed out.',
    );
  }
  if (status === 429) {
    throw new ConsoleError('unavailable', 'The API has too much to do. Nobody was signed out: try again.');
  }
  if (status >= 500) {
    throw new ConsoleError('unknown_outcome', `The API could not answer (${String(status)}). ${UNKNOWN}: do it again.`);
  }
  throw new ConsoleError(
    'not_the_api',
    `What answered (${String(status)}) is not the sign-out API of this stack. Nobody was signed out.`,
  );
}
