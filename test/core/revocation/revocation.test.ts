import {
  isRejectedBy,
  revocationExpiry,
  revokeAll,
  revokeOthers,
  revokeSession,
  revokeUser,
  type UserRevocation,
} from '../../../lambda/core/revocation/revocation';
import { claimsOf, machineClaims } from '../../support/claims';

const T = 1_800_000_000;
const EXPIRY = T + 1_000_000;

function userRecord(cutOffs: Pick<UserRevocation, 'tokensValidAfter' | 'others'>): UserRevocation {
  return { kind: 'user', key: 'us-east-1_Example#user#user-1', expiresAt: EXPIRY, ...cutOffs };
}

describe('isRejectedBy', () => {
  it.each(['session', 'token'] as const)('rejects whatever the times are: %s record', (kind) => {
    const record = { kind, key: 'key', expiresAt: EXPIRY };

    for (const authTime of [0, T - 1, T, T + 1, EXPIRY + 1]) {
      expect(isRejectedBy(record, claimsOf({ authTime }))).toBe(true);
    }
  });

  it.each([
    [T - 1, true],
    [T, true],
    [T + 1, false],
  ])('compares a global cut-off T with auth_time %i', (authTime, rejected) => {
    const record = userRecord({ tokensValidAfter: T });

    expect(isRejectedBy(record, claimsOf({ authTime, issuedAt: T + 100 }))).toBe(rejected);
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

    expect(isRejectedBy(record, claimsOf({ authTime, originJti }))).toBe(rejected);
  });

  it('does not let the exemption from others weaken a global cut-off, nor the other way round', () => {
    const record = userRecord({ tokensValidAfter: T, others: { validAfter: T + 10, exemptSession: 'exempt' } });

    expect(isRejectedBy(record, claimsOf({ authTime: T, originJti: 'exempt' }))).toBe(true);
    expect(isRejectedBy(record, claimsOf({ authTime: T + 1, originJti: 'exempt' }))).toBe(false);
    expect(isRejectedBy(record, claimsOf({ authTime: T + 10, originJti: 'other' }))).toBe(true);
    expect(isRejectedBy(record, claimsOf({ authTime: T + 11, originJti: 'other' }))).toBe(false);
  });

  it('exempts no token without a session', () => {
    const record = userRecord({ others: { validAfter: T, exemptSession: 'access-1' } });

    expect(isRejectedBy(record, claimsOf({ authTime: T, originJti: undefined, jti: 'access-1' }))).toBe(true);
  });

  it('compares auth_time and not iat: a refreshed token of an old sign-in is rejected', () => {
    const refreshed = claimsOf({ authTime: T, issuedAt: T + 1000 });

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
        expect(isRejectedBy(record, claimsOf({ authTime: time, issuedAt: T + 100 }))).toBe(rejected);
        expect(isRejectedBy(record, machineClaims({ issuedAt: time }))).toBe(rejected);
      }
    },
  );

  it('holds after its own expiry: DynamoDB deletes late', () => {
    const stale = { ...userRecord({ tokensValidAfter: T }), expiresAt: 1 };

    expect(isRejectedBy(stale, claimsOf({ authTime: T }))).toBe(true);
    expect(isRejectedBy({ kind: 'session', key: 'key', expiresAt: 1 }, claimsOf())).toBe(true);
  });
});

describe('revokeSession', () => {
  it('records the session', () => {
    expect(revokeSession(claimsOf(), EXPIRY, undefined)).toEqual({
      kind: 'session',
      key: 'us-east-1_Example#session#session-1',
      expiresAt: EXPIRY,
    });
  });

  it('records the token where there is no session', () => {
    expect(revokeSession(machineClaims(), EXPIRY, undefined)).toMatchObject({ kind: 'token' });
  });

  it('never shortens the life of a record', () => {
    const stored = revokeSession(claimsOf(), EXPIRY, undefined);

    expect(revokeSession(claimsOf(), EXPIRY - 1, stored)).toBeUndefined();
    expect(revokeSession(claimsOf(), EXPIRY, stored)).toBeUndefined();
    expect(revokeSession(claimsOf(), EXPIRY + 1, stored)).toMatchObject({ expiresAt: EXPIRY + 1 });
  });
});

