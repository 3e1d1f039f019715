import { answerTimeOf, cutOffAt, cutOffOfRequest, isAhead } from '../../../lambda/core/revocation/cut-off';
import { claimsOf, machineClaims } from '../../support/claims';

const T = 1_800_000_000;
const signedIn = (authTime: number) => claimsOf({ signedInAt: authTime });
const SKEW = expect.objectContaining({ code: 'clock_skew' }) as Error;

describe('cutOffAt', () => {
  it.each([
    [T * 1000, T],
    [T * 1000 + 899, T],
    [T * 1000 + 900, T + 1],
    [T * 1000 + 999, T + 1],
  ])('takes a sign-in within 100 ms for one that may have begun: at %i ms it is %i', (now, cutOff) => {
    expect(cutOffAt(now, signedIn(0))).toBe(cutOff);
  });

  it.each([
    [T - 1, T],
    [T, T],
    [T + 1, T + 1],
    [T + 5, T + 5],
  ])('covers a caller with auth_time %i, whatever this clock says: %i', (authTime, cutOff) => {
    expect(cutOffAt(T * 1000, signedIn(authTime))).toBe(cutOff);
  });

  it('covers a machine by the time its token was issued', () => {
    expect(cutOffAt(T * 1000, machineClaims({ issuedAt: T + 2 }))).toBe(T + 2);
  });

  it('is a fault if the clocks are over 5 s apart', () => {
    expect(() => cutOffAt(T * 1000, signedIn(T + 6))).toThrow(SKEW);
  });
});

describe('answerTimeOf', () => {
  it('is 100 ms into the second after the cut-off, so that no later sign-in can have its auth_time', () => {
    expect(answerTimeOf(T, T * 1000)).toBe((T + 1) * 1000 + 100);
  });

  it('keeps a sign-out waiting for 200 ms to 1.2 s', () => {
    for (let now = T * 1000; now < (T + 1) * 1000; now++) {
      const wait = answerTimeOf(cutOffAt(now, signedIn(0)), now) - now;
      expect(wait).toBeGreaterThan(200);
      expect(wait).toBeLessThanOrEqual(1200);
    }
  });

  it('is a fault if somebody has stored a cut-off that is over 5 s ahead', () => {
    expect(() => answerTimeOf(T + 5, T * 1000)).not.toThrow();
    expect(() => answerTimeOf(T + 6, T * 1000)).toThrow(SKEW);
  });
});

describe('cutOffOfRequest', () => {
  it.each([
    ['just now', T, T * 1000 + 250, T],
    ['by a clock that is ahead', T + 5, T * 1000, T],
    ['by a clock that is behind', T - 5, T * 1000, T],
    ['by one that is further behind, or before it was on its way for long', T - 6, T * 1000, T - 1],
    ['long ago', T - 300, T * 1000, T - 295],
    ['within a second', T - 300 + 0.9, T * 1000, T - 295],
    ['in the second that Cognito may have reached', T, T * 1000 - 100, T],
    ['in one that it can’t have reached', T, T * 1000 - 101, T - 1],
  ])('covers what began before it was asked for, and nothing that is yet to begin: %s', (_, datedAt, now, cutOff) => {
    expect(cutOffOfRequest(datedAt, now)).toBe(cutOff);
  });
});

describe('isAhead', () => {
  it.each([
    [T + 5, T * 1000, false],
    [T + 5, T * 1000 - 1, true],
    [T - 1, T * 1000, false],
  ])('of %d at %d is %s', (time, now, expected) => {
    expect(isAhead(time, now)).toBe(expected);
  });
});
