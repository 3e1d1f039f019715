import type { Clock } from '../../../lambda/core/clock';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { timedStore, timedUserPool } from '../../../lambda/core/sign-out/step-durations';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { RecordingTelemetry } from '../../support/telemetry';

const audit = {
  revokedAt: 1,
  initiatedBy: 'user' as const,
  actor: 'user-1',
  reason: 'sign-out local',
  requestId: 'request-1',
};
const revocation: Revocation = { kind: 'session', key: 'pool-1#session#1', expiresAt: 100 };

/** Whoever looks at it sees that 5 ms have passed. */
function slowClock(): Clock {
  let time = 0;
  return { now: () => 0, waitUntil: () => Promise.resolve(), steady: () => (time += 5) };
}

describe('the time that a record takes', () => {
  const timed = () => {
    const store = new InMemoryRevocationStore();
    const telemetry = new RecordingTelemetry();
    return { store, telemetry, revocations: timedStore(store, slowClock(), telemetry) };
  };

  it('is told with the request, and the record is the store’s', async () => {
    const { store, telemetry, revocations } = timed();

    await expect(revocations.update(revocation.key, () => revocation, audit)).resolves.toBe(revocation);

    expect(store.writes).toBe(1);
    expect(telemetry.recordDurations).toEqual([5]);
    expect(telemetry.requestIds).toEqual(['request-1']);
  });

  it('is told of a record that fails as well', async () => {
    const { store, telemetry, revocations } = timed();
    store.fault = new Error('down');

    await expect(revocations.update(revocation.key, () => revocation, audit)).rejects.toThrow('down');

    expect(telemetry.recordDurations).toEqual([5]);
  });

  it('is not told where nothing had to be asked', async () => {
    const { telemetry, revocations } = timed();

    await expect(revocations.update(revocation.key, () => undefined, audit, revocation)).resolves.toBe(revocation);

    expect(telemetry.recordDurations).toEqual([]);
  });

  it('is not that of looking a revocation up', async () => {
    const { telemetry, revocations } = timed();
    await revocations.update(revocation.key, () => revocation, audit);

    await expect(revocations.find([revocation.key])).resolves.toEqual([revocation]);

    expect(telemetry.recordDurations).toHaveLength(1);
  });
});

describe('the time that Cognito takes', () => {
  it('is told of each call, and the answers are Cognito’s', async () => {
    const userPool = new FakeUserPool();
    const telemetry = new RecordingTelemetry();
    const timed = timedUserPool(userPool, slowClock(), telemetry);
    const client = { clientId: 'client-1' };
    userPool.users.set('alice', { sub: 'sub-1', username: 'alice' });
    userPool.signIn('token-1', 'session-1');

    await expect(timed.findUser('alice')).resolves.toEqual({ sub: 'sub-1', username: 'alice' });
    await expect(timed.globalSignOut({ sub: 'sub-1', username: 'alice' })).resolves.toBe(true);
    await expect(timed.globalSignOutBySub('sub-1')).resolves.toBe(true);
    await expect(timed.refresh('token-1', client, 'device-1')).resolves.toMatchObject({ outcome: 'accepted' });
    await expect(timed.revoke('token-1', client)).resolves.toBe('revoked');

    expect(userPool.calls).toContain('refresh token-1 on device-1');
    expect(telemetry.cognitoDurations).toEqual([
      ['find_user', 5],
      ['global_sign_out', 5],
      ['global_sign_out', 5],
      ['refresh', 5],
      ['revoke', 5],
    ]);
  });

  it('is told of a call that fails as well', async () => {
    const userPool = new FakeUserPool();
    const telemetry = new RecordingTelemetry();
    userPool.isDown = true;

    await expect(timedUserPool(userPool, slowClock(), telemetry).findUser('alice')).rejects.toThrow();

    expect(telemetry.cognitoDurations).toEqual([['find_user', 5]]);
  });
});
