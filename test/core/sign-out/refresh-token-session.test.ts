import { RevocationError } from '../../../lambda/core/errors';
import { createRefreshTokenSessions, type Learned } from '../../../lambda/core/sign-out/refresh-token-session';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { POOL } from '../../support/tokens';

const T = 1_800_000_000;
const CLIENT = { clientId: 'client-1' };
const AUDIT = { revokedAt: T, initiatedBy: 'user' as const, actor: 'client-1', reason: 'test', requestId: 'request-1' };
const DOWN = new RevocationError('revocation_store_unavailable', 'down');

function world() {
  const revocations = new InMemoryRevocationStore();
  const userPool = new FakeUserPool();
  userPool.signIn('refresh-1', 'session-1', { auth_time: T - 60, iat: T });
  const clock = new StandingClock(T * 1000);
  const dependencies = { revocations, userPool, userPoolId: POOL, clock, refreshTokenValidity: 86_400 };
  return { ...dependencies, sessions: createRefreshTokenSessions(dependencies) };
}

/** As of a client that rotates refresh tokens. */
function rotatingWorld() {
  const it = world();
  it.userPool.rotated.set('refresh-1', 'refresh-2');
  return it;
}

function learnedIn(learning: Learned) {
  if (learning.outcome !== 'learned') throw new Error(learning.outcome);
  return learning.learned;
}

describe('learning whose a refresh token is', () => {
  it('does not use it where the store cannot be read: it might be used up, and nothing be recorded', async () => {
    const { sessions, revocations, userPool } = rotatingWorld();
    revocations.fault = DOWN;

    await expect(sessions.learn('refresh-1', CLIENT)).rejects.toBe(DOWN);
    expect(userPool.calls).toEqual([]);
  });

  it.each(['refused', 'used_up'] as const)('tells that it is %s', async (outcome) => {
    const { sessions, userPool } = world();
    if (outcome === 'used_up') userPool.usedUp.add('another');

    await expect(sessions.learn('another', CLIENT)).resolves.toEqual({ outcome });
  });

  it('tells that its tokens name no session', async () => {
    const { sessions, userPool } = world();
    userPool.signIn('refresh-off', undefined);

    await expect(sessions.learn('refresh-off', CLIENT)).resolves.toEqual({ outcome: 'not_revocable' });
  });

  it.each([
    ['Cognito, or a trigger of the pool, does not say', (userPool: FakeUserPool) => (userPool.isDown = true)],
    [
      'the new tokens lack what the rules read',
      (userPool: FakeUserPool) => {
        userPool.signIn('refresh-1', 'session-1', { sub: undefined });
      },
    ],
  ])('is a fault if %s', async (_, arrange) => {
    const { sessions, userPool } = world();
    arrange(userPool);

    await expect(sessions.learn('refresh-1', CLIENT)).rejects.toMatchObject({ code: 'user_pool_unavailable' });
    expect(userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('tells operators why Cognito did not say', async () => {
    const { sessions, userPool } = world();
    userPool.isDown = true;

    await expect(sessions.learn('refresh-1', CLIENT)).rejects.toMatchObject({ cause: new Error('down') });
  });
});

describe('recording what was learned', () => {
  it('fails at once where the refresh token is good for another try', async () => {
    const { sessions, revocations, clock } = world();
    const learned = learnedIn(await sessions.learn('refresh-1', CLIENT));
    revocations.fault = DOWN;

    await expect(sessions.record(learned, AUDIT)).rejects.toBe(DOWN);
    expect(clock.waits).toEqual([]);
  });

  it('is tried again where learning has used the refresh token up, until the store is there', async () => {
    const { sessions, revocations, clock, userPool } = rotatingWorld();
    const learned = learnedIn(await sessions.learn('refresh-1', CLIENT));
    jest.spyOn(revocations, 'update').mockRejectedValueOnce(DOWN).mockRejectedValueOnce(DOWN);

    await sessions.record(learned, AUDIT);

    expect(revocations.records.has(`${POOL}#session#session-1`)).toBe(true);
    expect(clock.waits).toHaveLength(2);
    expect(userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('gives up when it is time to answer, reckoned from when the session began to be learned', async () => {
    const { sessions, revocations, clock } = rotatingWorld();
    const learned = learnedIn(await sessions.learn('refresh-1', CLIENT));
    clock.time += 7000;
    revocations.fault = DOWN;

    await expect(sessions.record(learned, AUDIT)).rejects.toBe(DOWN);
    expect(clock.time).toBe(T * 1000 + 12_000);
  });

  it('leaves the successor alone when it gives up: revoked, it might make the used-up token look dead', async () => {
    const { sessions, revocations, userPool } = rotatingWorld();
    const learned = learnedIn(await sessions.learn('refresh-1', CLIENT));
    revocations.fault = DOWN;
    await expect(sessions.record(learned, AUDIT)).rejects.toBe(DOWN);

    expect(userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('can be done later, by whoever comes with the used-up refresh token again', async () => {
    const { sessions, revocations, userPool } = rotatingWorld();
    const first = learnedIn(await sessions.learn('refresh-1', CLIENT));
    revocations.fault = DOWN;
    await expect(sessions.record(first, AUDIT)).rejects.toBe(DOWN);
    revocations.fault = undefined;

    for (const client of [{ clientId: 'client-2' }, { ...CLIENT, clientSecret: 'wrong' }]) {
      await expect(sessions.learn('refresh-1', client)).resolves.toEqual({ outcome: 'used_up' });
    }
    const again = learnedIn(await sessions.learn('refresh-1', CLIENT));
    await sessions.record(again, AUDIT);
    expect(revocations.records.has(`${POOL}#session#session-1`)).toBe(true);

    // Then it is forgotten.
    await expect(sessions.learn('refresh-1', CLIENT)).resolves.toEqual({ outcome: 'used_up' });
    expect(userPool.calls.filter((call) => call === 'refresh refresh-1')).toHaveLength(4);
  });
});
