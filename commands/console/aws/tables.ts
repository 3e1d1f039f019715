import { DescribeTableCommand, type AttributeValue, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { CONNECTION_ATTRIBUTE } from '../../../lambda/contract';
import { soon } from './connection';
import { explain } from './failures';

/** An item of a table. */
export type Item = Readonly<Record<string, AttributeValue>>;

/**
 * Which of a stack's tables holds open connections: the one that has their key. What it is called, and where it stands, is its
 * owner's choice.
 *
 * @returns its name, if there is one; else why that is not known, if it is not
 */
export async function findConnectionTable(
  client: DynamoDBClient,
  names: readonly string[],
  signal: AbortSignal,
): Promise<{ readonly name: string | undefined; readonly problem: string | undefined }> {
  const wanted = [CONNECTION_ATTRIBUTE.owner, CONNECTION_ATTRIBUTE.connection].join();
  let problem: string | undefined;
  for (const name of names) {
    try {
      const { Table } = await client.send(new DescribeTableCommand({ TableName: name }), soon(signal));
      const key = Table?.KeySchema?.map(({ AttributeName }) => AttributeName).join();
      if (key === wanted) return { name, problem: undefined };
    } catch (error) {
      const failure = explain(error, 'dynamodb:DescribeTable', `the table ${name}`);
      if (failure.code === 'no_credentials') throw failure;
      problem = failure.message;
    }
  }
  return { name: undefined, problem };
}

/** An attribute that is a text; undefined if it is not there, or is none. */
export function textIn(item: Item, attribute: string): string | undefined {
  return item[attribute]?.S;
}

/** An attribute that is a number; undefined if it is not there, or is none. */
export function numberIn(item: Item, attribute: string): number | undefined {
  const text = item[attribute]?.N;
  return text === undefined || !Number.isFinite(Number(text)) ? undefined : Number(text);
}

/** Without the members that are undefined. */
export function present<T extends object>(members: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined)) as T;
}

/** Where to go on in a table, as a text for the page to send back. */
export function tokenOf(key: Item | undefined): string | undefined {
  return key === undefined ? undefined : Buffer.from(JSON.stringify(key)).toString('base64url');
}

/** What {@link tokenOf} has made; undefined if it is nothing of the kind. */
export function keyIn(token: string | undefined): Record<string, AttributeValue> | undefined {
  if (token === undefined) return undefined;
  try {
    const key: unknown = JSON.parse(Buffer.from(token, 'base64url').toString());
    const isKey =
      typeof key === 'object' &&
      key !== null &&
      Object.values(key).every((value: { S?: unknown } | null) => typeof value?.S === 'string');
    return isKey ? (key as Record<string, AttributeValue>) : undefined;
  } catch {
    return undefined;
  }
}
