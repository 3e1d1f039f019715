import { RevocationError } from '../../core/errors';
import type { Revocation } from '../../core/revocation/revocation';
import type { RevocationReader } from '../../core/revocation/revocation-store';
import { TransportError } from '../aws/connections';
import { batchGetItemBody, parseBatchGetItem } from './batch-get-item';
import { pause } from './pause';
import { fromItem } from './revocation-item';
import { createSend, type DynamoDbEndpoint, type Send } from './signed-request';

/** How long a read is tried for. Times are milliseconds. */
export interface RetryPolicy {
  /** Of one attempt: DynamoDB answers in a few milliseconds, or is worth another try. */
  readonly attemptTimeout: number;
  /** Of the whole read: with the keys' own 3 s, within the 10 s that a gateway waits. */
  readonly deadline: number;
  readonly maxAttempts: number;
  /** The longest pause after the first attempt; it doubles with each, up to 400. */
  readonly firstPause: number;
}

const RETRY_POLICY: RetryPolicy = { attemptTimeout: 1000, deadline: 5000, maxAttempts: 8, firstPause: 25 };
const LONGEST_PAUSE = 400;

/**
 * Reads revocations with one strongly consistent `BatchGetItem`, whatever the number of keys or of revocations in the
 * table. Faults of the network, throttling and keys left unprocessed are tried again, after a random pause; a connection
 * that turns out to be dead is replaced at once.
 */
export function createDynamoDbRevocationReader(
  endpoint: DynamoDbEndpoint,
  tableName: string,
  policy: RetryPolicy = RETRY_POLICY,
): RevocationReader {
  const send = createSend(endpoint);
  return { find: (keys) => find(send, tableName, keys, policy) };
}

async function find(
  send: Send,
  tableName: string,
  keys: readonly string[],
  { attemptTimeout, deadline, maxAttempts, firstPause }: RetryPolicy,
): Promise<readonly Revocation[]> {
  const startedAt = performance.now();
  const timeLeft = () => deadline - (performance.now() - startedAt);
  const found: Revocation[] = [];
  let pending = keys;
  let cause: unknown;
  for (let attempt = 1; attempt <= maxAttempts && timeLeft() > 0; attempt++) {
    try {
      const timeout = Math.min(attemptTimeout, timeLeft());
      const answer = await send('BatchGetItem', batchGetItemBody(tableName, pending), timeout);
      const result = parseBatchGetItem(answer, tableName, pending);
      if (result.outcome === 'failed') throw result.error;
      found.push(...result.items.map(fromItem));
      // What DynamoDB had no capacity for comes back unprocessed: not read is not "not revoked".
      pending = result.unprocessed;
      if (pending.length === 0) return found;
      cause = new Error('DynamoDB left keys unprocessed');
    } catch (error) {
      if (error instanceof RevocationError && error.code === 'revocation_store_corrupt') throw error;
      cause = error;
      if (!isWorthAnotherTry(error)) break;
      if (error instanceof TransportError && error.isStale) continue;
    }
    await pause(Math.min(firstPause * 2 ** (attempt - 1), LONGEST_PAUSE, timeLeft()));
  }
  throw new RevocationError('revocation_store_unavailable', 'the revocation table could not be read', { cause });
}

function isWorthAnotherTry(error: unknown): boolean {
  return error instanceof TransportError || (error as { isTransient?: unknown }).isTransient === true;
}
