import type { UserRevocation } from '../../../lambda/core/revocation/revocation';
import { revokeAll, revokeOthers, revokeSession, revokeUser } from '../../../lambda/core/revocation/revoke';
import { claimsOf, machineClaims, sessionNamed } from '../../support/claims';

const T = 1_800_000_000;
const EXPIRY = T + 1_000_000;

function userRecord(cutOffs: Pick<UserRevocation, 'tokensValidAfter' | 'others'>): UserRevocation {
  return { kind: 'user', key: 'us-east-1_Example#user#user-1', expiresAt: EXPIRY, ...cutOffs };
}

describe('revokeSession', () => {
  const until = (expiresAt: number, enough = expiresAt) => ({ expiresAt, enough });

  it('records the session', () => {
    expect(revokeSession(claimsOf(), until(EXPIRY), undefined)).toEqual({
      kind: 'session',
      key: 'us-east-1_Example#session#session-1',
      expiresAt: EXPIRY,
    });
  });

  it('records the token of a machine', () => {
    expect(revokeSession(machineClaims(), until(EXPIRY), undefined)).toMatchObject({ kind: 'token' });
  });

  it('leaves a record alone that is good enough, and never shortens its life', () => {
    const stored = revokeSession(claimsOf(), until(EXPIRY), undefined);

    expect(revokeSession(claimsOf(), until(EXPIRY + 9, EXPIRY - 1), stored)).toBeUndefined();
    expect(revokeSession(claimsOf(), until(EXPIRY + 9, EXPIRY), stored)).toBeUndefined();
    expect(revokeSession(claimsOf(), until(EXPIRY + 9, EXPIRY + 1), stored)).toMatchObject({ expiresAt: EXPIRY + 9 });
    expect(revokeSession(claimsOf(), until(EXPIRY - 9, EXPIRY + 1), stored)).toMatchObject({ expiresAt: EXPIRY });
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
  const caller = claimsOf({ signedInAt: T - 100, session: sessionNamed('caller') });

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
