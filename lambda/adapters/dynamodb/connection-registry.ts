import {
  BatchWriteItemCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  type DynamoDBClient,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

import { CONNECTION_ATTRIBUTE as ATTRIBUTE } from '../../contract';
import { ownersOf, type Connection } from '../../core/connections/connection';
import type { ConnectionRegistry } from '../../core/connections/connection-registry';
import { RevocationError } from '../../core/errors';
import type { RevocationKey } from '../../core/revocation/revocation-key';
import type { Item } from './attributes';
import { fromItem, toItem, toKey } from './connection-item';
import { pauseAfter } from './pause';

/** How often a write goes on with what DynamoDB left unprocessed. */
const MAX_ATTEMPTS = 10;

/**
 * Two items a connection: under the key that revokes its user, and under the one that revokes its session. So both are
 * found by one strongly consistent query, for which a secondary index would be too late.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/HowItWorks.ReadConsistency.html
 */
export function createDynamoDbConnectionRegistry(client: DynamoDBClient, tableName: string): ConnectionRegistry {
  return {
    async add(connection) {
      const items = ownersOf(connection).map((owner) => toItem(owner, connection));
      await write(
        client,
        tableName,
        items.map((Item) => ({ PutRequest: { Item } })),
      );
    },

    async remove(connection) {
      const keys = ownersOf(connection).map((owner) => toKey(owner, connection));
      await write(
        client,
        tableName,
        keys.map((Key) => ({ DeleteRequest: { Key } })),
      );
    },

    async has(connection) {
      const [user] = ownersOf(connection);
      const command = new GetItemCommand({
        TableName: tableName,
        Key: toKey(user, connection),
        ConsistentRead: true,
        ProjectionExpression: '#owner',
        ExpressionAttributeNames: { '#owner': ATTRIBUTE.owner },
      });
      const { Item } = await client.send(command).catch(unreadable);
      return Item !== undefined;
    },

    find: (key) => find(client, tableName, key),
  };
}

async function write(client: DynamoDBClient, tableName: string, requests: readonly WriteRequest[]): Promise<void> {
  let pending = [...requests];
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt++) {
    const command = new BatchWriteItemCommand({ RequestItems: { [tableName]: pending } });
    const { UnprocessedItems } = await client.send(command).catch((cause: unknown) => {
      throw unavailable('the table of open connections could not be written', cause);
    });
    pending = UnprocessedItems?.[tableName] ?? [];
    if (pending.length === 0) return;
    await pauseAfter(attempt);
  }
  throw unavailable('DynamoDB left items unprocessed');
}

async function* find(
  client: DynamoDBClient,
  tableName: string,
  key: RevocationKey,
): AsyncGenerator<readonly Connection[]> {
  let fault: RevocationError | undefined;
  let start: Item | undefined;
  do {
    const command = commandFor(key, tableName, start);
    const page = await (command instanceof QueryCommand ? client.send(command) : client.send(command)).catch(
      unreadable,
    );
    const connections: Connection[] = [];
    for (const item of page.Items ?? []) {
      try {
        connections.push(fromItem(item));
      } catch (error) {
        fault ??= error as RevocationError;
      }
    }
    if (connections.length > 0) yield connections;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  // Only now: those behind it would never be ended, however often it is tried.
  if (fault !== undefined) throw fault;
}

/** A query where the key is a connection's; else what reads everything, each connection once: under its user. */
function commandFor(key: RevocationKey, TableName: string, start: Item | undefined): QueryCommand | ScanCommand {
  const paging = { TableName, ConsistentRead: true, ...(start !== undefined && { ExclusiveStartKey: start }) };
  const [userPoolId = '', kind, ...id] = key.split('#');
  if (kind !== 'client' && kind !== 'pool') {
    return new QueryCommand({
      ...paging,
      KeyConditionExpression: '#owner = :owner',
      ExpressionAttributeNames: { '#owner': ATTRIBUTE.owner },
      ExpressionAttributeValues: { ':owner': { S: key } },
    });
  }
  const isOfClient = kind === 'client';
  return new ScanCommand({
    ...paging,
    FilterExpression: `begins_with(#owner, :users)${isOfClient ? ' AND #clientId = :clientId' : ''}`,
    ExpressionAttributeNames: { '#owner': ATTRIBUTE.owner, ...(isOfClient && { '#clientId': ATTRIBUTE.clientId }) },
    ExpressionAttributeValues: {
      ':users': { S: `${userPoolId}#user#` },
      ...(isOfClient && { ':clientId': { S: id.join('#') } }),
    },
  });
}

function unreadable(cause: unknown): never {
  throw unavailable('the table of open connections could not be read', cause);
}

function unavailable(message: string, cause?: unknown): RevocationError {
  return new RevocationError('connection_registry_unavailable', message, { cause });
}
