import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import type { AddressInfo } from 'node:net';

import type { DynamoDbEndpoint } from '../../lambda/adapters/dynamodb/signed-request';
import { ATTRIBUTE } from '../../lambda/contract';

/** A DynamoDB of the test's own, in this process. */
export interface LocalDynamoDb {
  readonly endpoint: string;
  readonly client: DynamoDBClient;
  /** For what does without the SDK. */
  readonly access: DynamoDbEndpoint;
  stop(): Promise<void>;
}

/** Starts one, with a table as lib/revocation-table.ts makes it. */
export async function startDynamoDb(tableName: string): Promise<LocalDynamoDb> {
  const server = dynalite({ createTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;
  const client = new DynamoDBClient({ endpoint, region: 'us-east-1', maxAttempts: 1 });
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      AttributeDefinitions: [{ AttributeName: ATTRIBUTE.key, AttributeType: 'S' }],
      KeySchema: [{ AttributeName: ATTRIBUTE.key, KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
  return {
    endpoint,
    client,
    access: accessTo(endpoint),
    async stop() {
      client.destroy();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** To a DynamoDB, or what stands before one, that takes everybody for somebody. */
export function accessTo(endpoint: string): DynamoDbEndpoint {
  const credentials = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: undefined };
  return { endpoint, region: 'us-east-1', credentials: () => credentials };
}
