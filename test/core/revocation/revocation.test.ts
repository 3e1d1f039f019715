import { isRejectedBy, type UserRevocation } from '../../../lambda/core/revocation/revocation';
import { claimsOf, machineClaims, sessionNamed } from '../../support/claims';

const T = 1_800_000_000;
const EXPIRY = T + 1_000_000;

function userRecord(cutOffs: Pick<UserRevocation, 'tokensValidAfter' | 'others'>): UserRevocation {
  return { kind: 'user', key: 'us-east-1_Example#user#user-1', expiresAt: EXPIRY, ...cutOffs };
}

describe('isRejectedBy', () => {
  it.each(['session', 'token'] as const)('rejects whatever the times are: %s record', (kind) => {
    const record = { kind, key: 'key', expiresAt: EXPIRY };

    for (const authTime of [0, T - 1, T, T + 1, EXPIRY + 1]) {
      expect(isRejectedBy(record, claimsOf({ signedInAt: authTime }))).toBe(true);
    }
  });

  it.each([
    [T - 1, true],
    [T, true],
    [T + 1, false],
  ])('compares a global cut-off T with auth_time %i', (authTime, rejected) => {
    const record = userRecord({ tokensValidAfter: T });

    expect(isRejectedBy(record, claimsOf({ signedInAt: authTime, issuedAt: T + 100 }))).toBe(rejected);
  });

  it.each([
    [T - 1, 'other', true],
    [T, 'other', true],
    [T + 1, 'other', false],
    [T - 1, 'exempt', false],
    [T, 'exempt', false],
    [T + 1, 'exempt', false],
  ])('compares an others cut-off T with auth_time %i of the %s session', (authTime, originJti, rejected) => {
    const record = userRecord({ others: { validAfter: T, exemptSession: 'exempt' } });

    expect(isRejectedBy(record, claimsOf({ signedInAt: authTime, session: sessionNamed(originJti) }))).toBe(rejected);
  });

  it('does not let the exemption from others weaken a global cut-off, nor the other way round', () => {
    const record = userRecord({ tokensValidAfter: T, others: { validAfter: T + 10, exemptSession: 'exempt' } });

    expect(isRejectedBy(record, claimsOf({ signedInAt: T, session: sessionNamed('exempt') }))).toBe(true);
    expect(isRejectedBy(record, claimsOf({ signedInAt: T + 1, session: sessionNamed('exempt') }))).toBe(false);
    expect(isRejectedBy(record, claimsOf({ signedInAt: T + 10, session: sessionNamed('other') }))).toBe(true);
    expect(isRejectedBy(record, claimsOf({ signedInAt: T + 11, session: sessionNamed('other') }))).toBe(false);
  });

  it('exempts no token without a session', () => {
    const record = userRecord({ others: { validAfter: T, exemptSession: 'access-1' } });

    expect(isRejectedBy(record, { signedInAt: T, session: { kind: 'token', id: 'access-1' } })).toBe(true);
    expect(isRejectedBy(record, { signedInAt: T, session: undefined })).toBe(true);
  });

  it('compares auth_time and not iat: a refreshed token of an old sign-in is rejected', () => {
    const refreshed = claimsOf({ signedInAt: T, issuedAt: T + 1000 });

    expect(isRejectedBy(userRecord({ tokensValidAfter: T + 1 }), refreshed)).toBe(true);
    expect(isRejectedBy(userRecord({ others: { validAfter: T + 1, exemptSession: 'x' } }), refreshed)).toBe(true);
  });

  it('compares iat of machine tokens, which have no auth_time', () => {
    const record = userRecord({ tokensValidAfter: T });

    expect(isRejectedBy(record, machineClaims({ issuedAt: T }))).toBe(true);
    expect(isRejectedBy(record, machineClaims({ issuedAt: T + 1 }))).toBe(false);
  });

  it.each(['client', 'pool'] as const)(
    "compares the cut-off T of a whole %s with auth_time, or a machine's iat",
    (kind) => {
      const record = { kind, key: 'key', expiresAt: EXPIRY, tokensValidAfter: T };

      for (const [time, rejected] of [
        [T - 1, true],
        [T, true],
        [T + 1, false],
      ] as const) {
        expect(isRejectedBy(record, claimsOf({ signedInAt: time, issuedAt: T + 100 }))).toBe(rejected);
        expect(isRejectedBy(record, machineClaims({ issuedAt: time }))).toBe(rejected);
      }
    },
  );

  it('holds after its own expiry: DynamoDB deletes late', () => {
    const stale = { ...userRecord({ tokensValidAfter: T }), expiresAt: 1 };

    expect(isRejectedBy(stale, claimsOf({ signedInAt: T }))).toBe(true);
    expect(isRejectedBy({ kind: 'session', key: 'key', expiresAt: 1 }, claimsOf())).toBe(true);
  });
});
