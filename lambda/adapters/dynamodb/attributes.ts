import type { AttributeValue } from '@aws-sdk/client-dynamodb';

import { RevocationError, type FaultCode } from '../../core/errors';

/** An item of a table, as DynamoDB speaks of it. */
export type Item = Record<string, AttributeValue>;

/** A number, as DynamoDB writes it. */
export function number(value: number): AttributeValue {
  return { N: String(value) };
}

/**
 * Reads what must be there of an item of a table.
 *
 * @param code - the fault that an attribute which is missing, or of a wrong type, is for that table
 */
export function attributesOf(code: FaultCode) {
  const corrupt = (attribute: string) => new RevocationError(code, `attribute ${attribute} is missing or malformed`);
  const text = (item: Item, name: string): string => {
    const value = item[name]?.S;
    if (value === undefined) throw corrupt(name);
    return value;
  };
  const numeric = (item: Item, name: string): number => {
    const value = Number(item[name]?.N ?? NaN);
    if (!Number.isFinite(value)) throw corrupt(name);
    return value;
  };
  return { corrupt, text, numeric };
}
