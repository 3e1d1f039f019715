import type { AdminApi } from '../shared/admin/admin-api';
import { AdminError } from '../shared/admin/admin-error';
import { explainRefusal, membersOf } from '../shared/admin/refusals';
import { SIGN_OUT } from '../shared/admin/undertaking';
import { describeUser, type NamedUser } from '../shared/admin/user';

const ROUTE = '/admin/sign-out';

/**
 * Ends one session of a user. The API records it by its id, and does not look whose it is.
 *
 * @returns what came of it, for people
 * @throws AdminError if it was not ended, or nobody knows
 */
export async function endOne(
  user: NamedUser,
  { sessionId, reason }: { readonly sessionId: string; readonly reason: string },
  { address, post }: AdminApi,
): Promise<string> {
  const answer = await post(ROUTE, { ...user, sessionId, reason });
  if (answer.status !== 200) throw explainRefusal(answer, { address, route: ROUTE, user, undertaking: SIGN_OUT });
  const { outcome, scope, signedOutAt } = membersOf(answer.body);
  const endedAt = new Date(typeof signedOutAt === 'number' ? signedOutAt * 1000 : NaN);
  const isEnded = (outcome === 'complete' || outcome === 'partial') && scope === 'session';
  if (!isEnded || Number.isNaN(endedAt.getTime())) {
    throw new AdminError('not_the_api', `${address} did not answer as the sign-out API does. ${SIGN_OUT.unknown}.`);
  }
  const stillAccepted =
    outcome === 'partial'
      ? '\nCognito still accepts its refresh token. What it gives for that is rejected as well.'
      : '';
  return (
    `Ended: the session ${sessionId}, at ${endedAt.toISOString()}.\nIts access and ID tokens are rejected.${stillAccepted}\n` +
    `It was taken for one of ${describeUser(user)}, and not looked up: check the id against the list.`
  );
}
