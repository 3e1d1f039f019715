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
import type { ConnectionPage, ConnectionRegistry, Place } from '../../core/connections/connection-registry';
import { RevocationError } from '../../core/errors';
import { isWideKey, partsOf, type RevocationKey } from '../../core/revocation/revocation-key';
import type { Item } from './attributes';
import { fromItem, toItem, toKey } from './connection-item';
import { pauseAfter } from '../aws/pause';

/** How often a write goes on with what DynamoDB left unprocessed. */
const MAX_ATTEMPTS = 10;

/** Items of a page: few enough to end all of its connections within a call, even if API Gateway is slow with each. */
const PAGE_SIZE = 250;

/**
 * Where everything is read, so many searches go on side by side. API Gateway takes 10,000 requests a second, of the whole account,
 * and each ends some thousand connections a second: half of that is left to others.
 */
const SEGMENTS = 4;

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

    beginningsOf(key) {
      if (!isWideKey(key)) return [placeOf({ segment: undefined, start: undefined })];
      return Array.from({ length: SEGMENTS }, (_, segment) => placeOf({ segment, start: undefined }));
    },

    find: (key, place) => find(client, tableName, key, place),
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

async function find(
  client: DynamoDBClient,
  tableName: string,
  key: RevocationKey,
  place: Place,
): Promise<ConnectionPage> {
  const { segment, start } = parsePlace(place);
  const paging = { TableName: tableName, ConsistentRead: true, Limit: PAGE_SIZE, ExclusiveStartKey: start };
  const page = await (
    segment === undefined ? client.send(queryFor(key, paging)) : client.send(scanFor(key, segment, paging))
  ).catch(unreadable);
  const connections: Connection[] = [];
  let fault: RevocationError | undefined;
  for (const item of page.Items ?? []) {
    try {
      connections.push(fromItem(item));
    } catch (error) {
      fault ??= error as RevocationError;
    }
  }
  const { LastEvaluatedKey: next } = page;
  return { connections, fault, next: next === undefined ? undefined : placeOf({ segment, start: next }) };
}

interface Paging {
  readonly TableName: string;
  readonly ConsistentRead: boolean;
  readonly Limit: number;
  readonly ExclusiveStartKey: Item | undefined;
}

/** Of a user, a session or a token: what stands under its key. */
function queryFor(key: RevocationKey, paging: Paging): QueryCommand {
  return new QueryCommand({
    ...paging,
    KeyConditionExpression: '#owner = :owner',
    ExpressionAttributeNames: { '#owner': ATTRIBUTE.owner },
    ExpressionAttributeValues: { ':owner': { S: key } },
  });
}

/** Of a client or a pool: everything, each connection once, under its user. */
function scanFor(key: RevocationKey, segment: number, paging: Paging): ScanCommand {
  const { userPoolId, kind, id } = partsOf(key);
  const isOfClient = kind === 'client';
  return new ScanCommand({
    ...paging,
    Segment: segment,
    TotalSegments: SEGMENTS,
    FilterExpression: `begins_with(#owner, :users)${isOfClient ? ' AND #clientId = :clientId' : ''}`,
    ExpressionAttributeNames: { '#owner': ATTRIBUTE.owner, ...(isOfClient && { '#clientId': ATTRIBUTE.clientId }) },
    ExpressionAttributeValues: {
      ':users': { S: `${userPoolId}#user#` },
      ...(isOfClient && { ':clientId': { S: id } }),
    },
  });
}

interface PlaceInTable {
  /** Of a scan. */
  readonly segment: number | undefined;
  /** Where DynamoDB goes on. */
  readonly start: Item | undefined;
}

function placeOf(place: PlaceInTable): Place {
  return JSON.stringify(place);
}

function parsePlace(place: Place): PlaceInTable {
  try {
    const { segment, start } = Object(JSON.parse(place)) as Partial<PlaceInTable>;
    if ((segment === undefined || isSegment(segment)) && (start === undefined || typeof start === 'object')) {
      return { segment, start };
    }
  } catch {
    // No place either.
  }
  throw new RevocationError('unusable_message', 'the place of a search is none of the table of open connections');
}

function isSegment(segment: unknown): boolean {
  return Number.isInteger(segment) && Number(segment) >= 0 && Number(segment) < SEGMENTS;
}

function unreadable(cause: unknown): never {
  throw unavailable('the table of open connections could not be read', cause);
}

function unavailable(message: string, cause?: unknown): RevocationError {
  return new RevocationError('connection_registry_unavailable', message, { cause });
}
