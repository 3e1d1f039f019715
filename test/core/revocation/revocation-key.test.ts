import { revocationKeysOf } from '../../../lambda/core/revocation/revocation-key';
import { claimsOf, machineClaims, sessionNamed } from '../../support/claims';

describe('revocationKeysOf', () => {
  it('is the session and the user: the same for access, ID and refreshed tokens of a sign-in', () => {
    const keys = ['us-east-1_Example#session#session-1', 'us-east-1_Example#user#user-1'];

    expect(revocationKeysOf(claimsOf())).toEqual(keys);
    expect(revocationKeysOf(claimsOf({ tokenUse: 'id', jti: 'id-1', issuedAt: 1_800_000_500 }))).toEqual(keys);
  });

  it('is the token itself, and the client, of a machine', () => {
    expect(revocationKeysOf(machineClaims())).toEqual([
      'us-east-1_Example#token#machine-1',
      'us-east-1_Example#user#client-1',
    ]);
  });

  it('cannot be made to collide by what an id holds', () => {
    const [hostileSession] = revocationKeysOf(claimsOf({ session: sessionNamed('x#user#user-1') }));
    const [, hostileUser] = revocationKeysOf(claimsOf({ sub: 'x#session#session-1' }));
    const honest = revocationKeysOf(claimsOf());

    expect(honest).not.toContain(hostileSession);
    expect(honest).not.toContain(hostileUser);
    expect(revocationKeysOf(claimsOf({ session: sessionNamed('same') }))[0]).not.toBe(
      revocationKeysOf(claimsOf({ session: { kind: 'token', id: 'same' } }))[0],
    );
  });
});
