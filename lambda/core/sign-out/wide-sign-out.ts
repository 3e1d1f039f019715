import type { Audit } from '../revocation/audit';
import { answerTimeOf, cutOffAt, MAX_WIDE_CUT_OFF_AGE } from '../revocation/cut-off';
import { lifeOfSignIns } from '../revocation/expiry';
import type { WideRevocation } from '../revocation/revocation';
import { revokeAll } from '../revocation/revoke';
import type { NumericDate } from '../token/claims';
import type { UserSignOutDependencies } from './user-sign-out';

/** Milliseconds. Clocks run at slightly different speeds. */
const MARGIN = 100;

/**
 * Ends all sessions of an app client, or of the whole pool, that began up to now. Resolves with the cut-off, when every
 * process has read it: none goes by what it read before it was written.
 *
 * @throws RevocationError if it could not be recorded, or if the clocks disagree
 */
export async function signOutAll(
  target: Pick<WideRevocation, 'kind' | 'key'>,
  audit: Audit,
  { revocations, clock, refreshTokenValidity }: UserSignOutDependencies,
): Promise<NumericDate> {
  const cutOff = cutOffAt(clock.now());
  const expiresAt = lifeOfSignIns(cutOff, refreshTokenValidity);
  const revoke = (stored?: WideRevocation) => revokeAll(target, cutOff, expiresAt, stored);
  const stored = await revocations.update(target.key, revoke, audit);
  const writtenAt = clock.steady();
  const signedOutAt = stored?.tokensValidAfter ?? cutOff;
  await clock.waitUntil(answerTimeOf(signedOutAt, clock.now()));
  // By the clock that nobody sets: the other may be set forward meanwhile.
  const remaining = () => writtenAt + MAX_WIDE_CUT_OFF_AGE + MARGIN - clock.steady();
  while (remaining() > 0) await clock.waitUntil(clock.now() + remaining());
  return signedOutAt;
}
