import { CreateTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { LISTED_SESSIONS, SESSION_ATTRIBUTE as ATTRIBUTE } from '../../lambda/contract';

/** A table as lib/sessions/session-table.ts makes it. */
export async function createSessionTable(client: DynamoDBClient, tableName: string): Promise<void> {
  const key = (sortKey: string) => [
    { AttributeName: ATTRIBUTE.user, KeyType: 'HASH' as const },
    { AttributeName: sortKey, KeyType: 'RANGE' as const },
  ];
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      AttributeDefinitions: [
        { AttributeName: ATTRIBUTE.user, AttributeType: 'S' },
        { AttributeName: ATTRIBUTE.sessionId, AttributeType: 'S' },
        { AttributeName: ATTRIBUTE.listedAs, AttributeType: 'N' },
      ],
      KeySchema: key(ATTRIBUTE.sessionId),
      LocalSecondaryIndexes: [
        { IndexName: LISTED_SESSIONS, KeySchema: key(ATTRIBUTE.listedAs), Projection: { ProjectionType: 'ALL' } },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
}
