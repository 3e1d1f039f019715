import { Duration } from 'aws-cdk-lib';

/** Request headers that browsers may send: ours, and those of the AWS SDKs. */
export const CORS_ALLOWED_HEADERS = [
  'authorization',
  'content-type',
  'x-amz-target',
  'x-amz-user-agent',
  'amz-sdk-request',
  'amz-sdk-invocation-id',
  'cache-control',
];

/** For so long may a browser remember the answer to a preflight. */
export const CORS_MAX_AGE = Duration.hours(1);
