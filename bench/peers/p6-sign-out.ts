import { DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';

import { TABLES } from '../names';
import { createVerifier, keysOf, tokenOf, type PeerEvent } from './common';

// P6: signs out a session. The token is verified, and the session's record written, by the SDK.

const client = new DynamoDBClient({});
const verify = createVerifier();
/** Seconds: as long as a refresh token may live. */
const lifetime = Number(process.env['REFRESH_TOKEN_VALIDITY_SECONDS']);

export const handler = async (event: PeerEvent): Promise<{ readonly statusCode: number }> => {
  const claims = await verify(tokenOf(event));
  const [key] = keysOf(claims);
  const now = Math.floor(Date.now() / 1000);
  await client.send(
    new PutItemCommand({
      TableName: TABLES.revocations,
      Item: {
        key: { S: key },
        kind: { S: 'session' },
        revokedAt: { N: String(now) },
        expiresAt: { N: String(now + lifetime) },
        actor: { S: claims.sub },
      },
    }),
  );
  return { statusCode: 200 };
};
