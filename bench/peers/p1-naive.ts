import { createHash } from 'node:crypto';

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import jwt from 'jsonwebtoken';
import { JwksClient } from 'jwks-rsa';

import { TABLES } from '../names';
import { tokenOf, type PeerEvent, type PeerResult } from './common';

// P1: the usual blog post. The token's hash is looked up, then the token is verified.

const documents = DynamoDBDocumentClient.from(new DynamoDBClient({}));
const pool = process.env['USER_POOL_ID'] ?? '';
const keys = new JwksClient({
  jwksUri: `${process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] ?? ''}/${pool}/.well-known/jwks.json`,
  cache: true,
});

export const handler = async (event: PeerEvent): Promise<PeerResult> => {
  const token = tokenOf(event);
  const hash = createHash('sha256').update(token).digest('hex');
  const get = new GetCommand({ TableName: TABLES.tokens, Key: { hash }, ConsistentRead: true });
  const { Item } = await documents.send(get);
  if (Item !== undefined) return { isAuthorized: false };
  await verify(token);
  return { isAuthorized: true };
};

/** Verifies with the key that the token names. */
export async function verify(token: string): Promise<unknown> {
  const kid = jwt.decode(token, { complete: true })?.header.kid;
  const key = await keys.getSigningKey(kid);
  return jwt.verify(token, key.getPublicKey(), {
    algorithms: ['RS256'],
    issuer: `https://cognito-idp.us-east-1.amazonaws.com/${pool}`,
  });
}
