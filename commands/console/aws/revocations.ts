import { BatchGetItemCommand, ScanCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { setTimeout as pause } from 'node:timers/promises';

import { ATTRIBUTE } from '../../../lambda/contract';
import type { RecordPage, RecordQuestion, RevocationView, UserRecordQuestion } from '../../../pages/console/api';
import { ConsoleError } from '../console-error';
import { soon } from './connection';
import { explain } from './failures';
import { keyIn, numberIn, present, textIn, tokenOf, type Item } from './tables';

/** How many records are read at once. */
const LIMIT = 100;
/** How often what DynamoDB left unread is asked for again. */
const MAX_ATTEMPTS = 5;

/** Where revocations are. */
export interface RevocationTable {
  readonly table: string;
  readonly userPoolId: string;
}

/**
 * What is recorded of a user, and of these sessions, as it is now.
 *
 * @throws ConsoleError as any call to AWS; `unavailable` if DynamoDB leaves some of it unread
 */
export async function findRevocations(
  client: DynamoDBClient,
  { table, userPoolId }: RevocationTable,
  { sub, sessionIds }: UserRecordQuestion,
  signal: AbortSignal,
): Promise<readonly RevocationView[]> {
  const ids = [`user#${sub}`, ...new Set(sessionIds.map((id) => `session#${id}`))];
  let left = ids.map((id) => ({ [ATTRIBUTE.key]: { S: `${userPoolId}#${id}` } }));
  const found: Item[] = [];
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const command = new BatchGetItemCommand({ RequestItems: { [table]: { Keys: left, ConsistentRead: true } } });
    const { Responses, UnprocessedKeys } = await client.send(command, soon(signal)).catch((error: unknown) => {
      throw explain(error, 'dynamodb:BatchGetItem', `the table ${table}`);
    });
    found.push(...(Responses?.[table] ?? []));
    left = (UnprocessedKeys?.[table]?.Keys ?? []) as typeof left;
    if (left.length === 0) return found.map(viewOf).sort(newestFirst);
    await pause(50 * 2 ** attempt);
  }
  throw new ConsoleError('unavailable', 'DynamoDB has too much to do to read the whole record of the user: try again.');
}

/**
 * A part of the whole record, in no order: that is how DynamoDB reads a table.
 *
 * @throws ConsoleError as any call to AWS
 */
export async function scanRevocations(
  client: DynamoDBClient,
  { table }: RevocationTable,
  { text, nextToken }: RecordQuestion,
  signal: AbortSignal,
): Promise<RecordPage> {
  const names = { '#key': ATTRIBUTE.key, '#actor': ATTRIBUTE.actor, '#reason': ATTRIBUTE.reason };
  const command = new ScanCommand({
    TableName: table,
    Limit: LIMIT,
    ExclusiveStartKey: keyIn(nextToken),
    ...(text !== '' && {
      FilterExpression: Object.keys(names)
        .map((name) => `contains(${name}, :text)`)
        .join(' OR '),
      ExpressionAttributeNames: names,
      ExpressionAttributeValues: { ':text': { S: text } },
    }),
  });
  const {
    Items = [],
    ScannedCount = 0,
    LastEvaluatedKey,
  } = await client.send(command, soon(signal)).catch((error: unknown) => {
    throw explain(error, 'dynamodb:Scan', `the table ${table}`);
  });
  const next = tokenOf(LastEvaluatedKey);
  return { items: Items.map(viewOf), examined: ScannedCount, ...(next !== undefined && { nextToken: next }) };
}

/** The key is `{userPoolId}#{kind}#{id}`, and an id may hold what it likes. */
function viewOf(item: Item): RevocationView {
  const [, kind = '', id = ''] = /^[^#]*#([^#]*)#([^]*)$/.exec(textIn(item, ATTRIBUTE.key) ?? '') ?? [];
  return present<RevocationView>({
    kind,
    id,
    revokedAt: numberIn(item, ATTRIBUTE.revokedAt),
    actor: textIn(item, ATTRIBUTE.actor),
    reason: textIn(item, ATTRIBUTE.reason),
    requestId: textIn(item, ATTRIBUTE.requestId),
    tokensValidAfter: numberIn(item, ATTRIBUTE.tokensValidAfter),
    othersValidAfter: numberIn(item, ATTRIBUTE.othersValidAfter),
    exemptSession: textIn(item, ATTRIBUTE.exemptSession),
    expiresAt: numberIn(item, ATTRIBUTE.expiresAt),
  });
}

function newestFirst(left: RevocationView, right: RevocationView): number {
  return (right.revokedAt ?? 0) - (left.revokedAt ?? 0);
}
