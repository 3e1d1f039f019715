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

/** Answer headers that browsers may read: those of our errors, and Cognito's. */
export const CORS_EXPOSED_HEADERS = ['retry-after', 'x-amzn-errortype', 'x-amzn-requestid'];

/** For so long may a browser remember the answer to a preflight. */
export const CORS_MAX_AGE = Duration.hours(1);
