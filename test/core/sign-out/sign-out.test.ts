import { RevocationError } from '../../../lambda/core/errors';
import { signOut, type SignOutDependencies } from '../../../lambda/core/sign-out/sign-out';
import { parseSignOutParameters } from '../../../lambda/core/sign-out/sign-out-parameters';
import type { Verification } from '../../../lambda/core/token/verification';
import { createRevocationLookup } from '../../../lambda/core/verdict/revocation-lookup';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { accessPayload, machinePayload } from '../../support/tokens';

const T = 1_800_000_000;
const NOW = T * 1000 + 250;
const REFRESH_TOKEN_VALIDITY = 86_400 * 30;
/** From when it began: how long a session may bring forth tokens, and they may live. */
const LIFE = REFRESH_TOKEN_VALIDITY + 86_400 + 300;
const SESSION_KEY = 'us-east-1_Example#session#session-1';
const USER_KEY = 'us-east-1_Example#user#user-1';

type Payload = Record<string, unknown>;

/** A user pool with a signed-in user; a token is the name of a payload. */
function world(payloads: Record<string, Payload> = {}) {
  const known: Record<string, Payload> = { 'phone-token': phone(), 'laptop-token': laptop(), ...payloads };
  const revocations = new InMemoryRevocationStore();
  const userPool = new FakeUserPool();
  const clock = new StandingClock(NOW);
  const verify = (token: string): Promise<Verification> => {
    const payload = known[token];
    return Promise.resolve(
      payload === undefined ? { genuine: false, reason: 'malformed_token' } : { genuine: true, payload },
    );
  };
  const dependencies: SignOutDependencies = {
    verifier: { verify },
    findRevocations: createRevocationLookup(revocations, clock),
    revocations,
    userPool,
    clock,
    refreshTokenValidity: REFRESH_TOKEN_VALIDITY,
  };
  const by = (token: string | undefined, body: unknown = {}) =>
    signOut({ token, parsed: parseSignOutParameters(body), requestId: 'request-1' }, dependencies);
  return { by, revocations, userPool, clock, dependencies };
}

function phone(overrides: Payload = {}): Payload {
  return { ...accessPayload({ auth_time: T - 60, iat: T - 60, exp: T + 3600 }), ...overrides };
}

function laptop(overrides: Payload = {}): Payload {
  return phone({ origin_jti: 'session-2', jti: 'access-2', auth_time: T - 30, ...overrides });
}

describe('every sign-out', () => {
  it.each(['local', 'others', 'global'])('with a bad token is invalid_token, and writes nothing: %s', async (scope) => {
    const { by, revocations, userPool } = world();

    await expect(by('forged', { scope })).resolves.toMatchObject({ outcome: 'invalid_token' });
    await expect(by(undefined, { scope })).resolves.toMatchObject({ outcome: 'invalid_token' });
    expect(revocations.records.size).toBe(0);
    expect(userPool.calls).toEqual([]);
  });

  it('with a bad order is invalid_request, and writes nothing', async () => {
    const { by, revocations, userPool } = world();

    await expect(by('phone-token', { scope: 'all' })).resolves.toMatchObject({ outcome: 'invalid_request' });
    expect(revocations.records.size).toBe(0);
    expect(userPool.calls).toEqual([]);
  });

  it('tells a bad token before a bad order', async () => {
    const { by } = world();

    await expect(by('forged', { scope: 'all' })).resolves.toMatchObject({ outcome: 'invalid_token' });
    await by('phone-token');
    await expect(by('phone-token', { scope: 'all' })).resolves.toMatchObject({ outcome: 'invalid_token' });
  });

  it.each(['local', 'others', 'global'])('writes the record before it asks Cognito: %s', async (scope) => {
    const { by, revocations, userPool } = world();
    userPool.signIn('refresh-1', 'session-1');
    const recordsSeenByCognito: number[] = [];
    const { calls } = userPool;
    jest.spyOn(calls, 'push').mockImplementation(() => recordsSeenByCognito.push(revocations.records.size));

    await by('phone-token', { scope, ...(scope === 'local' && { refreshToken: 'refresh-1' }) });

    expect(recordsSeenByCognito.every((records) => records === 1)).toBe(true);
    expect(recordsSeenByCognito).toHaveLength({ local: 2, others: 0, global: 1 }[scope] ?? NaN);
  });

  it.each(['local', 'others', 'global'])(
    'throws if the record cannot be written, and leaves Cognito alone: %s',
    async (scope) => {
      const { by, revocations, userPool } = world();
      jest.spyOn(revocations, 'update').mockRejectedValue(new RevocationError('revocation_store_unavailable', 'down'));

      await expect(by('phone-token', { scope })).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
      expect(userPool.calls).toEqual([]);
    },
  );

  it.each(['local', 'others', 'global'])('keeps who, when, why and until when: %s', async (scope) => {
    const { by, revocations } = world();

    await by('phone-token', { scope });

    const [record] = revocations.records.values();
    expect(record?.revocation.expiresAt).toBe((scope === 'local' ? T - 60 : T) + LIFE);
    expect(record?.audit).toEqual({
      revokedAt: T,
      initiatedBy: 'user',
      actor: 'user-1',
      reason: `sign-out ${scope}`,
      requestId: 'request-1',
      // A user's record says by its key whose it is, and is of whatever client.
      ...(scope === 'local' && { sub: 'user-1', clientId: 'client-1' }),
    });
  });
});

