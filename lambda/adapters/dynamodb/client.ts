import { DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** Milliseconds. DynamoDB answers in a few, or is worth a second try. */
const DEADLINES = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };

/** The SDK's client, for the tables of open connections and of sessions. Revocations do without: revocation-store.ts. */
export function createDynamoDbClient(): DynamoDBClient {
  return new DynamoDBClient({ maxAttempts: 3, requestHandler: DEADLINES });
}
