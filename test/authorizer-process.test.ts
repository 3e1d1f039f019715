import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { createDynamoDbRevocationStore } from '../lambda/adapters/dynamodb/revocation-store';
import { createHttpAuthorizer, type HttpAuthorizerEvent } from '../lambda/handlers/authorizers/http-authorizer';
import { authorizerDependencies } from '../lambda/handlers/authorizers/composition';
import { selfSigned } from './support/certificates';
import { DeployedFunction } from './support/deployed-function';
import { startDynamoDb, type LocalDynamoDb } from './support/dynamodb';
import { event } from './support/events';
import { FaultyProxy } from './support/faulty-proxy';
import { close, listen } from './support/loopback';
import { accessPayload, createSigningKey, KeyServer, POOL, sign } from './support/tokens';

// What an authorizer does in a process of its own, where several requests may run at once (Lambda's managed instances).

const TABLE = 'revocations';
const key = createSigningKey('key-1');
const keyServer = new KeyServer(key);
const variables = { ...process.env };
let cognito: string;

beforeAll(async () => {
  cognito = await keyServer.start();
});

afterAll(async () => {
  await keyServer.stop();
});

describe('fifty requests at once', () => {
  let dynamoDb: LocalDynamoDb;
  let proxy: FaultyProxy;

  beforeEach(async () => {
    // What is told of rejections.
    jest.spyOn(process.stdout, 'write').mockReturnValue(true);
    dynamoDb = await startDynamoDb(TABLE);
    const store = createDynamoDbRevocationStore(dynamoDb.access, TABLE);
    for (let index = 0; index < 50; index += 3) {
      const key = `${POOL}#session#session-${String(index)}`;
      await store.update(key, () => ({ kind: 'session', key, expiresAt: 4_000_000_000 }), {
        revokedAt: 1,
        initiatedBy: 'user',
        actor: 'user-1',
        reason: 'test',
        requestId: 'request-1',
      });
    }
    proxy = new FaultyProxy(dynamoDb.endpoint);
    process.env['AWS_ENDPOINT_URL_DYNAMODB'] = await proxy.start();
    process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = cognito;
  });

  afterEach(async () => {
    jest.restoreAllMocks();
    process.env = { ...variables };
    await proxy.stop();
    await dynamoDb.stop();
  });

  it.each([
    ['that has just begun', false],
    ['that is ready', true],
  ])('are each decided on by their own token, in one process %s, again and again', async (_, isReady) => {
    const dependencies = authorizerDependencies();
    const decide = createHttpAuthorizer(dependencies);
    const tokens = Array.from({ length: 50 }, (_token, index) =>
      sign(accessPayload({ sub: `user-${String(index)}`, origin_jti: `session-${String(index)}` }), key),
    );
    const events = tokens.map((token) => event<HttpAuthorizerEvent>('http-authorizer', token));
    // The answers come in another order than the questions.
    proxy.always = async ({ response, forward }) => {
      const { status, body } = await forward();
      setTimeout(() => response.writeHead(status).end(body), Math.random() * 30);
    };
    if (isReady) await dependencies.initialize(createHttpAuthorizer);
    keyServer.requests.length = 0;

    for (let times = 0; times < 3; times++) {
      const answers = await Promise.all(events.map(decide));
      expect(answers).toEqual(
        tokens.map((_token, index) =>
          index % 3 === 0
            ? { errorMessage: 'Unauthorized' }
            : {
                isAuthorized: true,
                context: expect.objectContaining({
                  sub: `user-${String(index)}`,
                  sessionId: `session-${String(index)}`,
                }) as unknown,
              },
        ),
      );
    }
    expect(keyServer.requests).toHaveLength(isReady ? 0 : 1);
    await expect(proxy.connections()).resolves.toBeLessThanOrEqual(50);
  });
});

describe('a table behind TLS', () => {
  const certificate = selfSigned('localhost');
  const server = createServer(certificate, (request, response) => {
    request.resume();
    response.end(JSON.stringify({ Responses: { [TABLE]: [] }, UnprocessedKeys: {} }));
  });
  const folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-tls-'));
  const file = path.join(folder, 'ca.pem');
  let dynamoDb: string;

  beforeAll(async () => {
    writeFileSync(file, certificate.cert);
    dynamoDb = (await listen(server)).replace('http://127.0.0.1', 'https://localhost');
  });

  afterAll(async () => {
    await close(server);
    rmSync(folder, { recursive: true });
  });

  it.each([
    [
      'is read if NODE_EXTRA_CA_CERTS vouches for it',
      true,
      { result: expect.objectContaining({ isAuthorized: true }) as unknown },
    ],
    ['is not read if nobody vouches for it', false, { error: 'The token could not be decided on' }],
  ])('%s', async (_, isTrusted, expected) => {
    const trust: Record<string, string> = isTrusted ? { NODE_EXTRA_CA_CERTS: file } : {};
    const authorizer = await DeployedFunction.start('http-authorizer', { dynamoDb, cognito }, trust);

    await expect(authorizer.invoke(event('http-authorizer', sign(accessPayload(), key)))).resolves.toEqual(expected);
    await authorizer.stop();
  });
});
