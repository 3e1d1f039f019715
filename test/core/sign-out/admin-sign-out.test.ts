import { RevocationError } from '../../../lambda/core/errors';
import { adminSignOut, type AdminSignOutDependencies } from '../../../lambda/core/sign-out/admin-sign-out';
import { parseAdminSignOutParameters } from '../../../lambda/core/sign-out/admin-sign-out-parameters';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { POOL } from '../../support/tokens';

const T = 1_800_000_000;
const NOW = T * 1000 + 250;
const EXPIRES_AT = T + 86_400 + 86_400 + 300;
const USER_KEY = `${POOL}#user#user-1`;

function world() {
  const revocations = new InMemoryRevocationStore();
  const userPool = new FakeUserPool();
  userPool.users.set('alice', { sub: 'user-1', username: 'alice' });
  userPool.users.set('alice@example.com', { sub: 'user-1', username: 'alice' });
  const clock = new StandingClock(NOW);
  const dependencies: AdminSignOutDependencies = {
    revocations,
    userPool,
    clock,
    userPoolId: POOL,
    userPoolClientIds: ['client-1', 'client-2'],
    refreshTokenValidity: 86_400,
  };
  const signOut = (body: Record<string, unknown>) =>
    adminSignOut(
      {
        parsed: parseAdminSignOutParameters({ reason: 'lost device', ...body }),
        actor: 'arn:aws:iam::000000000000:role/support',
        requestId: 'request-1',
      },
      dependencies,
    );
  const storedUnder = (key: string) => revocations.records.get(key);
  return { signOut, storedUnder, revocations, userPool, clock };
}

describe("an administrator's sign-out of a user", () => {
  it.each(['alice', 'alice@example.com'])('by name or alias reaches the same record: %s', async (username) => {
    const { signOut, storedUnder, userPool } = world();

    await expect(signOut({ username })).resolves.toEqual({
      outcome: 'complete',
      scope: 'user',
      signedOutAt: T,
      unfinished: [],
    });
    expect(storedUnder(USER_KEY)).toEqual({
      revocation: { kind: 'user', key: USER_KEY, expiresAt: EXPIRES_AT, tokensValidAfter: T },
      audit: {
        revokedAt: T,
        initiatedBy: 'admin',
        actor: 'arn:aws:iam::000000000000:role/support',
        reason: 'lost device',
        requestId: 'request-1',
      },
    });
    expect(userPool.calls).toEqual([`findUser ${username}`, 'globalSignOut user-1 alice']);
  });

  it('by sub needs no such user in the pool: the tokens of a deleted one live', async () => {
    const { signOut, storedUnder, userPool } = world();

    await expect(signOut({ sub: 'deleted-1' })).resolves.toMatchObject({ outcome: 'complete', scope: 'user' });
    expect(storedUnder(`${POOL}#user#deleted-1`)).toBeDefined();
    expect(userPool.calls).toEqual(['globalSignOutBySub deleted-1']);
  });

  it('answers when nobody who signs in from then on is covered', async () => {
    const { signOut, clock } = world();
    await signOut({ sub: 'user-1' });

    expect(clock.waits).toEqual([(T + 1) * 1000 + 100]);
  });

  it('by a name that nobody has records nothing', async () => {
    const { signOut, revocations, userPool } = world();

    await expect(signOut({ username: 'nobody' })).resolves.toEqual({ outcome: 'unknown_user' });
    expect(revocations.records.size).toBe(0);
    expect(userPool.calls).toEqual(['findUser nobody']);
  });

  it('is partial if Cognito did not end the sessions as well', async () => {
    const { signOut, storedUnder, userPool } = world();
    userPool.isDown = true;

    await expect(signOut({ sub: 'user-1' })).resolves.toMatchObject({
      outcome: 'partial',
      unfinished: ['cognito_global_sign_out'],
    });
    expect(storedUnder(USER_KEY)).toBeDefined();
  });

  it('is a fault if the user could not be looked up', async () => {
    const { signOut, userPool, revocations } = world();
    userPool.isDown = true;

    await expect(signOut({ username: 'alice' })).rejects.toMatchObject({ code: 'user_pool_unavailable' });
    expect(revocations.records.size).toBe(0);
  });

  it('is a fault if it could not be recorded, and asks nothing of Cognito', async () => {
    const { signOut, userPool, revocations } = world();
    revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(signOut({ sub: 'user-1' })).rejects.toBe(revocations.fault);
    expect(userPool.calls).toEqual([]);
  });
});

