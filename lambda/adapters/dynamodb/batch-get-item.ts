import { ATTRIBUTE } from '../../contract';
import type { HttpAnswer } from '../aws/http-answer';
import type { Item } from './attributes';

/** What one `BatchGetItem` came to. */
export type BatchGetItemResult =
  | { readonly outcome: 'read'; readonly items: readonly Item[]; readonly unprocessed: readonly string[] }
  | { readonly outcome: 'failed'; readonly error: DynamoDbError };

/** DynamoDB, or something in its stead, refused or did not make sense. Its own message stays out: it repeats input. */
export class DynamoDbError extends Error {
  /** For whoever logs it: as the errors of the AWS SDKs have it. */
  readonly $metadata: { readonly httpStatusCode: number };

  /** @param name - DynamoDB's name for the error, such as `ThrottlingException`, or `MalformedResponse` */
  constructor(
    override readonly name: string,
    httpStatusCode: number,
    readonly isTransient: boolean,
  ) {
    super(`DynamoDB answered ${String(httpStatusCode)}`);
    this.$metadata = { httpStatusCode };
  }
}

/** The body of a request that reads exactly these keys of a table, strongly consistent. */
export function batchGetItemBody(tableName: string, keys: readonly string[]): string {
  const Keys = keys.map((key) => ({ [ATTRIBUTE.key]: { S: key } }));
  return JSON.stringify({ RequestItems: { [tableName]: { Keys, ConsistentRead: true } } });
}

/**
 * Reads the answer to it. Whatever is not plainly an answer to all that was asked is a failure: what was not read is not
 * "not revoked".
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
 */
export function parseBatchGetItem(
  { status, body }: HttpAnswer,
  tableName: string,
  keys: readonly string[],
): BatchGetItemResult {
  const parsed = parseObject(body);
  if (status !== 200) return failed(errorName(parsed), status);
  const unprocessed = unprocessedKeys(parsed, tableName);
  // A table that nothing was read of need not be named.
  const items = member(parsed, 'Responses')?.[tableName] ?? (unprocessed?.length === keys.length ? [] : undefined);
  if (unprocessed?.every((key) => keys.includes(key)) !== true) return failed(MALFORMED, status);
  if (!Array.isArray(items) || !items.every(isItem)) return failed(MALFORMED, status);
  const read = keys.filter((key) => !unprocessed.includes(key));
  if (!items.every((item) => read.includes(item[ATTRIBUTE.key]?.S ?? ''))) return failed(MALFORMED, status);
  return { outcome: 'read', items, unprocessed };
}

type Json = Readonly<Record<string, unknown>>;

const MALFORMED = 'MalformedResponse';

/**
 * Errors (status 400) that another attempt may not meet. An expired signature is one: a process that was frozen after
 * it had signed wakes up with it. Each attempt is signed anew, by this machine's clock; if that is wrong, it is a fault,
 * for it decides on the expiry of tokens as well.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */
const TRANSIENT = [
  'InvalidSignatureException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'RequestTimeTooSkewed',
  'ThrottlingException',
];

function failed(name: string, status: number): BatchGetItemResult {
  const isTransient = status >= 500 || status === 429 || name === MALFORMED || TRANSIENT.includes(name);
  return { outcome: 'failed', error: new DynamoDbError(name, status, isTransient) };
}

/** `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException", …}`; a proxy's page has none. */
function errorName(parsed: Json | undefined): string {
  const type = parsed?.['__type'];
  return (typeof type === 'string' ? /[A-Za-z]+$/.exec(type)?.[0] : undefined) ?? 'UnknownError';
}

/** The keys that DynamoDB had no capacity for; undefined if the answer makes no sense. */
function unprocessedKeys(parsed: Json | undefined, tableName: string): readonly string[] | undefined {
  if (parsed === undefined) return undefined;
  const { UnprocessedKeys: unprocessed } = parsed;
  if (unprocessed === undefined) return [];
  if (!isObject(unprocessed)) return undefined;
  const names = Object.keys(unprocessed);
  if (names.length === 0) return [];
  const keys = names.length === 1 ? member(unprocessed, tableName)?.['Keys'] : undefined;
  if (!Array.isArray(keys) || keys.length === 0) return undefined;
  const texts = keys.map((key: unknown) => (isItem(key) ? key[ATTRIBUTE.key]?.S : undefined));
  return texts.every((text) => text !== undefined) ? texts : undefined;
}

function parseObject(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function member(parsed: Json | undefined, name: string): Json | undefined {
  const value = parsed?.[name];
  return isObject(value) ? value : undefined;
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isItem(value: unknown): value is Item {
  return isObject(value) && Object.values(value).every(isObject);
}
