import { auditAt } from '../../../lambda/core/revocation/audit';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { clientKeyOf, poolKeyOf, sessionKeyOf, userKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { RevocationError } from '../../../lambda/core/errors';
import { listSessions } from '../../../lambda/core/sessions/list-sessions';
import { sessionNamed } from '../../support/claims';
import { registeredSession } from '../../support/sessions';
import { createSessionWorld, NOW, USER } from './world';

const AUDIT = auditAt(NOW * 1000, { initiatedBy: 'user', actor: 'user-1', reason: 'test', requestId: 'request-0' });
const WHOLE = { limit: 1000, behind: undefined };
const named = (sessionId: string) => registeredSession({ sessionId, signedInAt: NOW - 60, expiresAt: NOW + 3600 });

let world: ReturnType<typeof createSessionWorld>;

beforeEach(() => {
  world = createSessionWorld();
});

async function idsListed(part: Parameters<typeof listSessions>[1] = WHOLE): Promise<string[]> {
  const { sessions } = await listSessions(USER, part, world.dependencies);
  return sessions.map(({ sessionId }) => sessionId);
}

async function store(revocation: Revocation): Promise<void> {
  await world.revocations.update(revocation.key, () => revocation, AUDIT);
}

const EXPIRES_AT = NOW + 999;
const ENDED: [string, Revocation][] = [
  [
    'it was signed out',
    {
      kind: 'session',
      key: sessionKeyOf({ ...USER, session: sessionNamed('ended') }),
      expiresAt: EXPIRES_AT,
    },
  ],
  [
    'its record should have been deleted by now',
    { kind: 'session', key: sessionKeyOf({ ...USER, session: sessionNamed('ended') }), expiresAt: NOW - 1 },
  ],
];

/** What a cut-off does to a session that began at NOW - 60. */
const CUT_OFFS: [string, number, boolean][] = [
  ['a second before it began', NOW - 61, true],
  ['in the second in which it began', NOW - 60, false],
  ['a second after it began', NOW - 59, false],
];

describe('a list of sessions', () => {
  it.each(ENDED)('lacks a session if %s', async (_, revocation) => {
    await world.registry.register(named('ended'));
    await world.registry.register(named('alive'));
    await store(revocation);

    await expect(idsListed()).resolves.toEqual(['alive']);
  });

  it.each(CUT_OFFS)('goes by cut-offs of user, client and pool: %s', async (_, tokensValidAfter, isListed) => {
    const cutOff = { expiresAt: EXPIRES_AT, tokensValidAfter };
    const subject = { ...USER, clientId: 'client-1' };
    const revocations: Revocation[] = [
      { kind: 'user', key: userKeyOf(USER), ...cutOff },
      { kind: 'client', key: clientKeyOf(subject), ...cutOff },
      { kind: 'pool', key: poolKeyOf(USER), ...cutOff },
    ] as Revocation[];
    for (const revocation of revocations) {
      world = createSessionWorld();
      await world.registry.register(named('s'));
      await store(revocation);

      await expect(idsListed()).resolves.toEqual(isListed ? ['s'] : []);
    }
  });

  it('has of the others that were signed out only the one that was spared', async () => {
    for (const id of ['spared', 'other']) await world.registry.register(named(id));
    await store({
      kind: 'user',
      key: userKeyOf(USER),
      expiresAt: EXPIRES_AT,
      others: { validAfter: NOW, exemptSession: 'spared' },
    });

    await expect(idsListed()).resolves.toEqual(['spared']);
  });

  it.each([
    [NOW - 1, []],
    [NOW, []],
    [NOW + 1, ['s']],
  ])('lacks a session from the second on in which its time is over (%d)', async (expiresAt, ids) => {
    await world.registry.register(registeredSession({ sessionId: 's', expiresAt }));

    await expect(idsListed()).resolves.toEqual(ids);
  });

  it('takes those that are over out of the registry, and is right where that fails', async () => {
    await world.registry.register(registeredSession({ sessionId: 'over', expiresAt: NOW }));
    await world.registry.register(named('alive'));
    world.registry.unlistFault = new RevocationError('session_registry_unavailable', 'no');
    await expect(idsListed()).resolves.toEqual(['alive']);
    expect([...world.registry.kept.values()].filter(({ isListed }) => isListed)).toHaveLength(2);
    world.registry.unlistFault = undefined;

    await expect(idsListed()).resolves.toEqual(['alive']);

    expect([...world.registry.kept.values()].filter(({ isListed }) => isListed)).toHaveLength(1);
  });

  it.each([1, 2, 3, 7, 1000])(
    'has each session once, page by page of %d, whatever has ended in between',
    async (limit) => {
      const ids = Array.from({ length: 20 }, (_, index) => `s${String(index).padStart(2, '0')}`);
      for (const [index, sessionId] of ids.entries()) {
        await world.registry.register(
          registeredSession({ sessionId, signedInAt: NOW - 60 - Math.floor(index / 3), expiresAt: NOW + 3600 }),
        );
      }
      const ended = ids.filter((_, index) => index % 4 < 2);
      for (const id of ended) {
        await store({
          kind: 'session',
          key: sessionKeyOf({ ...USER, session: sessionNamed(id) }),
          expiresAt: EXPIRES_AT,
        });
      }
      const pages: string[][] = [];
      let behind: Parameters<typeof listSessions>[1]['behind'];
      do {
        const { sessions, next } = await listSessions(USER, { limit, behind }, world.dependencies);
        pages.push(sessions.map(({ sessionId }) => sessionId));
        behind = next;
      } while (behind !== undefined);

      expect(pages.flat().sort()).toEqual(ids.filter((id) => !ended.includes(id)));
      for (const page of pages.slice(0, -1)) expect(page).toHaveLength(limit);
      expect(pages.at(-1)).not.toEqual([]);
    },
  );

  it('is read in reads of 100 keys, which is what DynamoDB takes', async () => {
    world.registry.pageSize = 1000;
    for (let index = 0; index < 1000; index++) await world.registry.register(named(`s${String(index)}`));
    const asked: number[] = [];
    const find = world.revocations.find.bind(world.revocations);
    world.revocations.find = (keys) => {
      asked.push(new Set(keys).size);
      return find(keys);
    };

    await expect(idsListed()).resolves.toHaveLength(1000);

    // Each session, and once the user, the client and the pool.
    expect(asked.reduce((sum, keys) => sum + keys, 0)).toBe(1003);
    expect(Math.max(...asked)).toBe(100);
  });

  it('is a fault where it can not be known who has signed out', async () => {
    await world.registry.register(named('s'));
    const fault = new RevocationError('revocation_store_unavailable', 'no');
    world.revocations.fault = fault;

    await expect(idsListed()).rejects.toBe(fault);
  });
});
