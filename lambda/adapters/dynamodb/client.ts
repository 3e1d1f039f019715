import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Milliseconds. DynamoDB answers in a few, or is worth a second try. */
const DEADLINES = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };

/** The SDK's client, for the functions that write. Those that only decide do without: revocation-reader.ts. */
export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 3, requestHandler: DEADLINES });
}
