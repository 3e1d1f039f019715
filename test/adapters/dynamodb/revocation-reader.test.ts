import type { Credentials } from '../../../lambda/adapters/aws/request-signer';
import type { RetryPolicy } from '../../../lambda/adapters/aws/retries';
import { createDynamoDbRevocationReader } from '../../../lambda/adapters/dynamodb/revocation-reader';
import { createDynamoDbRevocationStore } from '../../../lambda/adapters/dynamodb/revocation-store';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { startDynamoDb, type LocalDynamoDb } from '../../support/dynamodb';
import { answering, cutBeforeTheAnswer, error, never, PASSING } from '../../support/dynamodb-faults';
import { FaultyProxy, type Fault } from '../../support/faulty-proxy';
import { describeRevocationStore } from './revocation-store.contract';

const TABLE = 'revocations';
const SESSION_KEY = 'us-east-1_Example#session#session-1';
const USER_KEY = 'us-east-1_Example#user#user-1';
const KEYS = [SESSION_KEY, USER_KEY];
const SESSION: Revocation = { kind: 'session', key: SESSION_KEY, expiresAt: 100 };
const USER: Revocation = { kind: 'user', key: USER_KEY, expiresAt: 100, tokensValidAfter: 50 };
const AUDIT = {
  revokedAt: 1,
  initiatedBy: 'user' as const,
  actor: 'user-1',
  reason: 'sign-out local',
  requestId: 'request-1',
};
const CREDENTIALS: Credentials = { accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: undefined };
/** Nobody waits long for what is broken on purpose. Milliseconds. */
const IMPATIENT: RetryPolicy = { attemptTimeout: 250, deadline: 5000, maxAttempts: 4, firstPause: 1 };

let dynamoDb: LocalDynamoDb;
let proxy: FaultyProxy;
let endpoint: string;

beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE);
  const store = createDynamoDbRevocationStore(dynamoDb.access, TABLE);
  for (const revocation of [SESSION, USER]) await store.update(revocation.key, () => revocation, AUDIT);
});

afterAll(async () => {
  await dynamoDb.stop();
});

beforeEach(async () => {
  proxy = new FaultyProxy(dynamoDb.endpoint);
  endpoint = await proxy.start();
});

afterEach(async () => {
  await proxy.stop();
});

function readerOf(policy: Partial<RetryPolicy> = {}, credentials = () => CREDENTIALS) {
  const dynamoDbEndpoint = { endpoint, region: 'us-east-1', credentials };
  return createDynamoDbRevocationReader(dynamoDbEndpoint, TABLE, { ...IMPATIENT, ...policy });
}

describeRevocationStore('the reader without the SDK', () => ({
  ...createDynamoDbRevocationStore(dynamoDb.access, TABLE),
  find: (keys) => readerOf().find(keys),
}));

describe('a read', () => {
  it('is one strongly consistent BatchGetItem of exactly the keys', async () => {
    await expect(readerOf().find(KEYS)).resolves.toEqual(expect.arrayContaining([SESSION, USER]));

    expect(proxy.requests).toHaveLength(1);
    const [{ headers, body }] = proxy.requests as [(typeof proxy.requests)[0]];
    expect(headers['x-amz-target']).toBe('DynamoDB_20120810.BatchGetItem');
    expect(JSON.parse(body)).toEqual({
      RequestItems: { [TABLE]: { Keys: KEYS.map((key) => ({ key: { S: key } })), ConsistentRead: true } },
    });
  });

  it('is one whatever the number of keys', async () => {
    const keys = [...KEYS, 'us-east-1_Example#client#client-1', 'us-east-1_Example#userPool#us-east-1_Example'];

    await expect(readerOf().find(keys)).resolves.toHaveLength(2);
    expect(proxy.requests).toHaveLength(1);
  });

  it('is signed, with the credentials of the moment', async () => {
    const credentials = [
      { ...CREDENTIALS, accessKeyId: 'first', sessionToken: 'temporary' },
      { ...CREDENTIALS, accessKeyId: 'second' },
    ];
    const reader = readerOf({}, () => credentials.shift() ?? CREDENTIALS);
    await reader.find(KEYS);
    await reader.find(KEYS);

    const [first, second] = proxy.requests.map(({ headers }) => headers);
    expect(first?.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=first\/\d{8}\/us-east-1\/dynamodb\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
    );
    expect(first?.['x-amz-security-token']).toBe('temporary');
    expect(second?.authorization).toContain('Credential=second/');
    expect(second).not.toHaveProperty('x-amz-security-token');
  });

  it('keeps its connection', async () => {
    const reader = readerOf();
    for (let times = 0; times < 5; times++) await reader.find(KEYS);

    await expect(proxy.connections()).resolves.toBe(1);
  });
});

const unprocessed = (...keys: string[]) => ({ [TABLE]: { Keys: keys.map((key) => ({ key: { S: key } })) } });

/** The first key is read, the others are not. */
const halfUnprocessed: Fault = async ({ response, body, forward }) => {
  const asked = JSON.parse(body) as { RequestItems: Record<string, { Keys: { key: { S: string } }[] }> };
  const [first, ...others] = asked.RequestItems[TABLE]?.Keys ?? [];
  const answer = await forward(JSON.stringify({ RequestItems: { [TABLE]: { Keys: [first], ConsistentRead: true } } }));
  const Responses = (JSON.parse(answer.body) as { Responses: unknown }).Responses;
  const UnprocessedKeys = others.length > 0 ? unprocessed(...others.map(({ key }) => key.S)) : {};
  response.writeHead(200).end(JSON.stringify({ Responses, UnprocessedKeys }));
};

