import {
  ConditionalCheckFailedException,
  GetItemCommand,
  QueryCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

import { LISTED_SESSIONS, SESSION_ATTRIBUTE as ATTRIBUTE } from '../../contract';
import { RevocationError } from '../../core/errors';
import { userKeyOf } from '../../core/revocation/revocation-key';
import type { RegisteredSession } from '../../core/sessions/registered-session';
import type { SessionRegistry } from '../../core/sessions/session-registry';
import { number } from './attributes';
import { fromItem, positionIn, toAttributes, toIndexKey, toKey } from './session-item';

/**
 * An item a session, under its user. Those that are listed have an attribute more, by which a local index sorts them: of all
 * indexes only a local one can be read as of now.
 *
 * @see https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html
 */
export function createDynamoDbSessionRegistry(client: DynamoDBClient, tableName: string): SessionRegistry {
  return {
    async register(session) {
      const attributes = Object.entries(toAttributes(session));
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: toKey(session, session.sessionId),
        UpdateExpression: `SET ${attributes.map(([name]) => `#${name} = :${name}`).join(', ')}`,
        ExpressionAttributeNames: Object.fromEntries(attributes.map(([name]) => [`#${name}`, name])),
        ExpressionAttributeValues: Object.fromEntries(attributes.map(([name, value]) => [`:${name}`, value])),
        ReturnValues: 'ALL_NEW',
      });
      const { Attributes } = await client.send(command).catch(unwritable);
      return fromItem(session, Attributes ?? {});
    },

    async find(user, sessionId) {
      const command = new GetItemCommand({ TableName: tableName, Key: toKey(user, sessionId), ConsistentRead: true });
      const { Item } = await client.send(command).catch(unreadable);
      return Item && fromItem(user, Item);
    },

    async pageOf(user, behind) {
      const command = new QueryCommand({
        TableName: tableName,
        IndexName: LISTED_SESSIONS,
        ConsistentRead: true,
        ScanIndexForward: false,
        KeyConditionExpression: '#user = :user',
        ExpressionAttributeNames: { '#user': ATTRIBUTE.user },
        ExpressionAttributeValues: { ':user': { S: userKeyOf(user) } },
        ...(behind !== undefined && { ExclusiveStartKey: toIndexKey(user, behind) }),
      });
      const { Items = [], LastEvaluatedKey } = await client.send(command).catch(unreadable);
      const sessions = Items.map((item) => fromItem(user, item));
      return { sessions, next: LastEvaluatedKey && positionIn(LastEvaluatedKey) };
    },

    async track(session, trackedAs) {
      const command = new UpdateItemCommand({
        TableName: tableName,
        Key: toKey(session, session.sessionId),
        UpdateExpression: 'SET #trackedAs = :trackedAs',
        ConditionExpression: 'attribute_exists(#signedInAt)',
        ExpressionAttributeNames: { '#trackedAs': ATTRIBUTE.trackedAs, '#signedInAt': ATTRIBUTE.signedInAt },
        ExpressionAttributeValues: { ':trackedAs': { S: trackedAs } },
      });
      await unlessChanged(client.send(command));
    },

    async unlist(sessions) {
      await Promise.all(sessions.map((session) => unlist(client, tableName, session)));
    },
  };
}

async function unlist(client: DynamoDBClient, tableName: string, session: RegisteredSession): Promise<void> {
  const command = new UpdateItemCommand({
    TableName: tableName,
    Key: toKey(session, session.sessionId),
    UpdateExpression: 'REMOVE #listedAs',
    ConditionExpression: '#listedAs = :signedInAt',
    ExpressionAttributeNames: { '#listedAs': ATTRIBUTE.listedAs },
    ExpressionAttributeValues: { ':signedInAt': number(session.signedInAt) },
  });
  await unlessChanged(client.send(command));
}

/** Of what is no longer as it was known, nothing is to be done. */
async function unlessChanged(sent: Promise<unknown>): Promise<void> {
  try {
    await sent;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) unwritable(error);
  }
}

function unreadable(cause: unknown): never {
  throw new RevocationError('session_registry_unavailable', 'the table of sessions could not be read', { cause });
}

function unwritable(cause: unknown): never {
  throw new RevocationError('session_registry_unavailable', 'the table of sessions could not be written', { cause });
}
