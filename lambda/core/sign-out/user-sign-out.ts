import type { NumericDate, UserIdentity } from '../token/claims';
import { answerTimeOf } from '../revocation/cut-off';
import type { Clock, RevocationStore } from '../ports';
import type { RecordDetails } from '../revocation/record-details';
import { revokeUser, type UserRevocation } from '../revocation/revocation';
import { userKeyOf } from '../revocation/revocation-key';

/** What {@link signOutUser} needs of the outside. */
export interface UserSignOutDependencies {
  readonly revocations: RevocationStore;
  readonly clock: Clock;
}

/**
 * Ends all of a user's sessions that began up to the cut-off: records it, has Cognito end them, and waits until no
 * sign-in that begins from then on is covered by the cut-off.
 *
 * @param endAtCognito - tells what became of it at Cognito; must not throw
 * @returns the cut-off that holds, which is later than the one asked for if another sign-out has written a later one
 * @throws RevocationError if it could not be recorded, or if the clocks disagree
 */
export async function signOutUser<T>(
  user: UserIdentity,
  cutOff: NumericDate,
  { expiresAt, audit }: RecordDetails,
  endAtCognito: () => Promise<T>,
  { revocations, clock }: UserSignOutDependencies,
): Promise<{ readonly signedOutAt: NumericDate; readonly atCognito: T }> {
  const revoke = (stored?: UserRevocation) => revokeUser(user, cutOff, expiresAt, stored);
  const stored = await revocations.update(userKeyOf(user), revoke, audit);
  const atCognito = await endAtCognito();
  const signedOutAt = stored?.tokensValidAfter ?? cutOff;
  // An `others` sign-out that was recorded first would cover a sign-in of its second as well.
  const covered = Math.max(signedOutAt, stored?.others?.validAfter ?? 0);
  await clock.waitUntil(answerTimeOf(covered, clock.now()));
  return { signedOutAt, atCognito };
}
