import { RevocationError } from '../../../lambda/core/errors';
import type { Verification } from '../../../lambda/core/ports';
import { revokeToken, type TokenRevocationDependencies } from '../../../lambda/core/sign-out/token-revocation';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { accessPayload, machinePayload, POOL } from '../../support/tokens';

const T = 1_800_000_000;
const SESSION_KEY = `${POOL}#session#session-1`;

function world(verifications: Record<string, Verification> = {}) {
  const known: Record<string, Verification> = {
    'access-token': { genuine: true, payload: accessPayload() },
    'machine-token': { genuine: true, payload: machinePayload() },
    'token-of-client-9': { genuine: false, reason: 'wrong_client' },
    ...verifications,
  };
  const revocations = new InMemoryRevocationStore();
  const userPool = new FakeUserPool();
  userPool.refreshTokens.set('refresh-1', 'session-1');
  const dependencies: TokenRevocationDependencies = {
    sessionVerifier: {
      verify: (token) => Promise.resolve(known[token] ?? { genuine: false, reason: 'malformed_token' }),
    },
    clients: {
      authenticate: ({ clientId, clientSecret }) =>
        Promise.resolve(clientId !== 'client-3' && clientSecret === undefined),
    },
    revocations,
    userPool,
    clock: new StandingClock(T * 1000),
    userPoolId: POOL,
    refreshTokenValidity: 86_400,
  };
  const revoke = (token: string, client: { clientId: string; clientSecret?: string } = { clientId: 'client-1' }) =>
    revokeToken({ token, client, requestId: 'request-1' }, dependencies);
  return { revoke, revocations, userPool };
}

describe('a token revocation', () => {
  it('of an access or ID token ends its session, and asks nothing of Cognito', async () => {
    const { revoke, revocations, userPool } = world();

    await expect(revoke('access-token')).resolves.toEqual({ outcome: 'revoked' });
    expect([...revocations.records]).toEqual([
      [
        SESSION_KEY,
        {
          revocation: { kind: 'session', key: SESSION_KEY, expiresAt: T + 86_400 + 86_400 + 300 },
          audit: { revokedAt: T, actor: 'user-1', reason: 'token revocation', requestId: 'request-1' },
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

  it('of a token that can never be accepted is a success', async () => {
    const payload = accessPayload({ origin_jti: undefined, jti: undefined });
    const { revoke } = world({ old: { genuine: true, payload } });

    await expect(revoke('old')).resolves.toEqual({ outcome: 'nothing_to_revoke' });
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

  it('is a fault if Cognito does not say whose the refresh token is', async () => {
    const { revoke, userPool } = world();
    userPool.isDown = true;

    await expect(revoke('refresh-1')).rejects.toMatchObject({ code: 'user_pool_unavailable' });
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
    expect(userPool.calls).not.toContain(`revoke ${token}`);
  });
});
