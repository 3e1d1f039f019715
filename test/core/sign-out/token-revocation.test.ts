import { RevocationError } from '../../../lambda/core/errors';
import { createRefreshTokenSessions } from '../../../lambda/core/sign-out/refresh-token-session';
import { revokeToken, type TokenRevocationDependencies } from '../../../lambda/core/sign-out/token-revocation';
import type { Verification } from '../../../lambda/core/token/verification';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { accessPayload, ISSUER, machinePayload, POOL } from '../../support/tokens';

const T = 1_800_000_000;
const SESSION_KEY = `${POOL}#session#session-1`;
const REFRESH_TOKEN_VALIDITY = 86_400;
/** From when it began: how long a session may bring forth tokens, and they may live. */
const LIFE = REFRESH_TOKEN_VALIDITY + 86_400 + 300;

function world(verifications: Record<string, Verification> = {}) {
  const known: Record<string, Verification> = {
    'access-token': { genuine: true, payload: accessPayload({ auth_time: T - 60, iat: T - 60 }) },
    'machine-token': { genuine: true, payload: machinePayload({ iat: T - 60 }) },
    'token-of-client-9': { genuine: false, reason: 'wrong_client' },
    ...verifications,
  };
  const revocations = new InMemoryRevocationStore();
  const userPool = new FakeUserPool();
  userPool.signIn('refresh-1', 'session-1', { auth_time: T - 60, iat: T });
  const clock = new StandingClock(T * 1000);
  const learning = { revocations, userPool, clock, userPoolId: POOL, refreshTokenValidity: REFRESH_TOKEN_VALIDITY };
  const dependencies: TokenRevocationDependencies = {
    sessionVerifier: {
      verify: (token) => Promise.resolve(known[token] ?? { genuine: false, reason: 'malformed_token' }),
    },
    clients: {
      authenticate: ({ clientId, clientSecret }, { afresh = false } = {}) =>
        Promise.resolve(clientId !== 'client-3' && (clientSecret === undefined || (clientSecret === 'old' && !afresh))),
    },
    revocations,
    userPool,
    clock,
    userPoolId: POOL,
    refreshTokens: createRefreshTokenSessions(learning),
    refreshTokenValidity: REFRESH_TOKEN_VALIDITY,
  };
  const revoke = (
    token: string,
    client: { clientId: string; clientSecret?: string } = { clientId: 'client-1' },
    deviceKey?: string,
  ) => revokeToken({ token, client, deviceKey, requestId: 'request-1' }, dependencies);
  return { revoke, revocations, userPool, clock };
}