describe('revokeUser', () => {
  it('moves the cut-off and the expiry forward only', () => {
    const stored = userRecord({ tokensValidAfter: T });

    expect(revokeUser(claimsOf(), T - 1, EXPIRY + 1, stored)).toMatchObject({
      tokensValidAfter: T,
      expiresAt: EXPIRY + 1,
    });
    expect(revokeUser(claimsOf(), T + 1, EXPIRY - 1, stored)).toMatchObject({
      tokensValidAfter: T + 1,
      expiresAt: EXPIRY,
    });
    expect(revokeUser(claimsOf(), T, EXPIRY, stored)).toBeUndefined();
  });

  it('leaves the others cut-off and its exemption alone', () => {
    const others = { validAfter: T, exemptSession: 'exempt' };

    expect(revokeUser(claimsOf(), T + 1, EXPIRY, userRecord({ others }))).toMatchObject({
      others,
      tokensValidAfter: T + 1,
    });
  });
});

describe('revokeAll', () => {
  const record = (tokensValidAfter: number, expiresAt: number) =>
    ({ kind: 'client', key: 'us-east-1_Example#client#client-1', tokensValidAfter, expiresAt }) as const;

  it('moves the cut-off and the expiry forward only', () => {
    const stored = record(T, EXPIRY);

    expect(revokeAll(stored, T, EXPIRY, undefined)).toEqual(stored);
    expect(revokeAll(stored, T - 1, EXPIRY + 1, stored)).toEqual(record(T, EXPIRY + 1));
    expect(revokeAll(stored, T + 1, EXPIRY - 1, stored)).toEqual(record(T + 1, EXPIRY));
    expect(revokeAll(stored, T, EXPIRY, stored)).toBeUndefined();
    expect(revokeAll(stored, T - 1, EXPIRY - 1, stored)).toBeUndefined();
  });
});

describe('revokeOthers', () => {
  const caller = { ...claimsOf({ authTime: T - 100 }), originJti: 'caller' };

  it('exempts the caller', () => {
    expect(revokeOthers(caller, T, EXPIRY, undefined)).toEqual(
      userRecord({ others: { validAfter: T, exemptSession: 'caller' } }),
    );
  });

  it('leaves a global cut-off alone', () => {
    const stored = userRecord({ tokensValidAfter: T - 200 });

    expect(revokeOthers(caller, T, EXPIRY, stored)).toMatchObject({ tokensValidAfter: T - 200 });
  });

  it('writes nothing for a caller that is out already', () => {
    const global = userRecord({ tokensValidAfter: T - 100 });
    const others = userRecord({ others: { validAfter: T - 100, exemptSession: 'another' } });

    expect(revokeOthers(caller, T, EXPIRY, global)).toBeUndefined();
    expect(revokeOthers(caller, T, EXPIRY, others)).toBeUndefined();
  });

  it('passes the exemption on to a caller that signed in after the cut-off', () => {
    const stored = userRecord({ others: { validAfter: T - 101, exemptSession: 'another' } });

    expect(revokeOthers(caller, T, EXPIRY, stored)).toMatchObject({
      others: { validAfter: T, exemptSession: 'caller' },
    });
  });

  it('moves the cut-off and the expiry forward only', () => {
    const stored = userRecord({ others: { validAfter: T, exemptSession: 'caller' } });

    expect(revokeOthers(caller, T - 1, EXPIRY + 1, stored)).toMatchObject({
      others: { validAfter: T, exemptSession: 'caller' },
      expiresAt: EXPIRY + 1,
    });
    expect(revokeOthers(caller, T + 1, EXPIRY - 1, stored)).toMatchObject({
      others: { validAfter: T + 1 },
      expiresAt: EXPIRY,
    });
    expect(revokeOthers(caller, T, EXPIRY, stored)).toBeUndefined();
  });
});

describe('revocationExpiry', () => {
  it('outlives the last token that the last refresh can mint, by a margin', () => {
    const refreshTokenValidity = 30 * 86_400;
    const lastTokenExpires = T + refreshTokenValidity + 86_400;

    expect(revocationExpiry(T, refreshTokenValidity)).toBe(lastTokenExpires + 300);
  });
});
