import { fork, type ChildProcess } from 'node:child_process';
import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import path from 'node:path';

import { ENVIRONMENT } from '../lambda/contract';
import { CLIENT, POOL, TABLES } from './names';

/** The pool's signing key. */
export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** What runs beside the benchmark. */
export interface Engine {
  readonly endpoints: { readonly dynamoDb: string; readonly cognito: string };
  stop(): void;
}

export function createSigningKey(): SigningKey {
  return { kid: 'key-1', ...generateKeyPairSync('rsa', { modulusLength: 2048 }) };
}

/** Starts the engine, and sets the environment of this process as a function's is. */
export async function startEngine({ kid, publicKey }: SigningKey): Promise<Engine> {
  const child: ChildProcess = fork(path.join(__dirname, 'engine.js'));
  const jwk = { ...publicKey.export({ format: 'jwk' }), kid, alg: 'RS256', use: 'sig' };
  const started = new Promise((resolve) => child.once('message', resolve));
  child.send({ keys: [jwk] });
  const endpoints = (await started) as Engine['endpoints'];
  Object.assign(process.env, {
    [ENVIRONMENT.userPoolId]: POOL,
    [ENVIRONMENT.userPoolClientIds]: CLIENT,
    [ENVIRONMENT.acceptedTokenUse]: 'access,id',
    [ENVIRONMENT.revocationTableName]: TABLES.revocations,
    [ENVIRONMENT.refreshTokenValidity]: '2592000',
    [ENVIRONMENT.rememberVerifiedTokens]: 'true',
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'id',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'session',
    AWS_ENDPOINT_URL_DYNAMODB: endpoints.dynamoDb,
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoints.cognito,
  });
  return { endpoints, stop: () => child.kill() };
}
