import { RevocationError } from '../../core/errors';
import type { Revocation } from '../../core/revocation/revocation';
import type { RevocationReader } from '../../core/revocation/revocation-store';
import { batchGetItemBody, parseBatchGetItem } from './batch-get-item';
import { tryAgain, type RetryPolicy } from '../aws/retries';
import { fromItem } from './revocation-item';
import { createSend, type DynamoDbEndpoint, type Send } from './signed-request';

/** A whole read: with the keys' own 3 s, within the 10 s that a gateway waits. */
const READING: RetryPolicy = { attemptTimeout: 1000, deadline: 5000, maxAttempts: 8, firstPause: 25 };

/**
 * Reads revocations with one strongly consistent `BatchGetItem`, whatever the number of keys or of revocations in the
 * table.
 */
export function createDynamoDbRevocationReader(
  endpoint: DynamoDbEndpoint,
  tableName: string,
  policy?: RetryPolicy,
): RevocationReader {
  return readerBy(createSend(endpoint), tableName, policy);
}

/** As above, by the connections of somebody who has more to ask. */
export function readerBy(send: Send, tableName: string, policy: RetryPolicy = READING): RevocationReader {
  return {
    async find(keys) {
      const found: Revocation[] = [];
      let pending = keys;

      const read = async (timeout: number): Promise<readonly Revocation[] | undefined> => {
        const answer = await send('BatchGetItem', batchGetItemBody(tableName, pending), timeout);
        const { items, unprocessed } = parseBatchGetItem(answer, tableName, pending);
        found.push(...items.map(fromItem));
        // What DynamoDB had no capacity for comes back unprocessed: not read is not "not revoked".
        pending = unprocessed;
        return pending.length === 0 ? found : undefined;
      };

      return tryAgain(read, policy).catch((cause: unknown) => {
        if (cause instanceof RevocationError) throw cause;
        throw new RevocationError('revocation_store_unavailable', 'the revocation table could not be read', { cause });
      });
    },
  };
}
