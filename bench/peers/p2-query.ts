import { DynamoDBClient, QueryCommand, type AttributeValue } from '@aws-sdk/client-dynamodb';

import { TABLES } from '../names';
import { createVerifier, tokenOf, type PeerEvent, type PeerResult } from './common';

// P2: everything that a user has signed out of is in one partition, which is read whole.

const client = new DynamoDBClient({});
const verify = createVerifier();

export const handler = async (event: PeerEvent): Promise<PeerResult> => {
  const claims = await verify(tokenOf(event));
  let start: Record<string, AttributeValue> | undefined;
  do {
    const page = await client.send(
      new QueryCommand({
        TableName: TABLES.byUser,
        KeyConditionExpression: '#user = :user',
        ExpressionAttributeNames: { '#user': 'user' },
        ExpressionAttributeValues: { ':user': { S: claims.sub } },
        ConsistentRead: true,
        ExclusiveStartKey: start,
      }),
    );
    const isRevoked = page.Items?.some(
      ({ session, validAfter }) => session?.S === claims.origin_jti || claims.auth_time <= Number(validAfter?.N ?? -1),
    );
    if (isRevoked === true) return { isAuthorized: false };
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return { isAuthorized: true };
};
