import { isMachineToken, parseClaims } from '../../../lambda/core/token/claims';
import { accessPayload, idPayload, machinePayload, POOL } from '../../support/tokens';

/** Values that none of the claims may have. */
const HOSTILE = [null, true, false, [], {}, '', -1, 0.5, NaN, Infinity, -Infinity];
const NOT_IDENTIFIERS = [...HOSTILE, 0, 1, 'x'.repeat(257), ['user-1']];
const NOT_NUMERIC_DATES = [...HOSTILE, '1800000000', 1_800_000_000_000, 1e400, [1_800_000_000]];

describe('parseClaims', () => {
  it('reads an access token', () => {
    const payload = accessPayload({ auth_time: 100, iat: 200, exp: 300 });

    expect(parseClaims(payload)).toEqual({
      ok: true,
      claims: {
        issuer: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Example',
        userPoolId: POOL,
        sub: 'user-1',
        username: 'alice',
        clientId: 'client-1',
        tokenUse: 'access',
        session: { kind: 'session', id: 'session-1' },
        jti: 'access-1',
        signedInAt: 100,
        issuedAt: 200,
        expiresAt: 300,
        scope: 'aws.cognito.signin.user.admin',
        groups: ['admins', 'staff'],
      },
    });
  });

  it('reads an ID token: client from aud, name from cognito:username, no scope', () => {
    const parsed = parseClaims(idPayload());

    expect(parsed).toMatchObject({
      ok: true,
      claims: { clientId: 'client-1', username: 'alice', tokenUse: 'id', session: { id: 'session-1' }, scope: '' },
    });
  });

  it('reads a machine token: no user, no sign-in, so the token itself and when it was issued', () => {
    const parsed = parseClaims(machinePayload({ iat: 200 }));

    expect(parsed).toMatchObject({
      ok: true,
      claims: { sub: 'client-1', username: undefined, session: { kind: 'token', id: 'machine-1' }, signedInAt: 200 },
    });
    expect(parsed.ok && isMachineToken(parsed.claims)).toBe(true);
  });

  it('ignores claims that it does not know', () => {
    expect(parseClaims(accessPayload({ 'custom:admin': true, nbf: 'soon', aud: ['x'] }))).toMatchObject({ ok: true });
  });

  it.each(['sub', 'iss', 'client_id', 'username', 'origin_jti', 'jti'])('refuses a malformed %s', (claim) => {
    for (const value of NOT_IDENTIFIERS) {
      expect(parseClaims(accessPayload({ [claim]: value }))).toEqual({ ok: false, reason: 'malformed_claims' });
    }
  });

  it.each(['auth_time', 'iat', 'exp'])('refuses a malformed %s', (claim) => {
    for (const value of NOT_NUMERIC_DATES) {
      expect(parseClaims(accessPayload({ [claim]: value }))).toEqual({ ok: false, reason: 'malformed_claims' });
    }
  });

  it.each(['sub', 'iss', 'client_id', 'token_use', 'iat', 'exp', 'username', 'auth_time'])(
    'refuses a user token without %s',
    (claim) => {
      expect(parseClaims(accessPayload({ [claim]: undefined }))).toEqual({ ok: false, reason: 'malformed_claims' });
    },
  );

  it.each(['aud', 'cognito:username', 'auth_time'])('refuses an ID token without %s', (claim) => {
    expect(parseClaims(idPayload({ [claim]: undefined }))).toEqual({ ok: false, reason: 'malformed_claims' });
  });

  it.each([undefined, null, 'refresh', 'ACCESS', ['access'], 1])('refuses token_use %p', (tokenUse) => {
    expect(parseClaims(accessPayload({ token_use: tokenUse }))).toMatchObject({ ok: false });
  });

  it('takes an ID token for no access token, and the other way round', () => {
    expect(parseClaims(idPayload({ token_use: 'access' }))).toMatchObject({ ok: false });
    expect(parseClaims(accessPayload({ token_use: 'id' }))).toMatchObject({ ok: false });
  });

  it('refuses an ID token that claims to be of a machine', () => {
    const payload = idPayload({ sub: 'client-1', 'cognito:username': undefined, auth_time: undefined });

    expect(parseClaims(payload)).toEqual({ ok: false, reason: 'malformed_claims' });
  });

  it.each([
    ['access', accessPayload({ origin_jti: undefined })],
    ['access, without jti', accessPayload({ origin_jti: undefined, jti: undefined })],
    ['ID', idPayload({ origin_jti: undefined })],
    ['ID, without jti', idPayload({ origin_jti: undefined, jti: undefined })],
  ])(
    "calls a user's token without origin_jti not revocable, whatever its jti: its siblings have others (%s)",
    (_, payload) => {
      expect(parseClaims(payload)).toMatchObject({ ok: false, reason: 'not_revocable' });
    },
  );

  it('tells whose such a token is: a cut-off of the user needs no session', () => {
    expect(parseClaims(accessPayload({ origin_jti: undefined, auth_time: 7 }))).toMatchObject({
      claims: { userPoolId: POOL, sub: 'user-1', username: 'alice', signedInAt: 7 },
    });
  });

  it("calls a machine's token not revocable without jti, and keys it by nothing else", () => {
    expect(parseClaims(machinePayload({ jti: undefined }))).toMatchObject({ ok: false, reason: 'not_revocable' });
    expect(parseClaims(machinePayload({ jti: undefined, origin_jti: 'x' }))).toMatchObject({ ok: false });
    expect(parseClaims(machinePayload({ origin_jti: 'x' }))).toMatchObject({
      claims: { session: { kind: 'token', id: 'machine-1' } },
    });
  });

  it("takes a user's token without a jti of its own: its session is what counts", () => {
    expect(parseClaims(accessPayload({ jti: undefined }))).toMatchObject({
      claims: { session: { kind: 'session', id: 'session-1' } },
    });
  });

  it('takes groups only as an array of strings', () => {
    const groupsOf = (value: unknown) => {
      const parsed = parseClaims(accessPayload({ 'cognito:groups': value }));
      return parsed.ok ? parsed.claims.groups : undefined;
    };

    expect(groupsOf(['a', 1, null, 'b'])).toEqual(['a', 'b']);
    for (const value of [undefined, null, 'admins', { 0: 'admins' }, 1]) expect(groupsOf(value)).toEqual([]);
  });
});
