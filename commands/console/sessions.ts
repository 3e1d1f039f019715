import type { OfUser, Page, SessionView } from '../../pages/console/api';
import { present } from './aws/tables';
import type { ApiAnswer } from './aws/sign-out-api';
import { ConsoleError } from './console-error';

/**
 * What an answer of `POST /admin/sessions` says.
 *
 * @throws ConsoleError `no_sessions` if the stack keeps none; `invalid_request`, `unavailable`, `not_the_api`
 */
export function sessionsIn({ status, body }: ApiAnswer): Page<SessionView> {
  const { sessions, nextToken, error, error_description: description } = body;
  if (status === 200 && Array.isArray(sessions)) {
    const items = sessions.map((session: unknown) => viewOf(membersOf(session)));
    return { items, ...(typeof nextToken === 'string' && { nextToken }) };
  }
  // Of a user that is known by its sub alone, the API says nothing of the kind.
  if (status === 404 && error === undefined) {
    throw new ConsoleError(
      'no_sessions',
      'This stack keeps no list of sessions. To have one, give TokenRevocation the property sessions: {} (or add the construct Sessions), and deploy it. ' +
        'Without it all sessions of a user can be ended, but not seen one by one.',
    );
  }
  if (status === 404 && error === 'unknown_user') return { items: [] };
  if (status === 400) throw new ConsoleError('invalid_request', `The API refused the request: ${String(description)}.`);
  if (status === 429 || status >= 500) {
    throw new ConsoleError('unavailable', `The API could not tell the sessions (${String(status)}): try again.`);
  }
  throw new ConsoleError('not_the_api', `What answered (${String(status)}) is not the sign-out API of this stack.`);
}

/** What is asked: the API's members are ours. */
export function sessionsQuestion({ sub, nextToken }: OfUser): object {
  return { sub, ...(nextToken !== undefined && { nextToken }) };
}

function viewOf(session: Readonly<Record<string, unknown>>): SessionView {
  const text = (name: keyof SessionView) => (typeof session[name] === 'string' ? session[name] : undefined);
  const time = (name: keyof SessionView) => (typeof session[name] === 'number' ? session[name] : undefined);
  return present<SessionView>({
    sessionId: text('sessionId') ?? '',
    clientId: text('clientId'),
    label: text('label'),
    signedInAt: time('signedInAt'),
    lastSeenAt: time('lastSeenAt'),
    userAgent: text('userAgent'),
    ipAddress: text('ipAddress'),
  });
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
