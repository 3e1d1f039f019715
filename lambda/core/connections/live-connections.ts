import type { Clock } from '../clock';
import { isRejectedBy, type Revocation } from '../revocation/revocation';
import { everyRevocationKeyOf } from '../revocation/revocation-key';
import type { RevocationReader } from '../revocation/revocation-store';
import { MAX_CONNECTION_LIFE, type Connection, type EndingOutcome } from './connection';
import type { ConnectionGateway } from './connection-gateway';
import type { ConnectionRegistry } from './connection-registry';
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

/** What {@link admitConnection} needs of the outside. */
export interface AdmissionDependencies {
  readonly registry: ConnectionRegistry;
  readonly endings: EndingQueue;
  readonly revocations: RevocationReader;
  readonly clock: Clock;
}

/**
 * Registers a connection whose token has been accepted, and then looks once more whether it has been revoked or has expired
 * meanwhile. So a sign-out either is found here, or finds the connection: whichever is written first, the other one sees.
 *
 * ```
 *   $connect:   accepted ------ registered ------ looked up: found by ② -> refused
 *   sign-out:             ① ^                ② ^                     ③ ^ record; its stream finds the connection
 * ```
 *
 * @throws RevocationError if nobody knows: then it must not open
 */
export async function admitConnection(
  connection: Connection,
  { registry, endings, revocations, clock }: AdmissionDependencies,
): Promise<'admitted' | 'revoked' | 'expired'> {
  await registry.add(connection);
  // All of it anew: what an earlier connection has read does not count here.
  const found = await revocations.find(everyRevocationKeyOf(connection));
  const expiry = connection.tokenExpiresAt * 1000;
  const refusal = found.some((revocation) => isRejectedBy(revocation, connection))
    ? 'revoked'
    : expiry <= clock.now() && 'expired';
  if (refusal !== false) {
    await registry.remove(connection);
    return refusal;
  }
  if (expiry < connection.registeredAt + MAX_CONNECTION_LIFE) await endings.endAt(expiry, connection);
  return 'admitted';
}

/** Takes down what became of connections. Never receives a token. */
export interface EndingLog {
  /** A connection could not be ended. */
  fault(error: unknown, requestId: string): void;
  /** So many open connections that were to end came to this. */
  connectionsEnding(outcome: EndingOutcome, count: number, requestId: string): void;
}

/** What ending connections needs of the outside. */
export interface EndingDependencies {
  readonly registry: ConnectionRegistry;
  readonly gateway: ConnectionGateway;
  readonly endings: EndingQueue;
  readonly clock: Clock;
  readonly telemetry: EndingLog;
}

/**
 * Ends every open connection that a revocation rejects. One that could not be ended is put into the queue, so that it
 * holds up no other.
 *
 * @throws RevocationError if they could not all be found, or not be put into the queue
 */
export async function endConnections(
  revocation: Revocation,
  requestId: string,
  dependencies: EndingDependencies,
): Promise<void> {
  const { registry, telemetry } = dependencies;
  const counts = new Map<EndingOutcome, number>();
  try {
    for await (const page of registry.find(revocation.key)) {
      const rejected = page.filter((connection) => isRejectedBy(revocation, connection));
      await inParallel(rejected, async (connection) => {
        const outcome = await endOrDefer(connection, requestId, dependencies);
        counts.set(outcome, (counts.get(outcome) ?? 0) + 1);
      });
    }
  } finally {
    for (const [outcome, count] of counts) telemetry.connectionsEnding(outcome, count, requestId);
  }
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
