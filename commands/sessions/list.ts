import type { AdminApi } from '../shared/admin/admin-api';
import { AdminError } from '../shared/admin/admin-error';
import { explainRefusal } from '../shared/admin/refusals';
import type { Answer } from '../shared/admin/signed-request';
import type { Undertaking } from '../shared/admin/undertaking';
import type { NamedUser } from '../shared/admin/user';
import { pageIn, type ListedSession, type SessionsPage } from './listed-session';

/** A list, in the words that are said when there is none. */
export const LISTING: Undertaking = { notDone: 'Nothing was listed.', unknown: 'Nothing was listed' };

const ROUTE = '/admin/sessions';

/**
 * All registered sessions of a user that are alive, newest first.
 *
 * @param onPart - told how many there are so far, where more are asked for
 * @throws AdminError if any part of the list is missing
 */
export async function listEvery(
  user: NamedUser,
  { address, post }: AdminApi,
  onPart: (count: number) => void,
): Promise<readonly ListedSession[]> {
  const sessions: ListedSession[] = [];
  const asked = new Set<string | undefined>();
  let nextToken: string | undefined;
  do {
    asked.add(nextToken);
    const answer = await post(ROUTE, { ...user, ...(nextToken !== undefined && { nextToken }) });
    const page = pageOf(answer, user, address);
    sessions.push(...page.sessions);
    nextToken = page.nextToken;
    // Nothing else would end a list that leads back to itself.
    if (asked.has(nextToken) && nextToken !== undefined) throw notTheApi(address);
    if (nextToken !== undefined) onPart(sessions.length);
  } while (nextToken !== undefined);
  return sessions;
}

function pageOf(answer: Answer, user: NamedUser, address: string): SessionsPage {
  if (answer.status !== 200) {
    const refusal = explainRefusal(answer, { address, route: ROUTE, user, undertaking: LISTING });
    throw answer.status === 404 && refusal.code === 'not_the_api' ? notSwitchedOn(address) : refusal;
  }
  const page = pageIn(answer.body);
  if (page === undefined) throw notTheApi(address);
  return page;
}

/** API Gateway's answer to a route that an API lacks. */
function notSwitchedOn(address: string): AdminError {
  return new AdminError(
    'not_switched_on',
    `${address} has no POST ${ROUTE} (404). ${LISTING.notDone}\n` +
      'If it is the address of the sign-out API, no sessions are registered there. To have them registered from now on, give\n' +
      'TokenRevocation the property sessions: {} and deploy.',
  );
}

function notTheApi(address: string): AdminError {
  return new AdminError('not_the_api', `${address} did not answer as the sign-out API does. ${LISTING.notDone}`);
}
