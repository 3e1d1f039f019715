import { admitConnection } from '../../../lambda/core/connections/admit-connection';
import { endConnections, endDueConnection } from '../../../lambda/core/connections/end-connections';
import { RevocationError } from '../../../lambda/core/errors';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { poolKeyOf, sessionKeyOf, userKeyOf } from '../../../lambda/core/revocation/revocation-key';
import {
  FakeConnectionGateway,
  InMemoryConnectionRegistry,
  InMemoryEndingQueue,
  InMemorySearchQueue,
} from '../../fakes/in-memory-connections';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { sessionNamed } from '../../support/claims';
import { StandingClock } from '../../support/clock';
import { connectionOf } from '../../support/connections';
import { messageOf } from '../../support/revocations';
import { RecordingTelemetry } from '../../support/telemetry';
import { AUDIT } from '../../support/audit';

const NOW = 1_800_000_010_000;
const SIGNED_IN = connectionOf().signedInAt;
const ALL: Revocation = {
  kind: 'user',
  key: userKeyOf(connectionOf()),
  expiresAt: 2_000_000_000,
  tokensValidAfter: SIGNED_IN,
};

let world: ReturnType<typeof createWorld>;

function createWorld() {
  return {
    registry: new InMemoryConnectionRegistry(),
    gateway: new FakeConnectionGateway(),
    endings: new InMemoryEndingQueue(),
    searches: new InMemorySearchQueue(),
    revocations: new InMemoryRevocationStore(),
    clock: new StandingClock(NOW),
    telemetry: new RecordingTelemetry(),
  };
}

/** Connections that are open and registered. */
async function opened(count: number, overrides: Parameters<typeof connectionOf>[0] = {}) {
  const connections = Array.from({ length: count }, (_, index) =>
    connectionOf({ connectionId: `c${String(index)}`, ...overrides }),
  );
  for (const connection of connections) {
    await world.registry.add(connection);
    world.gateway.open.add(connection.connectionId);
  }
  return connections;
}

beforeEach(() => {
  world = createWorld();
});

/** Ends what a revocation rejects, however many calls that takes. */
async function endAll(revocation: Revocation): Promise<void> {
  await endConnections({ message: messageOf(revocation), place: undefined }, 'request-1', world);
  for (let search = world.searches.searches.shift(); search !== undefined; search = world.searches.searches.shift()) {
    await endConnections(search, 'request-1', world);
  }
}

describe('a connection', () => {
  it('is registered before it is looked up again, and ends when its token expires', async () => {
    const connection = connectionOf();
    const seen: boolean[] = [];
    const revocations = {
      find: () => {
        seen.push(world.registry.connections.size === 1);
        return Promise.resolve([]);
      },
    };

    await expect(admitConnection(connection, { ...world, revocations })).resolves.toBe('admitted');

    expect(seen).toEqual([true]);
    expect(world.endings.take()).toEqual([{ dueAt: connection.tokenExpiresAt * 1000, connection }]);
  });

  it('is looked up by what is stored now, whatever an earlier connection has read', async () => {
    const revocations = { find: jest.fn(() => Promise.resolve([])) };

    await admitConnection(connectionOf(), { ...world, revocations });
    await admitConnection(connectionOf(), { ...world, revocations });

    for (const [keys] of revocations.find.mock.calls as unknown as [string[]][]) expect(keys).toHaveLength(4);
  });

  it('is refused and forgotten if it has been revoked meanwhile', async () => {
    await world.revocations.update(ALL.key, () => ALL, AUDIT);

    await expect(admitConnection(connectionOf(), world)).resolves.toBe('revoked');

    expect([world.registry.connections.size, world.endings.messages]).toEqual([0, []]);
  });

  it.each([
    [-1, 'expired'],
    [0, 'expired'],
    [1, 'admitted'],
  ])('is refused if its token has expired meanwhile: %d s before that', async (seconds, outcome) => {
    const connection = connectionOf({ tokenExpiresAt: NOW / 1000 + seconds });

    await expect(admitConnection(connection, world)).resolves.toBe(outcome);
  });

  it.each([
    [7199, 1],
    [7200, 0],
    [7201, 0],
  ])('is not queued if API Gateway ends it before its token expires: in %d s', async (seconds, messages) => {
    await admitConnection(connectionOf({ tokenExpiresAt: NOW / 1000 + seconds }), world);

    expect(world.endings.messages).toHaveLength(messages);
  });

  it.each([
    ['registry', new RevocationError('connection_registry_unavailable', 'down')],
    ['revocations', new RevocationError('revocation_store_unavailable', 'down')],
    ['endings', new RevocationError('connection_not_ended', 'down')],
  ] as const)('does not open if nobody knows: %s', async (part, fault) => {
    world[part].fault = fault;

    await expect(admitConnection(connectionOf(), world)).rejects.toBe(fault);
  });
});