describe("a user's token without origin_jti", () => {
  it.each(['local', 'others', 'global'])(
    'is invalid_token, whatever its jti, and writes nothing: %s',
    async (scope) => {
      const { by, revocations, userPool } = world({ old: phone({ origin_jti: undefined }) });

      await expect(by('old', { scope })).resolves.toEqual({ outcome: 'invalid_token', reason: 'not_revocable' });
      expect(revocations.records.size).toBe(0);
      expect(userPool.calls).toEqual([]);
    },
  );
});

describe('local', () => {
  it('revokes the session at once, without waiting', async () => {
    const { by, revocations, clock } = world();

    await expect(by('phone-token')).resolves.toEqual({
      outcome: 'partial',
      scope: 'local',
      signedOutAt: T,
      unfinished: ['refresh_token'],
    });
    expect([...revocations.records.keys()]).toEqual([SESSION_KEY]);
    expect(clock.waits).toEqual([]);
  });

  it("is complete with the session's refresh token, which it revokes after it has learnt whose it is", async () => {
    const { by, userPool } = world();
    userPool.signIn('refresh-1', 'session-1');

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({
      outcome: 'complete',
      unfinished: [],
    });
    expect(userPool.calls).toEqual(['refresh refresh-1', 'revoke refresh-1']);
  });

  it("leaves another session's refresh token alone, and says so", async () => {
    const { by, userPool } = world();
    userPool.signIn('refresh-2', 'session-2');

    await expect(by('phone-token', { refreshToken: 'refresh-2' })).resolves.toMatchObject({
      outcome: 'partial',
      unfinished: ['refresh_token'],
    });
    expect(userPool.refreshTokens.has('refresh-2')).toBe(true);
    expect(userPool.calls).toEqual(['refresh refresh-2']);
  });

  it('revokes the refresh token that replaced it, too', async () => {
    const { by, userPool } = world();
    userPool.signIn('refresh-1', 'session-1');
    userPool.rotated.set('refresh-1', 'refresh-1b');

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({ outcome: 'complete' });
    expect(userPool.calls).toEqual(['refresh refresh-1', 'revoke refresh-1', 'revoke refresh-1b']);
  });

  it('is partial if the refresh token that replaced it could not be revoked', async () => {
    const { by, userPool } = world();
    userPool.signIn('refresh-1', 'session-1');
    userPool.rotated.set('refresh-1', 'refresh-1b');
    jest.spyOn(userPool, 'revoke').mockResolvedValueOnce('revoked').mockResolvedValueOnce('failed');

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({ outcome: 'partial' });
  });

  it('revokes a refresh token that Cognito no longer accepts all the same: already gone is success', async () => {
    const { by, userPool } = world();

    await expect(by('phone-token', { refreshToken: 'dead' })).resolves.toMatchObject({ outcome: 'complete' });
    expect(userPool.calls).toEqual(['refresh dead', 'revoke dead']);
  });

  it('is partial if Cognito cannot be reached: the record stands', async () => {
    const { by, userPool, revocations } = world();
    userPool.isDown = true;

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({
      outcome: 'partial',
      unfinished: ['refresh_token'],
    });
    expect(revocations.records.has(SESSION_KEY)).toBe(true);
    expect(userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('leaves the refresh token of a client with a secret alone, and says so: the secret is not known here', async () => {
    const { by, userPool } = world();
    userPool.confidential.add('refresh-1');

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({
      outcome: 'partial',
      unfinished: ['refresh_token'],
    });
    expect(userPool.calls).toEqual(['refresh refresh-1']);
  });

  it('is complete again when it is sent again, whatever Cognito calls a dead refresh token', async () => {
    const { by, userPool } = world();
    await by('phone-token');
    jest.spyOn(userPool, 'revoke').mockResolvedValue('dead');

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({ outcome: 'complete' });
  });

  it('may be repeated by the session that it has ended', async () => {
    const { by, userPool } = world();
    userPool.signIn('refresh-1', 'session-1');
    await by('phone-token');

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({ outcome: 'complete' });
  });

  it('writes once, however often it is repeated, and by whichever token of the session', async () => {
    const refreshed = phone({ jti: 'access-1b', iat: T - 10 });
    const { by, revocations, clock } = world({ refreshed });
    const update = jest.spyOn(revocations, 'update');
    for (let times = 0; times < 10; times++) {
      await by('phone-token');
      await by('refreshed');
      clock.time += 1000;
    }

    expect(revocations.writes).toBe(1);
    expect(revocations.records.get(SESSION_KEY)?.audit.revokedAt).toBe(T);
    // What the verdict has found is known: not even a write on condition is tried.
    expect(update.mock.calls.map(([, , , known]) => known?.key)).toEqual([
      undefined,
      ...Array<string>(19).fill(SESSION_KEY),
    ]);
  });

  it('is partial where a rotation has replaced the refresh token: its successor may be alive', async () => {
    const { by, userPool } = world();
    userPool.usedUp.add('refresh-1');

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({
      unfinished: ['refresh_token'],
    });
    expect(userPool.calls).toEqual(['refresh refresh-1', 'revoke refresh-1']);
  });

  it.each([
    ['dead', 'complete'],
    ['another_client', 'partial'],
    ['client_refused', 'partial'],
    ['revocation_off', 'partial'],
    ['not_a_refresh_token', 'partial'],
    ['failed', 'partial'],
  ] as const)('of a refresh token of which Cognito says %s is %s', async (revocation, outcome) => {
    const { by, userPool } = world();
    userPool.signIn('refresh-1', 'session-1');
    jest.spyOn(userPool, 'revoke').mockResolvedValue(revocation);

    await expect(by('phone-token', { refreshToken: 'refresh-1' })).resolves.toMatchObject({ outcome });
  });

  it('may be asked for by a session that a global sign-out has ended', async () => {
    const { by } = world();
    await by('laptop-token', { scope: 'global' });

    await expect(by('phone-token')).resolves.toMatchObject({ outcome: 'partial', scope: 'local' });
  });
});

describe('others', () => {
  it('rejects the other sessions and not the caller', async () => {
    const { by, revocations, userPool } = world();

    await expect(by('laptop-token', { scope: 'others' })).resolves.toEqual({
      outcome: 'complete',
      scope: 'others',
      signedOutAt: T,
      unfinished: [],
    });
    expect(revocations.records.get(USER_KEY)?.revocation).toMatchObject({
      others: { validAfter: T, exemptSession: 'session-2' },
    });
    expect(userPool.calls).toEqual([]);
    await expect(by('phone-token', { scope: 'others' })).resolves.toMatchObject({ outcome: 'invalid_token' });
    await expect(by('laptop-token', { scope: 'others' })).resolves.toMatchObject({ outcome: 'complete' });
  });

  it('is answered when no later sign-in can be hit', async () => {
    const { by, clock } = world();

    await by('laptop-token', { scope: 'others' });

    expect(clock.waits).toEqual([(T + 1) * 1000 + 100]);
  });

  it('waits for a later cut-off of its own that is stored already, and answers that', async () => {
    const { by, clock } = world();
    clock.time += 2000;
    await by('laptop-token', { scope: 'others' });
    clock.time = NOW;
    clock.waits.length = 0;

    await expect(by('laptop-token', { scope: 'others' })).resolves.toMatchObject({ signedOutAt: T + 2 });
    expect(clock.waits).toEqual([(T + 3) * 1000 + 100]);
  });

  it('of a session that is revoked while it asks is invalid_token, and brings nothing back', async () => {
    const { by, revocations, clock } = world();
    const update = revocations.update.bind(revocations);
    jest.spyOn(revocations, 'update').mockImplementationOnce(async (...args) => {
      // The laptop is faster: it has been asked, and answered, between our verdict and our write.
      await by('laptop-token', { scope: 'others' });
      return update(...args);
    });

    await expect(by('phone-token', { scope: 'others' })).resolves.toMatchObject({ outcome: 'invalid_token' });
    expect(revocations.records.get(USER_KEY)?.revocation).toMatchObject({ others: { exemptSession: 'session-2' } });
    expect(clock.waits).toHaveLength(1);
  });

  it('of all sessions at once spares exactly one', async () => {
    const names = Array.from({ length: 6 }, (_, index) => `device-${String(index)}`);
    const { by, revocations } = world(
      Object.fromEntries(names.map((name) => [name, phone({ origin_jti: name, jti: name })])),
    );

    const results = await Promise.all(names.map((name) => by(name, { scope: 'others' })));

    expect(results.filter(({ outcome }) => outcome === 'complete')).toHaveLength(1);
    expect(results.filter(({ outcome }) => outcome === 'invalid_token')).toHaveLength(5);
    const winner = names[results.findIndex(({ outcome }) => outcome === 'complete')];
    expect(revocations.records.get(USER_KEY)?.revocation).toMatchObject({ others: { exemptSession: winner } });
  });
});

describe('global', () => {
  it('waits for an others sign-out that was recorded first: it would hit a sign-in of its second', async () => {
    const { by, clock } = world();
    clock.time = (T + 1) * 1000 - 50;
    await by('laptop-token', { scope: 'others' });
    clock.time = (T + 1) * 1000 - 150;
    clock.waits.length = 0;

    await expect(by('laptop-token', { scope: 'global' })).resolves.toMatchObject({ signedOutAt: T });
    expect(clock.waits).toEqual([(T + 2) * 1000 + 100]);
  });

  it('rejects every session, and ends them at Cognito by IAM, for the user that the token names by sub', async () => {
    const { by, revocations, userPool } = world();

    await expect(by('phone-token', { scope: 'global' })).resolves.toEqual({
      outcome: 'complete',
      scope: 'global',
      signedOutAt: T,
      unfinished: [],
    });
    expect(revocations.records.get(USER_KEY)?.revocation).toMatchObject({ tokensValidAfter: T });
    expect(userPool.calls).toEqual(['globalSignOut user-1 alice']);
    await expect(by('laptop-token', { scope: 'global' })).resolves.toMatchObject({ outcome: 'invalid_token' });
  });

  it('is partial if Cognito cannot be reached: the record stands', async () => {
    const { by, userPool, revocations } = world();
    userPool.isDown = true;

    await expect(by('phone-token', { scope: 'global' })).resolves.toMatchObject({
      outcome: 'partial',
      unfinished: ['cognito_global_sign_out'],
    });
    expect(revocations.records.has(USER_KEY)).toBe(true);
  });

  it.each([
    [T * 1000 + 899, T],
    [T * 1000 + 900, T + 1],
  ])('asked for at %i ms has the cut-off %i, and is answered in the second after it', async (now, cutOff) => {
    const { by, clock } = world();
    clock.time = now;

    await expect(by('phone-token', { scope: 'global' })).resolves.toMatchObject({ signedOutAt: cutOff });
    expect(clock.waits).toEqual([(cutOff + 1) * 1000 + 100]);
  });

  it("covers the caller whose auth_time is ahead of this function's clock", async () => {
    const { by, revocations } = world({ ahead: phone({ auth_time: T + 2 }) });

    await expect(by('ahead', { scope: 'global' })).resolves.toMatchObject({ signedOutAt: T + 2 });
    expect(revocations.records.get(USER_KEY)?.revocation).toMatchObject({ tokensValidAfter: T + 2 });
  });

  it.each([
    ['others', 5, 'complete'],
    ['others', 6, 'clock_skew'],
    ['global', 5, 'complete'],
    ['global', 6, 'clock_skew'],
  ])('bridges a clock difference of 5 s, and no more: %s, %i s', async (scope, ahead, expected) => {
    const { by, revocations } = world({ ahead: phone({ auth_time: T + ahead }) });

    const got = await by('ahead', { scope }).then(
      ({ outcome }) => outcome,
      (error: unknown) => (error as RevocationError).code,
    );

    expect(got).toBe(expected);
    expect(revocations.records.size).toBe(expected === 'complete' ? 1 : 0);
  });

  it.each([
    [(T + 1) * 1000 - 101, T],
    [(T + 1) * 1000 - 100, T + 1],
    [(T + 1) * 1000, T + 1],
    [(T + 3) * 1000 + 500, T + 3],
  ])("waits for Cognito's own second as well: it has acted by %i ms, so until %i is over", async (acted, second) => {
    const { by, clock, userPool } = world();
    jest.spyOn(userPool, 'globalSignOut').mockImplementation(() => {
      clock.time = acted;
      return Promise.resolve(true);
    });

    await expect(by('phone-token', { scope: 'global' })).resolves.toMatchObject({ signedOutAt: T });
    expect(clock.waits).toEqual([(second + 1) * 1000 + 100]);
  });

  it('waits for a later cut-off that somebody else has recorded', async () => {
    const { by, revocations, clock } = world();
    const later = { kind: 'user', key: USER_KEY, expiresAt: T + LIFE + 9, tokensValidAfter: T + 1 } as const;
    jest.spyOn(revocations, 'update').mockResolvedValueOnce(later);

    await expect(by('phone-token', { scope: 'global' })).resolves.toMatchObject({ signedOutAt: T + 1 });
    expect(clock.waits).toEqual([(T + 2) * 1000 + 100]);
  });

  it('of several sessions at once succeeds for all that were active when they asked', async () => {
    const { by, revocations } = world();

    const results = await Promise.all(
      ['phone-token', 'laptop-token', 'phone-token'].map((token) => by(token, { scope: 'global' })),
    );

    expect(results.map(({ outcome }) => outcome)).toEqual(['complete', 'complete', 'complete']);
    expect(revocations.records.get(USER_KEY)?.revocation).toMatchObject({ tokensValidAfter: T });
  });
});

describe('a machine token', () => {
  const machine = machinePayload({ iat: T - 60, exp: T + 3600 });

  it('signs itself out, which is complete: there is no refresh token', async () => {
    const { by, revocations, userPool } = world({ machine });

    await expect(by('machine')).resolves.toMatchObject({ outcome: 'complete', scope: 'local' });
    expect([...revocations.records.keys()]).toEqual(['us-east-1_Example#token#machine-1']);
    expect(userPool.calls).toEqual([]);
  });

  it.each([{ scope: 'others' }, { scope: 'global' }, { refreshToken: 'refresh-1' }])(
    'cannot ask for %p',
    async (body) => {
      const { by, revocations, userPool } = world({ machine });

      await expect(by('machine', body)).resolves.toMatchObject({ outcome: 'invalid_request' });
      expect(revocations.records.size).toBe(0);
      expect(userPool.calls).toEqual([]);
    },
  );
});