describe("an administrator's sign-out of one session", () => {
  const KEY = `${POOL}#session#session-7`;

  it.each([{ sub: 'user-1' }, { username: 'alice' }])('of %j records it, and nothing of the user', async (user) => {
    const { signOut, storedUnder, revocations, clock } = world();

    await expect(signOut({ ...user, sessionId: 'session-7' })).resolves.toEqual({
      outcome: 'partial',
      scope: 'session',
      signedOutAt: T,
      unfinished: ['refresh_token'],
    });
    expect([...revocations.records.keys()]).toEqual([KEY]);
    // Its refresh token may be as young as now.
    expect(storedUnder(KEY)?.revocation).toMatchObject({ kind: 'session', expiresAt: EXPIRES_AT });
    expect(clock.waits).toEqual([]);
  });

  it('leaves a record that is there, which says who ended it', async () => {
    const { signOut, storedUnder, revocations } = world();
    await signOut({ sub: 'user-1', sessionId: 'session-7' });
    const before = storedUnder(KEY);
    const { writes } = revocations;

    await expect(signOut({ sub: 'user-2', sessionId: 'session-7' })).resolves.toMatchObject({ outcome: 'partial' });
    expect(storedUnder(KEY)).toBe(before);
    expect(revocations.writes).toBe(writes);
  });

  it('of a name that nobody has records nothing', async () => {
    const { signOut, revocations } = world();

    await expect(signOut({ username: 'nobody', sessionId: 'session-7' })).resolves.toEqual({
      outcome: 'unknown_user',
    });
    expect(revocations.records.size).toBe(0);
  });

  it.each([
    [{ clientId: 'client-2', sessionId: 'session-7' }, 'sessionId goes with a user only: username or sub'],
    [{ userPool: true, sessionId: 'session-7' }, 'sessionId goes with a user only: username or sub'],
    [{ sub: 'user-1', sessionId: '' }, 'sessionId must be the id of a session (claim origin_jti)'],
    [{ sub: 'user-1', sessionId: null }, 'sessionId must be the id of a session (claim origin_jti)'],
    [{ sub: 'user-1', sessionId: 'a b' }, 'sessionId must be the id of a session (claim origin_jti)'],
    [{ sub: 'user-1', sessionId: 'x'.repeat(257) }, 'sessionId must be the id of a session (claim origin_jti)'],
    [{ sessionId: 'session-7' }, 'exactly one of these must be given: username, sub, clientId, userPool'],
  ])('is refused by %j', async (body, description) => {
    const { signOut, revocations } = world();

    await expect(signOut(body)).resolves.toEqual({ outcome: 'invalid_request', description });
    expect(revocations.records.size).toBe(0);
  });
});

