import { ATTRIBUTE } from '../../contract';
import type { HttpAnswer } from '../aws/http-answer';
import { contentOf, isObject, MALFORMED, type Json } from '../aws/json-answer';
import { dynamoDbError } from './answer';
import type { Item } from './attributes';

/** What one `BatchGetItem` came to. */
export interface BatchGetItemResult {
  readonly items: readonly Item[];
  /** The keys that DynamoDB had no capacity for. */
  readonly unprocessed: readonly string[];
}

/** The body of a request that reads exactly these keys of a table, strongly consistent. */
export function batchGetItemBody(tableName: string, keys: readonly string[]): string {
  // Text by text: objects, and JSON of them, would take a decision several percent more processor time.
  const items = keys.map((key) => `{"${ATTRIBUTE.key}":{"S":${JSON.stringify(key)}}}`);
  return `{"RequestItems":{${JSON.stringify(tableName)}:{"Keys":[${items.join(',')}],"ConsistentRead":true}}}`;
}

/**
 * Reads the answer to it. Whatever is not plainly an answer to all that was asked is a failure: what was not read is not
 * "not revoked".
 *
 * @throws ServiceError
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export function parseBatchGetItem(answer: HttpAnswer, tableName: string, keys: readonly string[]): BatchGetItemResult {
  const content = contentOf(answer, dynamoDbError);
  const unprocessed = unprocessedKeys(content, tableName);
  // A table that nothing was read of need not be named.
  const items = member(content, 'Responses')?.[tableName] ?? (unprocessed?.length === keys.length ? [] : undefined);
  if (
    unprocessed?.every((key) => keys.includes(key)) !== true ||
    !Array.isArray(items) ||
    !items.every(isItem) ||
    !items.every((item) => isToBeRead(item[ATTRIBUTE.key]?.S ?? '', keys, unprocessed))
  ) {
    throw dynamoDbError(MALFORMED, answer.status);
  }
  return { items, unprocessed };
}

function isToBeRead(key: string, keys: readonly string[], unprocessed: readonly string[]): boolean {
  return keys.includes(key) && !unprocessed.includes(key);
}

/** The keys that DynamoDB had no capacity for; undefined if the answer makes no sense. */
function unprocessedKeys(content: Json, tableName: string): readonly string[] | undefined {
  const { UnprocessedKeys: unprocessed } = content;
  if (unprocessed === undefined) return [];
  if (!isObject(unprocessed)) return undefined;
  const names = Object.keys(unprocessed);
  if (names.length === 0) return [];
  const keys = names.length === 1 ? member(unprocessed, tableName)?.['Keys'] : undefined;
  if (!Array.isArray(keys) || keys.length === 0) return undefined;
  const texts = keys.map((key: unknown) => (isItem(key) ? key[ATTRIBUTE.key]?.S : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function member(content: Json, name: string): Json | undefined {
  const value = content[name];
  return isObject(value) ? value : undefined;
}

/** Whether it has the shape of an item: what its attributes are is for whoever reads them. */
function isItem(value: unknown): value is Item {
  return isObject(value) && Object.values(value).every(isObject);
}
