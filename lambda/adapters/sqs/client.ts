import { SQSClient } from '@aws-sdk/client-sqs';

/** Milliseconds. Whoever puts something down has a stream or a queue that tries again: it need not wait for long. */
const DEADLINES = { connectionTimeout: 500, requestTimeout: 1500, throwOnRequestTimeout: true };

/** The SDK's client. */
export function createSqsClient(): SQSClient {
  return new SQSClient({ maxAttempts: 3, requestHandler: DEADLINES });
}
