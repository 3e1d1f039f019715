import { RevocationError } from '../../../lambda/core/errors';
import { auditAt } from '../../../lambda/core/revocation/audit';
import { recordSession } from '../../../lambda/core/revocation/record-session';
import { sessionKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { deviceOf, MAX_USER_AGENT_LENGTH } from '../../../lambda/core/sessions/registered-session';
import { registerSession, type Registration } from '../../../lambda/core/sessions/register-session';
import { sessionNamed } from '../../support/claims';
import { machinePayload } from '../../support/tokens';
import { createSessionWorld, NOW, REFRESH_TOKEN_VALIDITY, tokenOf, USER } from './world';

const UNLABELLED = { ok: true, label: undefined } as const;
const AUDIT = auditAt(NOW * 1000, { initiatedBy: 'user', actor: 'user-1', reason: 'test', requestId: 'request-0' });

function register(
  world: ReturnType<typeof createSessionWorld>,
  token: string | undefined,
  overrides: Partial<Registration> = {},
) {
  return registerSession(
    { token, parsed: UNLABELLED, device: {}, requestId: 'request-1', ...overrides },
    world.dependencies,
  );
}

async function end(world: ReturnType<typeof createSessionWorld>, sessionId: string): Promise<void> {
  const session = { ...USER, session: sessionNamed(sessionId), signedInAt: NOW - 60, issuedAt: NOW };
  await recordSession(session, AUDIT, world.dependencies);
}

describe('registering a session', () => {
  it('keeps what its token says, what the request tells of the device, and nothing of the token', async () => {
    const world = createSessionWorld();
    const token = tokenOf('session-1', 60, { iat: NOW - 60 });

    const result = await register(world, token, {
      parsed: { ok: true, label: 'Phone' },
      device: deviceOf('Mozilla', '192.0.2.1'),
    });

    const session = {
      ...USER,
      sessionId: 'session-1',
      clientId: 'client-1',
      signedInAt: NOW - 60,
      lastSeenAt: NOW,
      expiresAt: NOW - 60 + REFRESH_TOKEN_VALIDITY,
      label: 'Phone',
      userAgent: 'Mozilla',
      ipAddress: '192.0.2.1',
    };
    expect(result).toEqual({ outcome: 'registered', session });
    expect([...world.registry.kept.values()]).toEqual([{ session, isListed: true }]);
  });

  it.each([
    ['since its sign-in, by the first token', NOW - 60, NOW - 60, NOW - 60 + REFRESH_TOKEN_VALIDITY],
    // Of a sign-in by a cookie AWS does not say whether it has an `auth_time` of its own.
    ['since its first token, where that is younger', NOW - 90 * 86_400, NOW, NOW + REFRESH_TOKEN_VALIDITY],
  ])('is as long as it can be refreshed, %s', async (_, authTime, iat, expiresAt) => {
    const world = createSessionWorld();
    const token = tokenOf('session-1', 0, { auth_time: authTime, iat });

    await expect(register(world, token)).resolves.toMatchObject({ session: { expiresAt } });
    const refreshed = tokenOf('session-1', 0, { auth_time: authTime, iat: NOW, exp: NOW + 3600 });
    await expect(register(world, refreshed)).resolves.toMatchObject({ session: { expiresAt } });
  });

  it('keeps a session for as long as its token lives, if that is longer than it can be refreshed', async () => {
    const world = createSessionWorld();

    const iat = NOW - REFRESH_TOKEN_VALIDITY;
    const result = await register(world, tokenOf('session-1', REFRESH_TOKEN_VALIDITY, { iat, exp: NOW + 3600 }));

    expect(result).toMatchObject({ session: { expiresAt: NOW + 3600 } });
  });

  it('is told of a bad token before it is told of a bad request', async () => {
    const world = createSessionWorld();
    await end(world, 'session-1');
    const parsed = { ok: false, description: 'no' } as const;

    await expect(register(world, undefined, { parsed })).resolves.toMatchObject({ reason: 'missing_token' });
    await expect(register(world, tokenOf('session-1'), { parsed })).resolves.toMatchObject({ reason: 'revoked' });
    await expect(register(world, tokenOf('session-2'), { parsed })).resolves.toEqual({
      outcome: 'invalid_request',
      description: 'no',
    });
    expect(world.registry.kept.size).toBe(0);
  });

  it('is refused to machines, which do not sign in', async () => {
    const world = createSessionWorld();
    const token = JSON.stringify(machinePayload({ exp: NOW + 3600 }));

    await expect(register(world, token)).resolves.toMatchObject({ outcome: 'invalid_request' });
    expect(world.registry.kept.size).toBe(0);
  });

  it('is refused if the session ends after its token was accepted, and before the registry is written', async () => {
    const world = createSessionWorld();
    world.registry.afterRegistration = () => end(world, 'session-1');

    await expect(register(world, tokenOf('session-1'))).resolves.toEqual({
      outcome: 'invalid_token',
      reason: 'revoked',
    });
  });

  it.each(['registry', 'revocations'] as const)('is a fault where the %s do not answer', async (part) => {
    const world = createSessionWorld(1);
    const fault = new RevocationError('session_registry_unavailable', 'no');
    world[part].fault = fault;

    await expect(register(world, tokenOf('session-1'))).rejects.toBe(fault);
  });
});

describe('a device', () => {
  it.each([
    ['neither', undefined, undefined, {}],
    ['empty texts', '', '', {}],
    ['both', 'A', '::1', { userAgent: 'A', ipAddress: '::1' }],
    ['a long user agent', 'x'.repeat(5000), undefined, { userAgent: 'x'.repeat(MAX_USER_AGENT_LENGTH) }],
    ['one that is cut in a character', `${'x'.repeat(255)}📱`, undefined, { userAgent: `${'x'.repeat(255)}\ufffd` }],
  ])('of %s is what it is kept as', (_, userAgent, ipAddress, expected) => {
    expect(deviceOf(userAgent, ipAddress)).toEqual(expected);
  });
});

describe('a limit', () => {
  const endedIn = (world: ReturnType<typeof createSessionWorld>) =>
    [...world.revocations.records.keys()].map((key) => key.split('#').at(-1)).sort();

  it.each([
    [1, ['a', 'b']],
    [2, ['a']],
    [3, []],
    [100, []],
  ])('of %d ends the oldest of three sessions', async (maxSessions, ended) => {
    const world = createSessionWorld(maxSessions);

    for (const [index, id] of ['a', 'b', 'c'].entries()) await register(world, tokenOf(id, 60 - index));

    expect(endedIn(world)).toEqual(ended);
  });

  it('says in the record that it was the rule, and keeps the record as long as a refresh token may live', async () => {
    const world = createSessionWorld(1);
    await register(world, tokenOf('a', 60));
    await register(world, tokenOf('b', 30));

    const record = world.revocations.records.get(sessionKeyOf({ ...USER, session: sessionNamed('a') }));

    expect(record?.audit).toEqual({
      initiatedBy: 'policy',
      actor: 'policy',
      reason: 'maxSessions',
      requestId: 'request-1',
      revokedAt: NOW,
      sub: 'user-1',
      clientId: 'client-1',
    });
    expect(record?.revocation.expiresAt).toBe(NOW + REFRESH_TOKEN_VALIDITY + 86_400 + 300);
  });

  it('goes by the sign-in, not by the registration: an older session that comes late is the one to end', async () => {
    const world = createSessionWorld(1);
    await register(world, tokenOf('newer', 30));

    await expect(register(world, tokenOf('older', 60))).resolves.toEqual({
      outcome: 'invalid_token',
      reason: 'revoked',
    });
    expect(endedIn(world)).toEqual(['older']);
  });

  it('does not count sessions that have ended, or whose time is over', async () => {
    const world = createSessionWorld(2);
    await register(world, tokenOf('ended', 50));
    await end(world, 'ended');
    await register(world, tokenOf('over', 40));
    world.registry.kept.forEach((kept, key) => {
      if (kept.session.sessionId !== 'over') return;
      world.registry.kept.set(key, { ...kept, session: { ...kept.session, expiresAt: NOW } });
    });
    await register(world, tokenOf('a', 30));
    await register(world, tokenOf('b', 20));

    expect(endedIn(world)).toEqual(['ended']);
  });

  it('leaves alone the sessions of others, and renewing one ends none', async () => {
    const world = createSessionWorld(2);
    await register(world, tokenOf('theirs', 90, { sub: 'user-2' }));
    await register(world, tokenOf('a', 30));
    await register(world, tokenOf('b', 20));
    await register(world, tokenOf('a', 30));

    expect(endedIn(world)).toEqual([]);
  });

  it('ends them all where there were many before there was a limit', async () => {
    const before = createSessionWorld();
    for (let index = 0; index < 60; index++) await register(before, tokenOf(`s${String(index)}`, 100 - index));
    const world = { ...before, dependencies: { ...before.dependencies, maxSessions: 5 } };

    await register(world, tokenOf('new', 1));

    expect(endedIn(world)).toHaveLength(56);
    expect(endedIn(world)).not.toContain('new');
  });

  it.each([
    [1, 2],
    [1, 5],
    [3, 8],
  ])('of %d leaves that many of %d that sign in at once, in the same second or not', async (maxSessions, devices) => {
    for (const spread of [0, 1]) {
      const world = createSessionWorld(maxSessions);
      const tokens = Array.from({ length: devices }, (_, index) => tokenOf(`s${String(index)}`, 60 - index * spread));

      const results = await Promise.all(tokens.map((token) => register(world, token)));
      const again = await Promise.all(tokens.map((token) => register(world, token)));

      expect(endedIn(world)).toHaveLength(devices - maxSessions);
      expect(again.filter(({ outcome }) => outcome === 'registered')).toHaveLength(maxSessions);
      expect(results.filter(({ outcome }) => outcome === 'registered').length).toBeGreaterThanOrEqual(maxSessions);
    }
  });

  it('is a fault if the oldest could not be ended: whoever registers tries again', async () => {
    const world = createSessionWorld(1);
    await register(world, tokenOf('a', 60));
    const fault = new RevocationError('revocation_store_unavailable', 'no');
    world.revocations.update = () => Promise.reject(fault);

    await expect(register(world, tokenOf('b', 30))).rejects.toBe(fault);
  });

  it('counts no sign-in that was refused as it could not be counted: it must not end others', async () => {
    const world = createSessionWorld(2);
    await register(world, tokenOf('phone', 60));
    const fault = new RevocationError('revocation_store_unavailable', 'no');
    const find = world.revocations.find.bind(world.revocations);
    for (const attempt of ['laptop-1', 'laptop-2']) {
      world.registry.afterRegistration = () => {
        world.revocations.find = () => Promise.reject(fault);
        return Promise.resolve();
      };
      await expect(register(world, tokenOf(attempt, 30))).rejects.toBe(fault);
      world.revocations.find = find;
      world.registry.afterRegistration = () => Promise.resolve();
    }

    await expect(register(world, tokenOf('laptop-3', 20))).resolves.toMatchObject({ outcome: 'registered' });
    expect(endedIn(world)).toEqual([]);
  });

  it('leaves in the list what is only renewed, and could not be counted', async () => {
    const world = createSessionWorld(2);
    await register(world, tokenOf('phone', 60));
    const fault = new RevocationError('revocation_store_unavailable', 'no');
    world.registry.afterRegistration = () => {
      world.revocations.fault = fault;
      return Promise.resolve();
    };

    await expect(register(world, tokenOf('phone', 60))).rejects.toBe(fault);
    expect([...world.registry.kept.values()]).toMatchObject([{ isListed: true }]);
  });

  it('refuses a session that somebody else has ended between two looks', async () => {
    const world = createSessionWorld(1);
    await register(world, tokenOf('newer', 30));
    const find = world.revocations.find.bind(world.revocations);
    let looks = 0;
    world.revocations.find = async (keys) => {
      const found = await find(keys);
      // The first is of the token, the second after the registry was written.
      looks += 1;
      if (looks === 2) await end(world, 'older');
      return found;
    };

    await expect(register(world, tokenOf('older', 60))).resolves.toMatchObject({ reason: 'revoked' });
  });

  it('ends a hundred at once at most, so that no registration takes for ever, and the next go on', async () => {
    const before = createSessionWorld();
    before.registry.pageSize = 1000;
    for (let index = 0; index < 250; index++) await register(before, tokenOf(`s${String(index)}`, 300 - index));
    const world = { ...before, dependencies: { ...before.dependencies, maxSessions: 5 } };

    for (const ended of [100, 200, 246, 246]) {
      await register(world, tokenOf('new', 1));
      expect(endedIn(world)).toHaveLength(ended);
    }
    await expect(register(world, tokenOf('s0', 300))).resolves.toMatchObject({ reason: 'revoked' });
  });

  it('has ended them although the registry could not be tidied', async () => {
    const world = createSessionWorld(1);
    world.registry.unlistFault = new RevocationError('session_registry_unavailable', 'no');
    await register(world, tokenOf('a', 60));

    await expect(register(world, tokenOf('b', 30))).resolves.toMatchObject({ outcome: 'registered' });
    expect(endedIn(world)).toEqual(['a']);
  });
});
