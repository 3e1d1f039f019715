import { BatchGetItemCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { TABLES } from '../names';
import { createVerifier, keysOf, tokenOf, type PeerEvent, type PeerResult } from './common';

// P4: the correct peer. What this project does, built on the SDK.

const client = new DynamoDBClient({});
const verify = createVerifier();

export const handler = async (event: PeerEvent): Promise<PeerResult> => {
  const claims = await verify(tokenOf(event));
  const Keys = keysOf(claims).map((key) => ({ key: { S: key } }));
  const { Responses, UnprocessedKeys } = await client.send(
    new BatchGetItemCommand({ RequestItems: { [TABLES.revocations]: { Keys, ConsistentRead: true } } }),
  );
  if (Object.keys(UnprocessedKeys ?? {}).length > 0) throw new Error('unprocessed keys');
  const isRevoked = Responses?.[TABLES.revocations]?.some(
    ({ kind, tokensValidAfter }) => kind?.S === 'session' || claims.auth_time <= Number(tokensValidAfter?.N ?? -1),
  );
  return { isAuthorized: isRevoked !== true };
};
