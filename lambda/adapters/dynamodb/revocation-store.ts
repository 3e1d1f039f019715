import { RevocationError } from '../../core/errors';
import type { Audit } from '../../core/revocation/audit';
import type { Revocation } from '../../core/revocation/revocation';
import type { RevocationKey } from '../../core/revocation/revocation-key';
import type { RevocationStore } from '../../core/revocation/revocation-store';
import { pauseAfter } from '../aws/pause';
import { parsePutItem, putItemBody } from './put-item';
import { tryAgain, type RetryPolicy } from '../aws/retries';
import { toItem, unchangedSince } from './revocation-item';
import { readerBy } from './revocation-reader';
import { createSend, type DynamoDbEndpoint } from './signed-request';

/** How often an update goes on after a faster writer. */
const MAX_WRITERS = 10;

/** One write. A caller can wait for longer than at a gateway, and what is sent twice costs more. */
const WRITING: RetryPolicy = { attemptTimeout: 1500, deadline: 5000, maxAttempts: 3, firstPause: 100 };

/** For how long the store tries. */
export interface StorePolicies {
  readonly reading?: RetryPolicy;
  readonly writing?: RetryPolicy;
}

/**
 * Reads revocations as an authorizer does, and writes them with conditional `PutItem`, by the same signed requests.
 *
 * A write whose answer was lost is sent again, and may find its condition broken by itself. That is as with a faster writer:
 * what is stored is read, and the change, which has nothing to add to what it has made, leaves it at that.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export function createDynamoDbRevocationStore(
  endpoint: DynamoDbEndpoint,
  tableName: string,
  { reading, writing = WRITING }: StorePolicies = {},
): RevocationStore {
  const send = createSend(endpoint);
  const reader = readerBy(send, tableName, reading);

  /** Whether the revocation was written; false if what is stored is no longer what was expected. */
  async function put(revocation: Revocation, audit: Audit, expected: Revocation | undefined): Promise<boolean> {
    const body = putItemBody(tableName, toItem(revocation, audit), unchangedSince(expected));
    return tryAgain(async (timeout) => parsePutItem(await send('PutItem', body, timeout)), writing).catch(
      (cause: unknown) => {
        throw unavailable('the revocation could not be written', cause);
      },
    );
  }

  return {
    find: (keys) => reader.find(keys),

    async update<T extends Revocation>(
      key: RevocationKey<T['kind']>,
      change: (stored: T | undefined) => T | undefined,
      audit: Audit,
      known?: T,
    ): Promise<T | undefined> {
      // A first sign-out finds nothing stored: unless something is known, the first attempt takes that for granted, and so
      // saves a read.
      let stored = known;
      for (let attempt = 1; attempt <= MAX_WRITERS; attempt++) {
        const changed = change(stored);
        if (changed !== undefined && (await put(changed, audit, stored))) return changed;
        if (changed === undefined && (attempt > 1 || known !== undefined)) return stored;
        if (attempt > 1) await pauseAfter(attempt);
        const [found] = await reader.find([key]);
        // What is stored under a key is of the key's kind: an item that is not is corrupt.
        stored = found as T | undefined;
      }
      throw unavailable('too many writers at once');
    },
  };
}

function unavailable(message: string, cause?: unknown): RevocationError {
  return new RevocationError('revocation_store_unavailable', message, { cause });
}
