import { statSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BatchGetItemCommand } from '@aws-sdk/client-dynamodb';
import type { Metafile } from 'esbuild';

import { createDynamoDbRevocationStore } from '../lambda/adapters/dynamodb/revocation-store';
import { NOBODY } from '../lambda/core/token/nobody';
import { DECIDING_FUNCTIONS } from '../lambda/functions';
import type { Revocation } from '../lambda/core/revocation/revocation';
import { DeployedFunction } from './support/deployed-function';
import { startDynamoDb, type LocalDynamoDb } from './support/dynamodb';
import { event } from './support/events';
import { FaultyProxy } from './support/faulty-proxy';
import { accessPayload, createSigningKey, KeyServer, POOL, sign } from './support/tokens';

// What an authorizer costs, as far as it can be counted: no clock is read. For times see bench/.

const ROOT = path.join(__dirname, '..');
const TABLE = 'revocations';

describe('an authorizer’s bundle', () => {
  /** Bytes. */
  const LARGEST = 40 * 1024;
  const BANNED = /^(@aws-sdk\/|@aws-lambda-powertools\/|aws-xray|zod$|pino|winston|jsonwebtoken$|jwks-rsa$|axios$)/;

  it.each(DECIDING_FUNCTIONS)('is small: %s', (name) => {
    expect(statSync(path.join(ROOT, 'dist/bundles', name, 'index.mjs')).size).toBeLessThan(LARGEST);
  });

  const metafileOf = (name: string) => {
    const text = readFileSync(path.join(ROOT, 'dist/bundles/metafiles.json'), 'utf8');
    const { inputs, outputs } = (JSON.parse(text) as Record<string, Metafile>)[name] ?? { inputs: {}, outputs: {} };
    const used = Object.values(outputs).flatMap((output) =>
      Object.entries(output.inputs).flatMap(([input, { bytesInOutput }]) => (bytesInOutput > 0 ? input : [])),
    );
    return { inputs, used };
  };

  it.each(DECIDING_FUNCTIONS)('loads no HTTP client, and of Node.js nothing that it does not need: %s', (name) => {
    const { used } = metafileOf(name);

    expect(used.filter((input) => input.startsWith('builtin:')).sort()).toEqual([
      'builtin:crypto',
      'builtin:net',
      'builtin:tls',
    ]);
  });

  it.each(DECIDING_FUNCTIONS)('holds AWS’s token verifier, and no other package: %s', (name) => {
    const { inputs, used } = metafileOf(name);
    const packagesOf = (files: readonly string[]) =>
      new Set(files.flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));

    expect([...packagesOf(Object.keys(inputs))].filter((found) => BANNED.test(found))).toEqual([]);
    expect([...packagesOf(used)].sort()).toEqual(['aws-jwt-verify']);
  });
});