describe('a token revocation', () => {
  it('of an access or ID token ends its session, and asks nothing of Cognito', async () => {
    const { revoke, revocations, userPool } = world();

    await expect(revoke('access-token')).resolves.toEqual({ outcome: 'revoked' });
    expect([...revocations.records]).toEqual([
      [
        SESSION_KEY,
        {
          revocation: { kind: 'session', key: SESSION_KEY, expiresAt: T - 60 + LIFE },
          audit: {
            revokedAt: T,
            initiatedBy: 'user',
            sub: 'user-1',
            clientId: 'client-1',
            actor: 'user-1',
            reason: 'token revocation',
            requestId: 'request-1',
          },
        },
      ],
    ]);
    expect(userPool.calls).toEqual([]);
  });

  it('of a machine token ends that token', async () => {
    const { revoke, revocations } = world();
    await revoke('machine-token');

    expect([...revocations.records.keys()]).toEqual([`${POOL}#token#machine-1`]);
  });

  it('of a refresh token ends its session, before Cognito revokes it', async () => {
    const { revoke, revocations, userPool } = world();
    const recorded: number[] = [];
    const { calls } = userPool;
    jest.spyOn(calls, 'push').mockImplementation(() => recorded.push(revocations.records.size));

    await expect(revoke('refresh-1')).resolves.toEqual({ outcome: 'revoked' });
    expect([...revocations.records.keys()]).toEqual([SESSION_KEY]);
    expect(recorded).toEqual([0, 1]);
  });

  it('of a refresh token revokes the one that replaces it as well', async () => {
    const { revoke, userPool } = world();
    userPool.rotated.set('refresh-1', 'refresh-1b');
    await revoke('refresh-1');

    expect(userPool.calls).toEqual(['refresh refresh-1', 'revoke refresh-1', 'revoke refresh-1b']);
  });

  it.each([
    ['unknown', 'no token at all', undefined],
    ['forged', 'forged', 'bad_signature'],
    ['of another pool', 'foreign', 'wrong_issuer'],
  ] as const)('of a token that is %s is a success, and records nothing', async (_, token, reason) => {
    const { revoke, revocations } = world(reason === undefined ? {} : { [token]: { genuine: false, reason } });

    await expect(revoke(token)).resolves.toEqual({ outcome: 'nothing_to_revoke' });
    expect(revocations.records.size).toBe(0);
  });

  it.each([
    ['access token', accessPayload({ origin_jti: undefined })],
    ['access token, without jti', accessPayload({ origin_jti: undefined, jti: undefined })],
    ['token that lacks what the rules read', accessPayload({ auth_time: undefined })],
  ])('of a token that names no session says so, and records nothing: %s', async (_, payload) => {
    const { revoke, revocations } = world({ old: { genuine: true, payload } });

    await expect(revoke('old')).resolves.toEqual({ outcome: 'unsupported_token_type' });
    expect(revocations.records.size).toBe(0);
  });

  it.each([
    [LIFE - 1, 'revoked', 1],
    [LIFE, 'nothing_to_revoke', 0],
    [LIFE + 1, 'nothing_to_revoke', 0],
  ] as const)('of a session that began %i s ago, and lives that long at most, is %s', async (age, outcome, writes) => {
    const payload = accessPayload({ auth_time: T - age, iat: T - age, exp: T - age + 3600 });
    const { revoke, revocations } = world({ old: { genuine: true, payload } });

    await expect(revoke('old')).resolves.toEqual({ outcome });
    expect(revocations.writes).toBe(writes);
  });

  it.each([
    [86_400 + 299, 'revoked'],
    [86_400 + 300, 'nothing_to_revoke'],
  ] as const)('of a machine token that was issued %i s ago is %s: it has no refresh token', async (age, outcome) => {
    const { revoke } = world({ old: { genuine: true, payload: machinePayload({ iat: T - age, exp: T - age + 1 }) } });

    await expect(revoke('old')).resolves.toEqual({ outcome });
  });

  it('writes once, however often the token is sent', async () => {
    const { revoke, revocations, clock } = world();
    for (let times = 0; times < 10; times++) {
      await expect(revoke('access-token')).resolves.toEqual({ outcome: 'revoked' });
      clock.time += 60_000;
    }

    expect(revocations.writes).toBe(1);
    expect(revocations.records.get(SESSION_KEY)?.audit.revokedAt).toBe(T);
  });

  it.each([
    ['access token', 'access-token', 'client-2'],
    ['access token of a client that is not accepted', 'token-of-client-9', 'client-1'],
    ['refresh token', 'refresh-of-client-2', 'client-1'],
  ])('of another client is refused, and leaves it alive: %s', async (_, token, clientId) => {
    const { revoke, revocations, userPool } = world();
    userPool.foreign.add('refresh-of-client-2');

    await expect(revoke(token, { clientId })).resolves.toEqual({ outcome: 'invalid_grant' });
    expect(revocations.records.size).toBe(0);
  });

  it.each([{ clientId: 'client-3' }, { clientId: 'client-1', clientSecret: 'wrong' }])(
    'for a client that is not authenticated does nothing: %j',
    async (client) => {
      const { revoke, revocations, userPool } = world();

      await expect(revoke('access-token', client)).resolves.toEqual({ outcome: 'invalid_client' });
      expect(revocations.records.size).toBe(0);
      expect(userPool.calls).toEqual([]);
    },
  );

  it("names a remembered device to Cognito: without its key it refuses that device's refresh token", async () => {
    const { revoke, userPool } = world();
    await revoke('refresh-1', undefined, 'us-east-1_device');

    expect(userPool.calls[0]).toBe('refresh refresh-1 on us-east-1_device');
  });

  it.each([
    ['revoked', 'nothing_to_revoke'],
    ['dead', 'nothing_to_revoke'],
    ['not_a_refresh_token', 'nothing_to_revoke'],
    ['client_refused', 'invalid_client'],
    ['another_client', 'invalid_grant'],
    ['revocation_off', 'unsupported_token_type'],
  ] as const)('of a refresh token that tells nothing, of which Cognito says %s, is %s', async (said, outcome) => {
    const { revoke, userPool } = world();
    jest.spyOn(userPool, 'revoke').mockResolvedValue(said);

    await expect(revoke('unheard-of')).resolves.toEqual({ outcome });
  });

  it.each(['dead', 'another_client', 'revocation_off', 'not_a_refresh_token'] as const)(
    'of a refresh token that told its session is done, even if Cognito then says %s',
    async (said) => {
      const { revoke, revocations, userPool } = world();
      jest.spyOn(userPool, 'revoke').mockResolvedValue(said);

      await expect(revoke('refresh-1')).resolves.toEqual({ outcome: 'revoked' });
      expect(revocations.records.has(SESSION_KEY)).toBe(true);
    },
  );

  it('of a refresh token whose client has token revocation switched off says so', async () => {
    const { revoke, revocations, userPool } = world();
    userPool.signIn('refresh-off', undefined);
    jest.spyOn(userPool, 'revoke').mockResolvedValue('revocation_off');

    await expect(revoke('refresh-off')).resolves.toEqual({ outcome: 'unsupported_token_type' });
    expect(revocations.records.size).toBe(0);
  });

  it('of a refresh token that a rotation has replaced is no success: its session may be alive', async () => {
    const { revoke, userPool } = world();
    userPool.usedUp.add('refresh-0');

    await expect(revoke('refresh-0')).resolves.toEqual({ outcome: 'used_up' });
    expect(userPool.calls).toEqual(['refresh refresh-0']);
  });

  it('is a fault if Cognito does not say whose the refresh token is', async () => {
    const { revoke, userPool } = world();
    userPool.isDown = true;

    await expect(revoke('refresh-1')).rejects.toMatchObject({ code: 'user_pool_unavailable' });
    expect(userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('for a client whose secret was replaced a moment ago is refused: Cognito has refused it, and not the token', async () => {
    const { revoke, userPool } = world();

    await expect(revoke('living', { clientId: 'client-1', clientSecret: 'old' })).resolves.toEqual({
      outcome: 'invalid_client',
    });
    expect(userPool.calls).toEqual(['refresh living']);
  });

  it('for a client that Cognito refuses is refused, and records nothing', async () => {
    const { revoke, revocations, userPool } = world();
    userPool.confidential.add('refresh-1');

    await expect(revoke('refresh-1')).resolves.toEqual({ outcome: 'invalid_client' });
    expect(revocations.records.size).toBe(0);
    expect(userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('of a JWT of this pool that cannot be read is no success: it may be a living one, with a space', async () => {
    const jwtOf = (iss: string) => ` x.${Buffer.from(JSON.stringify({ iss })).toString('base64url')}.x`;
    const { revoke, userPool } = world();

    await expect(revoke(jwtOf(ISSUER))).resolves.toEqual({ outcome: 'unsupported_token_type' });
    expect(userPool.calls).toEqual([]);
    await expect(revoke(jwtOf(`${ISSUER}2`))).resolves.toEqual({ outcome: 'nothing_to_revoke' });
  });

  it('of a client that rotates refresh tokens is done once it is recorded: what is left is used up, or known to nobody', async () => {
    const { revoke, userPool } = world();
    userPool.rotated.set('refresh-1', 'refresh-1b');
    jest.spyOn(userPool, 'revoke').mockResolvedValue('failed');

    await expect(revoke('refresh-1')).resolves.toEqual({ outcome: 'revoked' });
  });

  it('is a fault if Cognito does not revoke it: the client must try again', async () => {
    const { revoke, userPool } = world();
    jest.spyOn(userPool, 'revoke').mockResolvedValue('failed');

    await expect(revoke('refresh-1')).rejects.toMatchObject({ code: 'user_pool_unavailable' });
  });

  it.each(['access-token', 'refresh-1'])('is a fault if it could not be recorded: %s', async (token) => {
    const { revoke, revocations, userPool } = world();
    revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(revoke(token)).rejects.toBe(revocations.fault);
    expect(userPool.calls).toEqual([]);
  });
});