describe('a revocation', () => {
  it('ends every connection that it rejects, a page in a call, some at a time', async () => {
    world.registry.pageSize = 200;
    await opened(500);

    await endAll(ALL);

    expect(world.gateway.open.size).toBe(0);
    expect(world.gateway.mostAtOnce).toBe(50);
    expect(world.telemetry.endings).toEqual([
      ['ended', 200],
      ['ended', 200],
      ['ended', 100],
    ]);
  });

  it('tells how long after the record, and nothing where nothing has ended', async () => {
    await opened(1);
    const message = messageOf(ALL, { recordedAt: NOW / 1000 - 3 });

    await endConnections({ message, place: undefined }, 'request-1', world);
    expect(world.telemetry.endingDelays).toEqual([3000]);

    await endConnections({ message, place: undefined }, 'request-1', world);
    expect(world.telemetry.endingDelays).toEqual([3000]);
  });

  it('of everybody is searched for side by side, each part from its own beginning, and ends all', async () => {
    world.registry.pageSize = 100;
    await opened(500);
    const everybody: Revocation = {
      kind: 'pool',
      key: poolKeyOf(connectionOf()),
      expiresAt: 1,
      tokensValidAfter: SIGNED_IN,
    };

    await endConnections({ message: messageOf(everybody), place: undefined }, 'request-1', world);
    const places = world.searches.searches.map(({ place }) => place);
    expect(places).toHaveLength(2);
    expect(new Set(places).size).toBe(2);

    await endAll(everybody);
    expect(world.gateway.open.size).toBe(0);
  });

  it('goes on from the same page if that failed, and not before it has been ended', async () => {
    world.registry.pageSize = 2;
    await opened(4);
    world.gateway.faults.set('c0', new RevocationError('connection_not_ended', 'throttled'));
    world.endings.fault = new RevocationError('connection_not_ended', 'no queue');

    await expect(endAll(ALL)).rejects.toBe(world.endings.fault);
    expect(world.searches.searches).toEqual([]);

    world.endings.fault = undefined;
    await endAll(ALL);
    expect([...world.gateway.open]).toEqual(['c0']);
    // Until it has really ended, c1 may be opening yet.
    expect(world.endings.messages.map(({ connection }) => connection.connectionId).sort()).toEqual(['c0', 'c1']);
  });

  it('is a fault if the search could not go on', async () => {
    world.registry.pageSize = 2;
    await opened(3);
    world.searches.fault = new RevocationError('connection_not_ended', 'no queue');

    await expect(endAll(ALL)).rejects.toBe(world.searches.fault);
  });

  it.each([
    [SIGNED_IN - 1, false],
    [SIGNED_IN, false],
    [SIGNED_IN + 1, true],
  ])('spares who signed in after its cut-off: at %d', async (signedInAt, isOpen) => {
    const [connection] = await opened(1, { signedInAt });

    await endAll(ALL);

    expect(world.gateway.open.has(connection?.connectionId ?? '')).toBe(isOpen);
  });

  it('of others spares the session that asked', async () => {
    await opened(1, { connectionId: 'mine', session: sessionNamed('session-1') });
    await opened(1, { connectionId: 'other', session: sessionNamed('session-2') });
    const others = { validAfter: SIGNED_IN, exemptSession: 'session-1' };

    await endAll({ kind: 'user', key: userKeyOf(connectionOf()), expiresAt: 1, others });

    expect([...world.gateway.open]).toEqual(['mine']);
  });

  it('of a session leaves the other sessions of the user alone', async () => {
    await opened(1, { connectionId: 'mine', session: sessionNamed('session-1') });
    await opened(1, { connectionId: 'other', session: sessionNamed('session-2') });
    const key = sessionKeyOf(connectionOf());

    await endAll({ kind: 'session', key, expiresAt: 1 });

    expect([...world.gateway.open]).toEqual(['other']);
  });

  it.each([
    [39_999, 1, 1, 'deferred'],
    [40_000, 0, 0, 'gone'],
    [40_001, 0, 0, 'gone'],
  ])('tries a connection again that may be opening: %d ms old', async (age, messages, left, outcome) => {
    const [connection] = await opened(1, { registeredAt: NOW - age });
    world.gateway.open.clear();

    await endAll(ALL);

    expect(world.endings.messages).toEqual(messages === 0 ? [] : [{ dueAt: NOW + 1000, connection }]);
    expect(world.registry.connections.size).toBe(left);
    expect(world.telemetry.endings).toEqual([[outcome, 1]]);
  });

  it('puts a connection that cannot be ended into the queue, and ends the others', async () => {
    world.registry.pageSize = 3;
    await opened(3);
    const fault = new RevocationError('connection_not_ended', 'throttled');
    world.gateway.faults.set('c1', fault);

    await endAll(ALL);

    expect([...world.gateway.open]).toEqual(['c1']);
    expect(world.endings.messages).toMatchObject([{ dueAt: NOW + 1000, connection: { connectionId: 'c1' } }]);
    expect(world.telemetry.faults).toEqual([fault]);
    expect(world.telemetry.endings).toEqual(
      expect.arrayContaining([
        ['ended', 2],
        ['failed', 1],
      ]),
    );
  });

  it('is a fault if a connection can neither be ended nor queued, after the others have been tried', async () => {
    await opened(3);
    world.registry.pageSize = 3;
    world.gateway.faults.set('c0', new RevocationError('connection_not_ended', 'throttled'));
    world.endings.fault = new RevocationError('connection_not_ended', 'no queue');

    await expect(endAll(ALL)).rejects.toBe(world.endings.fault);

    expect([...world.gateway.open]).toEqual(['c0']);
  });

  it('is a fault if the registry cannot be read', async () => {
    world.registry.fault = new RevocationError('connection_registry_unavailable', 'down');

    await expect(endAll(ALL)).rejects.toBe(world.registry.fault);
  });

  it('ends all the others if one cannot be read, and tells of it: to try again would be the same', async () => {
    const [, corrupted = connectionOf()] = await opened(5);
    world.registry.corrupt(corrupted);

    await endAll(ALL);

    expect([...world.gateway.open]).toEqual([corrupted.connectionId]);
    expect(world.telemetry.faults).toMatchObject([{ code: 'connection_registry_corrupt' }]);
  });

  it('can come again, and changes nothing', async () => {
    await opened(3, { registeredAt: NOW - 60_000 });

    await endAll(ALL);
    await endAll(ALL);

    expect(world.registry.connections.size).toBe(0);
    expect(world.endings.messages).toEqual([]);
  });
});

describe('a connection in the queue', () => {
  const due = NOW;

  it.each([
    [-1, true],
    [0, false],
    [1, false],
  ])('ends when it is due, and not before: %d ms after that', async (late, isOpen) => {
    const [connection = connectionOf()] = await opened(1);
    world.clock.time = due + late;

    await endDueConnection(connection, due, 'request-1', world);

    expect(world.gateway.open.size === 1).toBe(isOpen);
    expect(world.endings.messages).toEqual(isOpen ? [{ dueAt: due, connection }] : []);
  });

  it('is forgotten if it has ended meanwhile', async () => {
    await endDueConnection(connectionOf(), due + 1000, 'request-1', world);

    expect([world.gateway.asked, world.endings.messages]).toEqual([[], []]);
  });

  it('is left to the queue if it cannot be ended', async () => {
    const [connection = connectionOf()] = await opened(1);
    const fault = new RevocationError('connection_not_ended', 'throttled');
    world.gateway.faults.set(connection.connectionId, fault);

    await expect(endDueConnection(connection, due, 'request-1', world)).rejects.toBe(fault);
  });
});
