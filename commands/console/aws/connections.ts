import { QueryCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { CONNECTION_ATTRIBUTE as ATTRIBUTE } from '../../../lambda/contract';
import type { ConnectionView, OfUser, Page } from '../../../pages/console/api';
import { soon } from './connection';
import { explain } from './failures';
import { keyIn, numberIn, present, textIn, tokenOf, type Item } from './tables';

const LIMIT = 50;

/**
 * The open connections of a user, a part at a time, as they are now.
 *
 * @throws ConsoleError as any call to AWS
 */
export async function findConnections(
  client: DynamoDBClient,
  { table, userPoolId }: { readonly table: string; readonly userPoolId: string },
  { sub, nextToken }: OfUser,
  signal: AbortSignal,
): Promise<Page<ConnectionView>> {
  const command = new QueryCommand({
    TableName: table,
    KeyConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': ATTRIBUTE.owner },
    ExpressionAttributeValues: { ':owner': { S: `${userPoolId}#user#${sub}` } },
    ConsistentRead: true,
    Limit: LIMIT,
    ExclusiveStartKey: keyIn(nextToken),
  });
  const { Items = [], LastEvaluatedKey } = await client.send(command, soon(signal)).catch((error: unknown) => {
    throw explain(error, 'dynamodb:Query', `the table ${table}`);
  });
  const next = tokenOf(LastEvaluatedKey);
  return { items: Items.map(viewOf), ...(next !== undefined && { nextToken: next }) };
}

function viewOf(item: Item): ConnectionView {
  const openedAt = numberIn(item, ATTRIBUTE.registeredAt);
  return present<ConnectionView>({
    connection: textIn(item, ATTRIBUTE.connection) ?? '',
    sessionId: textIn(item, ATTRIBUTE.originJti),
    clientId: textIn(item, ATTRIBUTE.clientId),
    openedAt: openedAt === undefined ? undefined : Math.floor(openedAt / 1000),
    endsAt: numberIn(item, ATTRIBUTE.tokenExpiresAt),
  });
}
