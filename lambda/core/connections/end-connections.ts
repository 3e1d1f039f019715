import type { Clock } from '../clock';
import { isRejectedBy } from '../revocation/revocation';
import type { Connection, EndingOutcome } from './connection';
import type { ConnectionGateway } from './connection-gateway';
import type { ConnectionRegistry } from './connection-registry';
import type { ConnectionSearch, SearchQueue } from './connection-search';
import type { EndingQueue } from './ending-queue';

/**
 * Milliseconds. A connection that API Gateway does not know may yet open for as long as the authorizer that has registered it
 * may go on (10 s at most), and then its `$connect` (29 s).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
 */
const MAX_CONNECTING_TIME = 40_000;

/** Milliseconds until a connection that could not be ended is tried again. */
const RETRY_DELAY = 1000;

/** So many connections are being ended at once. */
const PARALLELISM = 50;

/** Takes down what became of connections. Never receives a token. */
export interface EndingLog {
  /** A connection could not be ended. */
  fault(error: unknown, requestId: string): void;
  /** So many open connections that were to end came to this. */
  connectionsEnding(outcome: EndingOutcome, count: number, requestId: string): void;
  /** Open connections have ended so many milliseconds after the record that ended their session, which is known to the second. */
  endingDelay(milliseconds: number, requestId: string): void;
}

/** What ending connections needs of the outside. */
export interface EndingDependencies {
  readonly registry: ConnectionRegistry;
  readonly gateway: ConnectionGateway;
  readonly endings: EndingQueue;
  readonly clock: Clock;
  readonly telemetry: EndingLog;
}

/** What the search for connections to end needs besides. */
export interface SearchDependencies extends EndingDependencies {
  readonly searches: SearchQueue;
}

/**
 * Goes on with the search for the open connections that a revocation rejects: ends those of one page, and has the queue go on
 * with the next. So a search never outlives a call, and what fails is tried again from where it was. A connection that could not
 * be ended is put into a queue of its own, so that it holds up no other.
 *
 * @throws RevocationError if the page could not be read, or something not be put into a queue
 */
export async function endConnections(
  { message, place }: ConnectionSearch,
  requestId: string,
  dependencies: SearchDependencies,
): Promise<void> {
  const { registry, searches, clock, telemetry } = dependencies;
  const { record } = message;
  const [beginning, ...others] = place === undefined ? registry.beginningsOf(record.key) : [place];
  if (beginning === undefined) return;
  await Promise.all(others.map((other) => searches.goOn({ message, place: other })));
  const { connections, fault, next } = await registry.find(record.key, beginning);
  const counts = new Map<EndingOutcome, number>();
  try {
    const rejected = connections.filter((connection) => isRejectedBy(record, connection));
    await inParallel(rejected, async (connection) => {
      const outcome = await endOrDefer(connection, requestId, dependencies);
      counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
    });
  } finally {
    for (const [outcome, count] of counts) telemetry.connectionsEnding(outcome, count, requestId);
  }
  if (counts.has('ended')) telemetry.endingDelay(clock.now() - message.recordedAt * 1000, requestId);
  if (next !== undefined) await searches.goOn({ message, place: next });
  // Not tried again: it would be the same. Its connection is ended by API Gateway, after two hours at the latest.
  if (fault !== undefined) telemetry.fault(fault, requestId);
}

/**
 * Ends a connection that was put into the queue, if it is due, and puts it back if it is not, or may not be open yet.
 *
 * @throws RevocationError if it could not be ended: then the queue delivers it again
 */
export async function endDueConnection(
  connection: Connection,
  dueAt: number,
  requestId: string,
  dependencies: EndingDependencies,
): Promise<void> {
  const { registry, endings, clock, telemetry } = dependencies;
  if (!(await registry.has(connection))) return;
  if (clock.now() < dueAt) return endings.endAt(dueAt, connection);
  telemetry.connectionsEnding(await end(connection, dependencies), 1, requestId);
}

async function endOrDefer(
  connection: Connection,
  requestId: string,
  dependencies: EndingDependencies,
): Promise<EndingOutcome> {
  const { endings, clock, telemetry } = dependencies;
  try {
    return await end(connection, dependencies);
  } catch (error) {
    telemetry.fault(error, requestId);
    await endings.endAt(clock.now() + RETRY_DELAY, connection);
    return 'failed';
  }
}

async function end(
  connection: Connection,
  { registry, gateway, endings, clock }: EndingDependencies,
): Promise<EndingOutcome> {
  // API Gateway calls `$disconnect` for it, which removes it from the registry.
  if ((await gateway.end(connection)) === 'ended') return 'ended';
  const now = clock.now();
  if (now < connection.registeredAt + MAX_CONNECTING_TIME) {
    await endings.endAt(now + RETRY_DELAY, connection);
    return 'deferred';
  }
  await registry.remove(connection);
  return 'gone';
}

/** Does it to all items, some at a time. Rejects with the first error, when all that have begun are done. */
async function inParallel<T>(items: readonly T[], action: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const errors: unknown[] = [];
  const work = async () => {
    for (const item of waiting) {
      try {
        await action(item);
      } catch (error) {
        errors.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLELISM, items.length) }, work));
  if (errors.length > 0) throw errors[0];
}
