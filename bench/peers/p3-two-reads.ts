import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';

import { TABLES } from '../names';
import { createVerifier, keysOf, tokenOf, type PeerEvent, type PeerResult } from './common';

// P3: the session is looked up, then the user.

const client = new DynamoDBClient({});
const verify = createVerifier();

export const handler = async (event: PeerEvent): Promise<PeerResult> => {
  const claims = await verify(tokenOf(event));
  for (const key of keysOf(claims)) {
    const get = new GetItemCommand({ TableName: TABLES.revocations, Key: { key: { S: key } }, ConsistentRead: true });
    const { Item } = await client.send(get);
    if (Item?.['kind']?.S === 'session') return { isAuthorized: false };
    if (claims.auth_time <= Number(Item?.['tokensValidAfter']?.N ?? -1)) return { isAuthorized: false };
  }
  return { isAuthorized: true };
};
