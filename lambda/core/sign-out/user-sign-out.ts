import type { Clock } from '../clock';
import type { Audit } from '../revocation/audit';
import { answerTimeOf, secondOf } from '../revocation/cut-off';
import { lifeOfSignIns } from '../revocation/expiry';
import type { UserRevocation } from '../revocation/revocation';
import { userKeyOf } from '../revocation/revocation-key';
import type { RevocationStore } from '../revocation/revocation-store';
import { revokeUser } from '../revocation/revoke';
import type { NumericDate, UserIdentity } from '../token/claims';

/** What ending a user's sessions needs of the outside. */
export interface UserSignOutDependencies {
  readonly revocations: RevocationStore;
  readonly clock: Clock;
  /** Seconds: see {@link lifeOfSignIns}. */
  readonly refreshTokenValidity: number;
}

/** A user's sessions that have ended. */
export interface RecordedUserSignOut {
  /** The cut-off that holds, which is later than the one asked for if another sign-out has written a later one. */
  readonly signedOutAt: NumericDate;
  /** The last second whose sign-ins the record rejects: an `others` sign-out may have covered a later one. */
  readonly covered: NumericDate;
}

/**
 * Ends all of a user's sessions that began up to the cut-off: records it, has Cognito end them, and waits until no
 * sign-in that begins from then on is covered, here or at Cognito.
 *
 * @param endAtCognito - tells what became of it at Cognito; must not throw
 * @throws RevocationError if it could not be recorded, or if the clocks disagree
 */
export async function signOutUser<T>(
  user: UserIdentity,
  cutOff: NumericDate,
  audit: Audit,
  endAtCognito: () => Promise<T>,
  dependencies: UserSignOutDependencies,
): Promise<{ readonly signedOutAt: NumericDate; readonly atCognito: T }> {
  const recorded = await recordUserSignOut(user, cutOff, audit, dependencies);
  const atCognito = await endAtCognito();
  await untilOver(recorded, dependencies.clock);
  return { signedOutAt: recorded.signedOutAt, atCognito };
}

/**
 * The first of its steps: from then on the sessions are rejected.
 *
 * @throws RevocationError if it could not be recorded
 */
export async function recordUserSignOut(
  user: UserIdentity,
  cutOff: NumericDate,
  audit: Audit,
  { revocations, refreshTokenValidity }: UserSignOutDependencies,
): Promise<RecordedUserSignOut> {
  const expiresAt = lifeOfSignIns(cutOff, refreshTokenValidity);
  const revoke = (stored?: UserRevocation) => revokeUser(user, cutOff, expiresAt, stored);
  const stored = await revocations.update(userKeyOf(user), revoke, audit);
  const signedOutAt = stored?.tokensValidAfter ?? cutOff;
  return { signedOutAt, covered: Math.max(signedOutAt, stored?.others?.validAfter ?? 0) };
}

/**
 * The last of its steps. Cognito acts later than the record was written: if it goes by whole seconds as well, a sign-in of
 * the second in which it has acted could be one that it has ended.
 *
 * @throws RevocationError if the clocks disagree
 */
export async function untilOver({ covered }: RecordedUserSignOut, clock: Clock): Promise<void> {
  const now = clock.now();
  await clock.waitUntil(answerTimeOf(Math.max(covered, secondOf(now)), now));
}
