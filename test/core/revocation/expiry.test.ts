import { lifeOfSession, lifeOfSignIns } from '../../../lambda/core/revocation/expiry';
import { claimsOf, machineClaims } from '../../support/claims';

const T = 1_800_000_000;
const DAY = 86_400;
const MARGIN = 300;
const COOKIE = 3600;
const REFRESH_TOKEN_VALIDITY = 30 * DAY;

describe('the life of sign-ins', () => {
  it('ends when the last token has expired that the last refresh can mint, by a margin, and by the life of a cookie', () => {
    expect(lifeOfSignIns(T, REFRESH_TOKEN_VALIDITY)).toBe(T + REFRESH_TOKEN_VALIDITY + DAY + COOKIE + MARGIN);
  });
});

describe('the life of a session', () => {
  it('follows from when it began, however late a token of it was issued: a sign-out that is repeated writes nothing', () => {
    const atFirst = lifeOfSession(claimsOf({ signedInAt: T, issuedAt: T }), REFRESH_TOKEN_VALIDITY);
    const refreshed = lifeOfSession(claimsOf({ signedInAt: T, issuedAt: T + 29 * DAY }), REFRESH_TOKEN_VALIDITY);

    expect(atFirst).toBe(lifeOfSignIns(T, REFRESH_TOKEN_VALIDITY));
    expect(refreshed).toBe(atFirst);
  });

  it('is not over while the token at hand may live, whatever the setting says', () => {
    const late = claimsOf({ signedInAt: T, issuedAt: T + 100 * DAY });

    expect(lifeOfSession(late, 3600)).toBe(T + 100 * DAY + DAY + MARGIN);
  });

  it('is that of the token alone where a machine has it: nothing else is brought forth', () => {
    expect(lifeOfSession(machineClaims({ issuedAt: T }), REFRESH_TOKEN_VALIDITY)).toBe(T + DAY + MARGIN);
  });
});