describe('a decision', () => {
  const key = createSigningKey('key-1');
  const keyServer = new KeyServer(key);
  let dynamoDb: LocalDynamoDb;
  let proxy: FaultyProxy;
  let authorizer: DeployedFunction;

  beforeAll(async () => {
    dynamoDb = await startDynamoDb(TABLE);
    const store = createDynamoDbRevocationStore(dynamoDb.access, TABLE);
    const revocation: Revocation = { kind: 'session', key: `${POOL}#session#signed-out`, expiresAt: 100 };
    const audit = {
      revokedAt: 1,
      initiatedBy: 'user' as const,
      actor: 'user-1',
      reason: 'sign-out local',
      requestId: 'request-1',
    };
    await store.update(revocation.key, () => revocation, audit);
    proxy = new FaultyProxy(dynamoDb.endpoint);
    authorizer = await DeployedFunction.start('http-authorizer', {
      dynamoDb: await proxy.start(),
      cognito: await keyServer.start(),
    });
  });

  afterAll(async () => {
    await authorizer.stop();
    await Promise.all([proxy.stop(), keyServer.stop(), dynamoDb.stop()]);
  });

  beforeEach(() => {
    proxy.requests.length = 0;
    keyServer.requests.length = 0;
  });

  const decide = (token: string) => authorizer.invoke(event('http-authorizer', token));
  const accepted = { result: { isAuthorized: true, context: expect.anything() as unknown } };
  const rejected = { result: { errorMessage: 'Unauthorized' } };

  it('is one request to DynamoDB where nothing is revoked, and none for keys', async () => {
    await expect(decide(sign(accessPayload(), key))).resolves.toEqual(accepted);

    expect(proxy.requests).toHaveLength(1);
    expect(keyServer.requests).toEqual([]);
  });

  it('is one request where the session is revoked', async () => {
    await expect(decide(sign(accessPayload({ origin_jti: 'signed-out' }), key))).resolves.toEqual(rejected);

    expect(proxy.requests).toHaveLength(1);
  });

  it.each([
    ['a forged token', sign(accessPayload(), { ...createSigningKey('key-1') })],
    ['an expired token', sign(accessPayload({ exp: 1_700_000_000 }), key)],
    ['a token of a foreign client', sign(accessPayload({ client_id: 'client-9' }), key)],
    ['no token at all', 'x.y.z'],
  ])('is no request for %s', async (_, token) => {
    await expect(decide(token)).resolves.toEqual(rejected);

    expect(proxy.requests).toEqual([]);
  });

  it('costs two read units, and two more at most once in 5 s, by DynamoDB’s own reckoning', async () => {
    const tokens = [accessPayload(), accessPayload({ origin_jti: 'signed-out' })].map((payload) => sign(payload, key));
    for (const token of tokens) await decide(token);

    expect(proxy.requests).toHaveLength(2);
    for (const { body } of proxy.requests) {
      const input = JSON.parse(body) as ConstructorParameters<typeof BatchGetItemCommand>[0];
      const { ConsumedCapacity } = await dynamoDb.client.send(
        new BatchGetItemCommand({ ...input, ReturnConsumedCapacity: 'TOTAL' }),
      );
      const keys = input.RequestItems?.[TABLE]?.Keys?.length;
      // The client's and the pool's cut-offs are read along when they are due: test/core/verdict/revocation-lookup.test.ts.
      expect([2, 4]).toContain(keys);
      expect(ConsumedCapacity).toEqual([{ TableName: TABLE, CapacityUnits: keys }]);
    }
  });
});

describe('the initialization', () => {
  const key = createSigningKey('key-1');
  const keyServer = new KeyServer(key);
  let dynamoDb: LocalDynamoDb;
  let proxy: FaultyProxy;
  let cognito: string;

  beforeAll(async () => {
    dynamoDb = await startDynamoDb(TABLE);
    proxy = new FaultyProxy(dynamoDb.endpoint);
    cognito = await keyServer.start();
  });

  afterAll(async () => {
    await Promise.all([proxy.stop(), keyServer.stop(), dynamoDb.stop()]);
  });

  it.each(DECIDING_FUNCTIONS)('fetches the keys, and decides on nobody, by one connection: %s', async (name) => {
    keyServer.requests.length = 0;
    proxy.requests.length = 0;
    const authorizer = await DeployedFunction.start(name, { dynamoDb: await proxy.start(), cognito });

    expect(keyServer.requests).toEqual([`/${POOL}/.well-known/jwks.json`]);
    const read = (...ids: string[]) => ({
      RequestItems: { [TABLE]: { Keys: ids.map((id) => ({ key: { S: `${POOL}#${id}` } })), ConsistentRead: true } },
    });
    const nobody = [`session#${NOBODY}`, `user#${NOBODY}`];
    expect(proxy.requests.map(({ body }) => JSON.parse(body) as unknown)).toEqual([
      read(...nobody, 'client#client-1', `pool#${POOL}`),
      read(...nobody),
      read(...nobody),
    ]);
    await expect(proxy.connections()).resolves.toBe(1);
    await authorizer.stop();
    await proxy.stop();
  });

  it.each(DECIDING_FUNCTIONS)(
    'loads no client for fetch and WebSocket, which costs more than all else: %s',
    async (name) => {
      const authorizer = await DeployedFunction.start(name, { dynamoDb: await proxy.start(), cognito });

      expect(authorizer.loaded).toContain('NativeModule crypto');
      expect(authorizer.loaded.filter((module) => /undici|http2|webcrypto|worker_threads/.test(module))).toEqual([]);
      await authorizer.stop();
      await proxy.stop();
    },
  );

  it('is not fatal: what it could not do, the first request does', async () => {
    keyServer.status = 500;
    proxy.always = ({ response }) => void response.writeHead(400).end('{"__type":"AccessDeniedException"}');
    const authorizer = await DeployedFunction.start('http-authorizer', { dynamoDb: await proxy.start(), cognito });
    keyServer.status = 200;
    proxy.always = undefined;

    const outcome = await authorizer.invoke(event('http-authorizer', sign(accessPayload(), key)));

    expect(outcome).toMatchObject({ result: { isAuthorized: true } });
    await authorizer.stop();
  });
});