/** Another attempt may not meet them. */
const TRANSIENT: [string, Fault][] = [
  ...PASSING,
  ['half a batch unprocessed', halfUnprocessed],
  ['all of a batch unprocessed', answering(200, { Responses: {}, UnprocessedKeys: unprocessed(...KEYS) })],
  ['an answer that says nothing', answering(200, {})],
  ['an answer without the table', answering(200, { Responses: {} })],
  ['an answer of another table', answering(200, { Responses: { other: [] }, UnprocessedKeys: {} })],
  ['an answer whose items are none', answering(200, { Responses: { [TABLE]: {} } })],
  ['an answer with half an item', answering(200, { Responses: { [TABLE]: [{ key: 1 }] } })],
  ['an answer to another question', answering(200, { Responses: { [TABLE]: [{ key: { S: 'other' } }] } })],
  [
    'an unprocessed key that nobody asked for',
    answering(200, { Responses: {}, UnprocessedKeys: unprocessed('x', 'y') }),
  ],
  ['unprocessed keys that are unreadable', answering(200, { Responses: { [TABLE]: [] }, UnprocessedKeys: { x: 1 } })],
  ['unprocessed keys that are none', answering(200, { Responses: { [TABLE]: [] }, UnprocessedKeys: unprocessed() })],
  ['unprocessed keys of null', answering(200, { Responses: { [TABLE]: [] }, UnprocessedKeys: null })],
];

describe('what may pass is tried again', () => {
  it.each(TRANSIENT)('%s: the revocations are found', async (_, fault) => {
    proxy.faults.push(fault);

    const found = await readerOf().find(KEYS);

    expect(found).toHaveLength(2);
    expect(found).toEqual(expect.arrayContaining([SESSION, USER]));
    expect(proxy.requests).toHaveLength(2);
  });

  it('signs each attempt anew', async () => {
    const credentials = ['first', 'second'];
    proxy.faults.push(error(400, 'InvalidSignatureException'));
    await readerOf({}, () => ({ ...CREDENTIALS, accessKeyId: credentials.shift() ?? '' })).find(KEYS);

    expect(proxy.requests.map(({ headers }) => /Credential=(\w+)/.exec(headers.authorization ?? '')?.[1])).toEqual([
      'first',
      'second',
    ]);
  });

  it('asks only for what was left, and keeps what it had', async () => {
    proxy.faults.push(halfUnprocessed, error(500, 'InternalServerError'));

    await expect(readerOf().find(KEYS)).resolves.toEqual([SESSION, USER]);
    expect(proxy.requests.map(({ body }) => KEYS.filter((key) => body.includes(key)))).toEqual([
      KEYS,
      [USER_KEY],
      [USER_KEY],
    ]);
  });

  it('replaces connections that the other end has given up, all at once', async () => {
    const reader = readerOf({ maxAttempts: 2 });
    const idle = new Set<unknown>();
    proxy.always = async ({ request, response, forward }) => {
      if (idle.has(request.socket)) return cutBeforeTheAnswer({ request, response, forward, body: '' });
      response.end((await forward()).body);
      idle.add(request.socket);
    };
    await Promise.all([1, 2, 3, 4].map(() => reader.find(KEYS)));
    expect(idle.size).toBe(4);

    await expect(reader.find(KEYS)).resolves.toHaveLength(2);
    expect(idle.size).toBe(5);
  });
});

describe('what does not pass is a fault, and never "not revoked"', () => {
  const lasting = TRANSIENT.filter(([name]) => name !== 'half a batch unprocessed');

  it.each(lasting)('%s', async (_, fault) => {
    proxy.always = fault;

    await expect(readerOf().find(KEYS)).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
    expect(proxy.requests).toHaveLength(4);
  });

  it('a key that stays unprocessed', async () => {
    proxy.faults.push(halfUnprocessed);
    proxy.always = answering(200, { Responses: { [TABLE]: [] }, UnprocessedKeys: unprocessed(USER_KEY) });

    await expect(readerOf().find(KEYS)).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
  });

  it.each([
    ['no permission', 400, 'AccessDeniedException'],
    ['no such table', 400, 'ResourceNotFoundException'],
    ['credentials that have expired', 400, 'ExpiredTokenException'],
    ['a request that is not understood', 400, 'ValidationException'],
    ['a redirection', 302, 'Found'],
  ])('%s: at once', async (_, status, name) => {
    proxy.always = error(status, name);

    await expect(readerOf().find(KEYS)).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
      cause: { name, $metadata: { httpStatusCode: status }, message: `DynamoDB answered ${String(status)}` },
    });
    expect(proxy.requests).toHaveLength(1);
  });

  it('credentials that are missing', async () => {
    const missing = () => {
      throw new Error('no credentials');
    };

    await expect(readerOf({}, missing).find(KEYS)).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
      cause: { message: 'no credentials' },
    });
    expect(proxy.requests).toEqual([]);
  });

  it('nobody there', async () => {
    await proxy.stop();

    await expect(readerOf().find(KEYS)).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
      cause: { name: 'TransportError', cause: { code: 'ECONNREFUSED' } },
    });
    await proxy.start();
  });

  it('an item that is not ours', async () => {
    const strange = { key: { S: SESSION_KEY }, kind: { S: 'session' } };
    proxy.always = answering(200, { Responses: { [TABLE]: [strange] }, UnprocessedKeys: {} });

    await expect(readerOf().find(KEYS)).rejects.toMatchObject({ code: 'revocation_store_corrupt' });
    expect(proxy.requests).toHaveLength(1);
  });

  it('time that is up, whatever attempts are left', async () => {
    proxy.always = never;

    const reading = readerOf({ attemptTimeout: 1000, deadline: 100, maxAttempts: 1000 }).find(KEYS);

    await expect(reading).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
    // A timer may fire a little early, and leave time for one more.
    expect(proxy.requests.length).toBeLessThanOrEqual(2);
  });
});
