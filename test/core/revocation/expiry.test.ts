import { lifeOfSession, lifeOfSignIns } from '../../../lambda/core/revocation/expiry';
import { claimsOf, machineClaims } from '../../support/claims';

const T = 1_800_000_000;
const DAY = 86_400;
const MARGIN = 300;
const REFRESH_TOKEN_VALIDITY = 30 * DAY;

describe('the life of sign-ins', () => {
  it('ends when the last token has expired that the last refresh can mint, by a margin', () => {
    expect(lifeOfSignIns(T, REFRESH_TOKEN_VALIDITY)).toBe(T + REFRESH_TOKEN_VALIDITY + DAY + MARGIN);
  });
});

describe('the life of a session', () => {
  it('is that of its sign-in, if the token at hand was issued with it', () => {
    const life = lifeOfSignIns(T, REFRESH_TOKEN_VALIDITY);

    expect(lifeOfSession(claimsOf({ signedInAt: T, issuedAt: T }), REFRESH_TOKEN_VALIDITY)).toEqual({
      expiresAt: life,
      enough: life,
    });
  });

  it('is reckoned from the token at hand: by a cookie the session may have begun long after its auth_time', () => {
    const byCookie = claimsOf({ signedInAt: T, issuedAt: T + 89 * DAY });

    expect(lifeOfSession(byCookie, REFRESH_TOKEN_VALIDITY).expiresAt).toBe(
      lifeOfSignIns(T + 89 * DAY, REFRESH_TOKEN_VALIDITY),
    );
  });

  it('finds what was reckoned from any of its tokens good enough: a sign-out that is repeated writes nothing', () => {
    for (const [recorded, repeated] of [
      [T, T],
      [T, T + 29 * DAY],
      [T + 29 * DAY, T],
    ] as const) {
      const { expiresAt } = lifeOfSession(claimsOf({ signedInAt: T, issuedAt: recorded }), REFRESH_TOKEN_VALIDITY);
      const { enough } = lifeOfSession(claimsOf({ signedInAt: T, issuedAt: repeated }), REFRESH_TOKEN_VALIDITY);
      expect(expiresAt).toBeGreaterThanOrEqual(enough);
    }
  });

  it('is that of the token alone where a machine has it: nothing else is brought forth', () => {
    const life = T + DAY + MARGIN;

    expect(lifeOfSession(machineClaims({ issuedAt: T }), REFRESH_TOKEN_VALIDITY)).toEqual({
      expiresAt: life,
      enough: life,
    });
  });
});
