import fc from 'fast-check';

import type { Connection } from '../../../lambda/core/connections/connection';
import type { ConnectionGateway } from '../../../lambda/core/connections/connection-gateway';
import type { ConnectionRegistry } from '../../../lambda/core/connections/connection-registry';
import { admitConnection } from '../../../lambda/core/connections/admit-connection';
import { endConnections, endDueConnection } from '../../../lambda/core/connections/end-connections';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { clientKeyOf, poolKeyOf, sessionKeyOf, userKeyOf } from '../../../lambda/core/revocation/revocation-key';
import type { RevocationReader } from '../../../lambda/core/revocation/revocation-store';
import {
  FakeConnectionGateway,
  InMemoryConnectionRegistry,
  InMemoryEndingQueue,
  InMemorySearchQueue,
} from '../../fakes/in-memory-connections';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { connectionOf } from '../../support/connections';
import { messageOf } from '../../support/revocations';
import { RecordingTelemetry } from '../../support/telemetry';
import { AUDIT } from '../../support/audit';

const SIGNED_IN = connectionOf().signedInAt;
const EXPIRES = 2_000_000_000;

const REJECTING: readonly Revocation[] = [
  { kind: 'session', key: sessionKeyOf(connectionOf()), expiresAt: EXPIRES },
  { kind: 'user', key: userKeyOf(connectionOf()), expiresAt: EXPIRES, tokensValidAfter: SIGNED_IN },
  {
    kind: 'user',
    key: userKeyOf(connectionOf()),
    expiresAt: EXPIRES,
    others: { validAfter: SIGNED_IN, exemptSession: 'session-2' },
  },
  { kind: 'client', key: clientKeyOf(connectionOf()), expiresAt: EXPIRES, tokensValidAfter: SIGNED_IN },
  { kind: 'pool', key: poolKeyOf(connectionOf()), expiresAt: EXPIRES, tokensValidAfter: SIGNED_IN },
];
const SPARING: readonly Revocation[] = [
  { kind: 'user', key: userKeyOf(connectionOf()), expiresAt: EXPIRES, tokensValidAfter: SIGNED_IN - 1 },
  {
    kind: 'user',
    key: userKeyOf(connectionOf()),
    expiresAt: EXPIRES,
    others: { validAfter: SIGNED_IN, exemptSession: 'session-1' },
  },
  { kind: 'pool', key: poolKeyOf(connectionOf()), expiresAt: EXPIRES, tokensValidAfter: SIGNED_IN - 1 },
];

/** A client that connects while a sign-out is made, each step of either at a time that fast-check chooses. */
async function race(scheduler: fc.Scheduler, revocation: Revocation): Promise<boolean> {
  const registry = new InMemoryConnectionRegistry();
  const gateway = new FakeConnectionGateway();
  const endings = new InMemoryEndingQueue();
  const revocations = new InMemoryRevocationStore();
  const clock = new StandingClock(1_800_000_010_000);
  const telemetry = new RecordingTelemetry();
  const connection: Connection = connectionOf({ tokenExpiresAt: EXPIRES });
  const scheduledRegistry: ConnectionRegistry = {
    add: scheduler.scheduleFunction((each: Connection) => registry.add(each)),
    remove: scheduler.scheduleFunction((each: Connection) => registry.remove(each)),
    has: scheduler.scheduleFunction((each: Connection) => registry.has(each)),
    beginningsOf: (key) => registry.beginningsOf(key),
    find: scheduler.scheduleFunction((key: string, place: string) => registry.find(key, place)),
  };
  const scheduledGateway: ConnectionGateway = {
    end: scheduler.scheduleFunction((each: Connection) => gateway.end(each)),
    send: (each, text) => gateway.send(each, text),
  };
  const reader: RevocationReader = {
    find: scheduler.scheduleFunction((keys: Parameters<RevocationReader['find']>[0]) => revocations.find(keys)),
  };
  const searches = new InMemorySearchQueue();
  const ending = { registry: scheduledRegistry, gateway: scheduledGateway, endings, searches, clock, telemetry };

  const connecting = (async () => {
    const outcome = await admitConnection(connection, {
      registry: scheduledRegistry,
      endings,
      revocations: reader,
      clock,
    });
    // API Gateway opens the connection some time after it has the answer.
    await scheduler.schedule(Promise.resolve());
    if (outcome === 'admitted') gateway.open.add(connection.connectionId);
  })();
  const signingOut = (async () => {
    await scheduler.schedule(Promise.resolve());
    await revocations.update(revocation.key, () => revocation, AUDIT);
    // It is handed on some time after the record.
    await scheduler.schedule(Promise.resolve());
    searches.searches.push({ message: messageOf(revocation), place: undefined });
    for (let search = searches.searches.shift(); search !== undefined; search = searches.searches.shift()) {
      await endConnections(search, 'request-1', ending);
    }
  })();
  await scheduler.waitFor(Promise.all([connecting, signingOut]));

  // What was put off comes when it is due, at the latest when everything has come to rest.
  for (let second = 0; second < 40; second++) {
    clock.time += 1000;
    for (const { connection: due, dueAt } of endings.take()) {
      await scheduler.waitFor(endDueConnection(due, dueAt, 'request-1', ending));
    }
  }
  return gateway.open.has(connection.connectionId);
}

it('no connection that is opened during a sign-out is open afterwards, whatever comes first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.constantFrom(...REJECTING), async (scheduler, revocation) => {
      expect(await race(scheduler, revocation)).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

it('a connection that the sign-out does not concern is open afterwards, whatever comes first', async () => {
  await fc.assert(
    fc.asyncProperty(fc.scheduler(), fc.constantFrom(...SPARING), async (scheduler, revocation) => {
      expect(await race(scheduler, revocation)).toBe(true);
    }),
    { numRuns: 300 },
  );
});