describe.each([
  ['a client', { clientId: 'client-2' }, 'client', `${POOL}#client#client-2`],
  ['the pool', { userPool: true }, 'pool', `${POOL}#pool#${POOL}`],
])("an administrator's sign-out of %s", (_, body, kind, key) => {
  it('records a cut-off', async () => {
    const { signOut, storedUnder, userPool } = world();

    await expect(signOut(body)).resolves.toEqual({
      outcome: 'complete',
      scope: kind === 'pool' ? 'userPool' : 'client',
      signedOutAt: T,
      unfinished: [],
    });
    expect(storedUnder(key)?.revocation).toEqual({ kind, key, expiresAt: EXPIRES_AT, tokensValidAfter: T });
    expect(userPool.calls).toEqual([]);
  });

  it('answers when every process has read it', async () => {
    const { signOut, clock } = world();
    await signOut(body);

    expect(clock.time).toBe(NOW + 5000 + 100);
  });

  it('waits for as long if the wall clock is set forward meanwhile', async () => {
    const { signOut, clock } = world();
    let steady = 0;
    Object.assign(clock, {
      steady: () => steady,
      waitUntil: (time: number) => {
        const leap = clock.waits.length === 0 ? 60_000 : 0;
        steady += Math.max(0, time - clock.time) / 2;
        clock.waits.push(time);
        clock.time = time + leap;
        return Promise.resolve();
      },
    });
    await signOut(body);

    expect(steady).toBeGreaterThanOrEqual(5099);
  });

  it('does not move a later cut-off back, and answers it', async () => {
    const { signOut, revocations, storedUnder } = world();
    const later = { kind: kind as 'client', key, expiresAt: EXPIRES_AT + 2, tokensValidAfter: T + 2 };
    await revocations.update(key, () => later, {
      revokedAt: T,
      initiatedBy: 'user',
      actor: 'x',
      reason: 'x',
      requestId: 'x',
    });

    await expect(signOut(body)).resolves.toMatchObject({ signedOutAt: T + 2 });
    expect(storedUnder(key)?.revocation).toEqual(later);
  });
});

it('refuses a client whose tokens nobody accepts', async () => {
  const { signOut, revocations } = world();

  await expect(signOut({ clientId: 'client-3' })).resolves.toMatchObject({ outcome: 'invalid_request' });
  expect(revocations.records.size).toBe(0);
});

describe('the parameters', () => {
  const ONE_OF = 'exactly one of these must be given: username, sub, clientId, userPool';

  it.each([
    [undefined, 'the body must be a JSON object'],
    [null, 'the body must be a JSON object'],
    [[], 'the body must be a JSON object'],
    ['alice', 'the body must be a JSON object'],
    [{ reason: 'why' }, ONE_OF],
    [{ username: 'alice', sub: 'user-1', reason: 'why' }, ONE_OF],
    [{ sub: 'user-1', userPool: true, reason: 'why' }, ONE_OF],
    [
      { user: 'alice', reason: 'why' },
      'unknown member; allowed are: username, sub, clientId, userPool, sessionId, reason',
    ],
    [{ username: '', reason: 'why' }, 'username must be a username or an alias, of 1 to 128 characters and no spaces'],
    [{ username: 7, reason: 'why' }, 'username must be a username or an alias, of 1 to 128 characters and no spaces'],
    [
      { username: null, reason: 'why' },
      'username must be a username or an alias, of 1 to 128 characters and no spaces',
    ],
    [{ sub: 'x" or "1', reason: 'why' }, 'sub must be a user id (claim sub)'],
    [{ sub: '', reason: 'why' }, 'sub must be a user id (claim sub)'],
    [{ clientId: ['client-1'], reason: 'why' }, 'clientId must be an app client id'],
    [{ userPool: 'true', reason: 'why' }, 'userPool must be true'],
    [{ userPool: false, reason: 'why' }, 'userPool must be true'],
    [{ sub: 'user-1' }, 'reason must be a text of 1 to 256 characters'],
    [{ sub: 'user-1', reason: '' }, 'reason must be a text of 1 to 256 characters'],
    [{ sub: 'user-1', reason: '  ' }, 'reason must be a text of 1 to 256 characters'],
    [{ sub: 'user-1', reason: 'x'.repeat(257) }, 'reason must be a text of 1 to 256 characters'],
    [{ sub: 'user-1', reason: null }, 'reason must be a text of 1 to 256 characters'],
  ])('%j are refused, and told why', (body, description) => {
    expect(parseAdminSignOutParameters(body)).toEqual({ ok: false, description });
  });

  it.each([
    { username: 'Google_123' },
    { username: 'alice+1@example.com' },
    { username: 'x'.repeat(128) },
    { sub: '3a5e1c0e-0000-4000-8000-000000000000' },
    { clientId: 'client-1' },
    { userPool: true },
  ])('%j are accepted', (target) => {
    expect(parseAdminSignOutParameters({ ...target, reason: 'x'.repeat(256) })).toMatchObject({ ok: true });
  });
});
