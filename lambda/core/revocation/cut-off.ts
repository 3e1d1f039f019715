import { RevocationError } from '../errors';
import type { NumericDate, TokenClaims } from '../token/claims';

/** Cognito's clock and this function's may differ by this much (milliseconds). */
const CLOCK_DIFFERENCE = 100;

/**
 * For how long (milliseconds) a process may go by what it last read of a client's or a pool's cut-off. A sign-out that
 * writes one waits for longer before it is answered.
 */
export const MAX_WIDE_CUT_OFF_AGE = 5000;

/** A cut-off that is further ahead than this (seconds) shows that a clock is wrong. */
const MAX_CLOCK_SKEW = 5;

/**
 * The cut-off for a sign-out that is asked for at `now`: it rejects `auth_time <= cut-off`, and is not less than the
 * caller's own `auth_time`, so that it always covers the caller.
 *
 * `auth_time` is in whole seconds, so a cut-off applies to a whole second, including the rest of it:
 *
 * ```
 *        T            T+1
 *   -----|-------------|--·--------->     · answer, at (T+1) s + 100 ms
 *            ^ now                        rejected: sign-ins up to T
 *        [ auth_time = T ]                accepted: sign-ins that begin after the answer, for they have auth_time > T
 * ```
 *
 * @param now - milliseconds since the epoch
 * @param caller - if it is a user that signs itself out
 * @throws RevocationError `clock_skew` if the caller's `auth_time` is too far ahead of this clock
 */
export function cutOffAt(now: number, caller?: Pick<TokenClaims, 'signedInAt'>): NumericDate {
  const cutOff = caller === undefined ? secondOf(now) : Math.max(secondOf(now), caller.signedInAt);
  assertClocksAgree(cutOff, now);
  return cutOff;
}

/**
 * The cut-off for a sign-out that somebody else asks for, and dates by a clock of their own: what began up to then, and in the
 * seconds by which their clock may be behind, but nothing that begins from now on. However late such a request comes, or
 * comes again, it reaches no further than that.
 *
 * @param datedAt - not {@link isAhead}
 * @param now - milliseconds since the epoch
 */
export function cutOffOfRequest(datedAt: NumericDate, now: number): NumericDate {
  return Math.min(secondOf(now), Math.floor(datedAt) + MAX_CLOCK_SKEW);
}

/**
 * The second that Cognito's clock may have reached.
 *
 * @param now - milliseconds since the epoch
 */
export function secondOf(now: number): NumericDate {
  return Math.floor((now + CLOCK_DIFFERENCE) / 1000);
}

/**
 * When a sign-out with this cut-off may be answered (milliseconds since the epoch): see {@link cutOffAt}.
 *
 * @param now - milliseconds since the epoch
 * @throws RevocationError `clock_skew` if that is too far ahead
 */
export function answerTimeOf(cutOff: NumericDate, now: number): number {
  assertClocksAgree(cutOff, now);
  return (cutOff + 1) * 1000 + CLOCK_DIFFERENCE;
}

/**
 * Refuses a cut-off that this clock has not reached by far: it would end sign-ins that are yet to come.
 *
 * @param now - milliseconds since the epoch
 * @throws RevocationError `clock_skew`
 */
export function assertClocksAgree(cutOff: NumericDate, now: number): void {
  if (isAhead(cutOff, now)) {
    throw new RevocationError('clock_skew', `the cut-off is over ${String(MAX_CLOCK_SKEW)} s ahead of this clock`);
  }
}

/**
 * Whether a time is further ahead of this clock than clocks may differ.
 *
 * @param now - milliseconds since the epoch
 */
export function isAhead(time: NumericDate, now: number): boolean {
  return time * 1000 > now + MAX_CLOCK_SKEW * 1000;
}
