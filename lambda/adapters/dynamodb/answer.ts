import type { HttpAnswer } from '../aws/http-answer';
import type { Item } from './attributes';

/** DynamoDB, or something in its stead, refused or did not make sense. Its own message stays out: it repeats input. */
export class DynamoDbError extends Error {
  /** For whoever logs it: as the errors of the AWS SDKs have it. */
  readonly $metadata: { readonly httpStatusCode: number };

  /** Whether another attempt may not meet it. */
  readonly isTransient: boolean;

  /** @param name - DynamoDB's name for the error, such as `ThrottlingException`, or {@link MALFORMED} */
  constructor(
    override readonly name: string,
    httpStatusCode: number,
  ) {
    super(`DynamoDB answered ${String(httpStatusCode)}`);
    this.$metadata = { httpStatusCode };
    this.isTransient =
      httpStatusCode >= 500 || httpStatusCode === 429 || name === MALFORMED || TRANSIENT.includes(name);
  }
}

/** The name of an error that is none of DynamoDB's: what came makes no sense. */
export const MALFORMED = 'MalformedResponse';

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

/** An object of an answer, of which nothing is known yet. */
export type Json = Readonly<Record<string, unknown>>;

/**
 * What DynamoDB says where it has done what it was asked.
 *
 * @throws DynamoDbError if it has not, or if this is no answer of its own
 */
export function contentOf({ status, body }: HttpAnswer): Json {
  const content = parseObject(body);
  if (status !== 200) throw new DynamoDbError(errorName(content), status);
  if (content === undefined) throw new DynamoDbError(MALFORMED, status);
  return content;
}

/** `{"__type":"com.amazonaws.dynamodb.v20120810#ThrottlingException", …}`; a proxy's page has none. */
function errorName(content: Json | undefined): string {
  const type = content?.['__type'];
  return (typeof type === 'string' ? /[A-Za-z]+$/.exec(type)?.[0] : undefined) ?? 'UnknownError';
}

function parseObject(text: string): Json | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether it is an object, and neither null nor an array. */
export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether it has the shape of an item: what its attributes are is for whoever reads them. */
export function isItem(value: unknown): value is Item {
  return isObject(value) && Object.values(value).every(isObject);
}
