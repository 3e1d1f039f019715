import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  PutItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

import { ATTRIBUTE } from '../../contract';
import { RevocationError } from '../../core/errors';
import type { Audit } from '../../core/revocation/audit';
import type { Revocation } from '../../core/revocation/revocation';
import type { RevocationKey } from '../../core/revocation/revocation-key';
import type { RevocationStore } from '../../core/revocation/revocation-store';
import type { Item } from './attributes';
import { pauseAfter } from './pause';
import { fromItem, toItem, unchangedSince } from './revocation-item';

/** How often a read goes on with the keys that DynamoDB left unprocessed, and a write after a faster writer. */
const MAX_ATTEMPTS = 10;

/**
 * Reads revocations with one strongly consistent `BatchGetItem`, and writes with conditional `PutItem`: by the SDK, for
 * the functions that sign out. Those that only read do it without: revocation-reader.ts.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export function createDynamoDbRevocationStore(client: DynamoDBClient, tableName: string): RevocationStore {
  return {
    find: (keys) => find(client, tableName, keys),

    async update<T extends Revocation>(
      key: RevocationKey<T['kind']>,
      change: (stored: T | undefined) => T | undefined,
      audit: Audit,
      known?: T,
    ): Promise<T | undefined> {
      // A first sign-out finds nothing stored: unless something is known, the first attempt takes that for granted, and so
      // saves a read.
      let stored = known;
      for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
        const changed = change(stored);
        if (changed !== undefined && (await put(client, tableName, changed, audit, stored))) return changed;
        if (changed === undefined && (attempt > 1 || known !== undefined)) return stored;
        if (attempt > 1) await pauseAfter(attempt);
        const [found] = await find(client, tableName, [key]);
        // What is stored under a key is of the key's kind: an item that is not is corrupt.
        stored = found as T | undefined;
      }
      throw unavailable('too many writers at once');
    },
  };
}

async function find(
  client: DynamoDBClient,
  tableName: string,
  keys: readonly string[],
): Promise<readonly Revocation[]> {
  const found: Revocation[] = [];
  let pending: Item[] = keys.map((key) => ({ [ATTRIBUTE.key]: { S: key } }));
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const command = new BatchGetItemCommand({ RequestItems: { [tableName]: { Keys: pending, ConsistentRead: true } } });
    const output = await client.send(command).catch((cause: unknown) => {
      throw unavailable('the revocation table could not be read', cause);
    });
    found.push(...(output.Responses?.[tableName] ?? []).map(fromItem));
    // What DynamoDB had no capacity for comes back unprocessed: not read is not "not revoked".
    pending = output.UnprocessedKeys?.[tableName]?.Keys ?? [];
    if (pending.length === 0) return found;
    await pauseAfter(attempt);
  }
  throw unavailable('DynamoDB left keys unprocessed');
}

/** Whether the revocation was written; false if what is stored is no longer what was expected. */
async function put(
  client: DynamoDBClient,
  tableName: string,
  revocation: Revocation,
  audit: Audit,
  expected: Revocation | undefined,
): Promise<boolean> {
  const command = new PutItemCommand({
    TableName: tableName,
    Item: toItem(revocation, audit),
    ...unchangedSince(expected),
  });
  try {
    await client.send(command);
    return true;
  } catch (cause) {
    if (cause instanceof ConditionalCheckFailedException) return false;
    throw unavailable('the revocation could not be written', cause);
  }
}

function unavailable(message: string, cause?: unknown): RevocationError {
  return new RevocationError('revocation_store_unavailable', message, { cause });
}
