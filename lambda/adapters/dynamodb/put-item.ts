import type { HttpAnswer } from '../aws/http-answer';
import { contentOf, ServiceError } from '../aws/json-answer';
import { dynamoDbError } from './answer';
import type { Item } from './attributes';
import type { Condition } from './revocation-item';

/** The body of a request that writes an item of a table as a whole, on a condition. */
export function putItemBody(tableName: string, item: Item, condition: Condition): string {
  return JSON.stringify({ TableName: tableName, Item: item, ...condition });
}

/**
 * Reads the answer to it.
 *
 * @returns whether the item was written; false if its condition did not hold
 * @throws ServiceError
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_PutItem.html
 */
export function parsePutItem(answer: HttpAnswer): boolean {
  try {
    contentOf(answer, dynamoDbError);
    return true;
  } catch (error) {
    if (error instanceof ServiceError && error.name === 'ConditionalCheckFailedException') return false;
    throw error;
  }
}
