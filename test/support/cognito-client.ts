import { createCognitoClient, type CognitoClient } from '../../lambda/adapters/cognito/client';
import { accessTo } from './dynamodb';
import { POOL } from './tokens';

/** Asks a Cognito on loopback, once: what may pass is tried again in test/adapters/cognito/client.test.ts. */
export function cognitoAt(endpoint: string): CognitoClient {
  return createCognitoClient(POOL, accessTo(endpoint), {
    attemptTimeout: 2000,
    deadline: 2000,
    maxAttempts: 1,
    firstPause: 1,
  });
}
