import type { ConnectionPage, ConnectionRegistry } from '../../../lambda/core/connections/connection-registry';
import { endConnections } from '../../../lambda/core/connections/end-connections';
import { poolKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { InMemoryEndingQueue, InMemorySearchQueue } from '../../fakes/in-memory-connections';
import { StandingClock } from '../../support/clock';
import { connectionOf } from '../../support/connections';
import { messageOf } from '../../support/revocations';

const CONNECTIONS = 1_000_000;
const SEGMENTS = 4;
const PAGE = 250;
const MEGABYTE = 2 ** 20;

/** A registry of a million connections, of which no more than a page is ever in memory. */
class HugeRegistry implements Pick<ConnectionRegistry, 'beginningsOf' | 'find'> {
  reads = 0;

  beginningsOf() {
    return Array.from({ length: SEGMENTS }, (_, segment) => JSON.stringify([segment, 0]));
  }

  find(_key: string, place: string): Promise<ConnectionPage> {
    this.reads++;
    const [segment = 0, start = 0] = JSON.parse(place) as number[];
    const end = Math.min(start + PAGE, CONNECTIONS / SEGMENTS);
    const connections = Array.from({ length: end - start }, (_, index) =>
      connectionOf({ connectionId: `${String(segment)}-${String(start + index)}` }),
    );
    return Promise.resolve({
      connections,
      next: end < CONNECTIONS / SEGMENTS ? JSON.stringify([segment, end]) : undefined,
    });
  }
}

it('a million connections end page by page: each once, and no more than a page in memory at a time', async () => {
  const registry = new HugeRegistry();
  const searches = new InMemorySearchQueue();
  const [ended, atOnce] = [new Uint8Array(CONNECTIONS), { now: 0, most: 0 }];
  const gateway = {
    async end({ connectionId }: { readonly connectionId: string }) {
      atOnce.most = Math.max(atOnce.most, ++atOnce.now);
      await Promise.resolve();
      atOnce.now--;
      const [segment = 0, index = 0] = connectionId.split('-').map(Number);
      const place = segment * (CONNECTIONS / SEGMENTS) + index;
      ended[place] = (ended[place] ?? 0) + 1;
      return 'ended' as const;
    },
  };
  const telemetry = { fault: jest.fn(), connectionsEnding: () => undefined, endingDelay: () => undefined };
  const outside = { registry, gateway, searches, telemetry, endings: new InMemoryEndingQueue() };
  const dependencies = { ...outside, clock: new StandingClock(0) } as unknown as Parameters<typeof endConnections>[2];
  const key = poolKeyOf(connectionOf());
  const message = messageOf({ kind: 'pool', key, expiresAt: 1, tokensValidAfter: connectionOf().signedInAt });
  const before = process.memoryUsage().heapUsed;
  let most = 0;

  searches.searches.push({ message, place: undefined });
  let mostWaiting = 0;
  for (let search = searches.searches.shift(); search !== undefined; search = searches.searches.shift()) {
    await endConnections(search, 'request-1', dependencies);
    mostWaiting = Math.max(mostWaiting, searches.searches.length);
    if (registry.reads % 400 === 0) most = Math.max(most, process.memoryUsage().heapUsed - before);
  }

  expect(ended.every((times) => times === 1)).toBe(true);
  expect([registry.reads, atOnce.most, mostWaiting]).toEqual([CONNECTIONS / PAGE, 50, SEGMENTS]);
  expect(telemetry.fault).not.toHaveBeenCalled();
  // All of them together would be some 400 MB.
  expect(most).toBeLessThan(150 * MEGABYTE);
}, 60_000);
