import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';

import type { Item } from '../../../lambda/adapters/dynamodb/attributes';
import type { RetryPolicy } from '../../../lambda/adapters/aws/retries';
import { createDynamoDbRevocationStore } from '../../../lambda/adapters/dynamodb/revocation-store';
import { createTelemetry } from '../../../lambda/adapters/telemetry';
import type { Revocation, SessionRevocation, UserRevocation } from '../../../lambda/core/revocation/revocation';
import { revokeOthers, revokeSession, revokeUser } from '../../../lambda/core/revocation/revoke';
import { accessTo, startDynamoDb, type LocalDynamoDb } from '../../support/dynamodb';
import {
  answering,
  cutAfterTheWork,
  cutBeforeTheAnswer,
  cutInMidAnswer,
  error,
  PASSING,
  tooLate,
} from '../../support/dynamodb-faults';
import { FaultyProxy, type Fault } from '../../support/faulty-proxy';
import { describeRevocationStore } from './revocation-store.contract';

const TABLE = 'revocations';
const AUDIT = {
  revokedAt: 1,
  initiatedBy: 'user' as const,
  actor: 'user-1',
  reason: 'sign-out local',
  requestId: 'request-1',
};
/** Nobody waits long for what is broken on purpose. Milliseconds. */
const IMPATIENT: RetryPolicy = { attemptTimeout: 250, deadline: 5000, maxAttempts: 3, firstPause: 1 };
/** The error of a condition that does not hold. */
const CONDITION_FAILED = error(400, 'ConditionalCheckFailedException');

let dynamoDb: LocalDynamoDb;
let proxy: FaultyProxy;
let endpoint: string;
let number = 0;
/** Of a session that nothing is known of. */
let key: string;
let revocation: SessionRevocation;

beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE);
});

afterAll(async () => {
  await dynamoDb.stop();
});

beforeEach(async () => {
  proxy = new FaultyProxy(dynamoDb.endpoint);
  endpoint = await proxy.start();
  key = `us-east-1_Example#session#session-${String(number++)}`;
  revocation = { kind: 'session', key, expiresAt: 100 };
});

afterEach(async () => {
  await proxy.stop();
});

const storeOf = (writing: Partial<RetryPolicy> = {}) =>
  createDynamoDbRevocationStore(accessTo(endpoint), TABLE, {
    reading: IMPATIENT,
    writing: { ...IMPATIENT, ...writing },
  });

/** What was asked of DynamoDB, one after the other. */
const operations = () => proxy.requests.map(({ headers }) => String(headers['x-amz-target']).split('.')[1]);

describeRevocationStore('the store in DynamoDB', () => createDynamoDbRevocationStore(dynamoDb.access, TABLE));

describe('what is known of a record', () => {
  it('is asked for no more where it is good enough: not even a write is tried', async () => {
    await expect(storeOf().update(key, () => undefined, AUDIT, revocation)).resolves.toEqual(revocation);
    expect(proxy.requests).toEqual([]);
  });

  it('is what the first write is made on condition of', async () => {
    const later = { ...revocation, expiresAt: 200 };
    const store = storeOf();
    await store.update(key, () => revocation, AUDIT);

    await expect(store.update(key, () => later, AUDIT, revocation)).resolves.toEqual(later);
    expect(operations()).toEqual(['PutItem', 'PutItem']);
    expect(JSON.parse(proxy.requests[1]?.body ?? '')).toMatchObject({
      ExpressionAttributeValues: { ':expiresAt': { N: '100' } },
    });
  });
});

describe('what is in the table', () => {
  it('is one item a revocation: who, when, why and until when', async () => {
    const key = 'us-east-1_Example#user#user-1';
    const store = storeOf();
    const others = { validAfter: 60, exemptSession: 'session-1' };
    const revocation: Revocation = { kind: 'user', key, expiresAt: 100, tokensValidAfter: 50, others };
    await store.update(key, () => revocation, { ...AUDIT, reason: 'sign-out others' });

    const { Item: stored } = await dynamoDb.client.send(
      new GetItemCommand({ TableName: TABLE, Key: { key: { S: key } } }),
    );

    expect(stored).toEqual({
      key: { S: key },
      kind: { S: 'user' },
      tokensValidAfter: { N: '50' },
      othersValidAfter: { N: '60' },
      exemptSession: { S: 'session-1' },
      expiresAt: { N: '100' },
      revokedAt: { N: '1' },
      actor: { S: 'user-1' },
      reason: { S: 'sign-out others' },
      requestId: { S: 'request-1' },
      initiatedBy: { S: 'user' },
    });
  });

  it.each([
    ['no kind', { key: { S: 'p#session#1' }, expiresAt: { N: '1' } }],
    ['a kind of a later version', { key: { S: 'p#group#1' }, kind: { S: 'group' }, expiresAt: { N: '1' } }],
    ['a kind that is not its key’s', { key: { S: 'p#user#1' }, kind: { S: 'session' }, expiresAt: { N: '1' } }],
    ['no expiry', { key: { S: 'p#session#2' }, kind: { S: 'session' } }],
    ['a user without a cut-off', { key: { S: 'p#user#2' }, kind: { S: 'user' }, expiresAt: { N: '1' } }],
    [
      'a cut-off that is text',
      { key: { S: 'p#user#3' }, kind: { S: 'user' }, expiresAt: { N: '1' }, tokensValidAfter: { S: '1' } },
    ],
    [
      'an exemption without a cut-off',
      { key: { S: 'p#user#4' }, kind: { S: 'user' }, expiresAt: { N: '1' }, exemptSession: { S: 'x' } },
    ],
    [
      'a cut-off without its exemption',
      { key: { S: 'p#user#5' }, kind: { S: 'user' }, expiresAt: { N: '1' }, othersValidAfter: { N: '1' } },
    ],
  ] as [string, Item][])('is a fault if it is not ours: %s', async (_, strange) => {
    await dynamoDb.client.send(new PutItemCommand({ TableName: TABLE, Item: strange }));
    const store = storeOf();

    await expect(store.find([strange['key']?.S ?? ''])).rejects.toMatchObject({ code: 'revocation_store_corrupt' });
  });
});

describe('a read', () => {
  it('is the read of an authorizer: one strongly consistent BatchGetItem of exactly the keys, tried again', async () => {
    const store = storeOf();
    await store.update(key, () => revocation, AUDIT);
    proxy.requests.length = 0;
    proxy.faults.push(cutBeforeTheAnswer);

    await expect(store.find([key, 'other'])).resolves.toEqual([revocation]);
    expect(operations()).toEqual(['BatchGetItem', 'BatchGetItem']);
    expect(JSON.parse(proxy.requests[1]?.body ?? '')).toEqual({
      RequestItems: { [TABLE]: { Keys: [{ key: { S: key } }, { key: { S: 'other' } }], ConsistentRead: true } },
    });
  });

  it('is a fault if there is no table, and if nobody answers', async () => {
    for (const store of [
      createDynamoDbRevocationStore(dynamoDb.access, 'no-such-table'),
      createDynamoDbRevocationStore(accessTo('http://127.0.0.1:1'), TABLE, { reading: IMPATIENT }),
    ]) {
      await expect(store.find([key])).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
    }
  });
});

describe('a write', () => {
  it('is one signed PutItem, on a condition, if nothing is stored', async () => {
    await expect(storeOf().update(key, () => revocation, AUDIT)).resolves.toEqual(revocation);

    expect(operations()).toEqual(['PutItem']);
    const [{ headers, body }] = proxy.requests as [(typeof proxy.requests)[0]];
    expect(headers.authorization).toMatch(
      /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/us-east-1\/dynamodb\/aws4_request, /,
    );
    expect(JSON.parse(body)).toMatchObject({ TableName: TABLE, ConditionExpression: 'attribute_not_exists(#key)' });
  });

  it('shares its connection with the reads', async () => {
    const store = storeOf();
    await store.find([key]);
    await store.update(key, () => revocation, AUDIT);
    await store.find([key]);

    await expect(proxy.connections()).resolves.toBe(1);
  });

  it.each(PASSING)('is tried again after what may pass: %s', async (_, fault) => {
    proxy.faults.push(fault);
    const store = storeOf();
    const revoke = (stored?: SessionRevocation) => (stored === undefined ? revocation : undefined);

    await expect(store.update(key, revoke, AUDIT)).resolves.toEqual(revocation);
    await expect(store.find([key])).resolves.toEqual([revocation]);
  });

  it.each(PASSING)('is a fault if that does not pass: %s', async (_, fault) => {
    proxy.always = fault;

    await expect(storeOf().update(key, () => revocation, AUDIT)).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
    });
    expect(proxy.requests).toHaveLength(3);
  });

  it('is a fault when its time is up, whatever attempts are left', async () => {
    proxy.always = ({ response }) => void setTimeout(() => response.writeHead(500).end(), 30);
    const startedAt = performance.now();

    const writing = storeOf({ deadline: 200, maxAttempts: 1000 }).update(key, () => revocation, AUDIT);

    await expect(writing).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(proxy.requests.length).toBeLessThanOrEqual(8);
  });

  it.each([
    ['no permission', 400, 'AccessDeniedException'],
    ['no such table', 400, 'ResourceNotFoundException'],
    ['credentials that have expired', 400, 'ExpiredTokenException'],
    ['a request that is not understood', 400, 'ValidationException'],
    ['an error that nobody knows', 400, 'SomethingNewException'],
    ['a redirection', 302, 'Found'],
  ])('is a fault at once, with its cause: %s', async (_, status, name) => {
    proxy.always = error(status, name);

    await expect(storeOf().update(key, () => revocation, AUDIT)).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
      cause: { name, $metadata: { httpStatusCode: status }, message: `DynamoDB answered ${String(status)}` },
    });
    expect(proxy.requests).toHaveLength(1);
  });

  it('tells a fault without what was sent, the credentials or what DynamoDB says', async () => {
    const lines: string[] = [];
    const telemetry = createTelemetry(
      () => 0,
      'revocations',
      (line) => lines.push(line),
    );
    const credentials = { accessKeyId: 'AKIDSECRET', secretAccessKey: 'hush', sessionToken: 'session-secret' };
    const store = createDynamoDbRevocationStore({ ...accessTo(endpoint), credentials: () => credentials }, TABLE, {
      writing: IMPATIENT,
    });
    for (const fault of [error(400, 'ValidationException'), error(500, 'InternalServerError'), cutInMidAnswer]) {
      proxy.always = fault;
      await store
        .update(key, () => revocation, AUDIT)
        .catch((thrown: unknown) => {
          telemetry.fault(thrown, 'request-1');
        });
    }

    expect(lines).toHaveLength(3);
    expect(lines.join('\n')).not.toMatch(/AKIDSECRET|hush|session-secret|session-\d|user-1|sign-out local/);
  });
});

describe('a write whose answer was lost, and which is sent again', () => {
  const LOST: [string, Fault][] = [
    ['the connection was cut', cutAfterTheWork],
    ['half of the answer came', cutInMidAnswer],
    ['the answer came too late', tooLate],
    [
      'a proxy answered in its stead',
      async ({ response, forward }) => {
        await forward();
        response.writeHead(502).end('<html>');
      },
    ],
  ];
  const user = { userPoolId: 'us-east-1_Example', sub: 'user-1' };
  const caller = () => ({ ...user, sub: `lost-${String(number)}`, signedInAt: 50 });
  const session = () => ({ kind: 'session' as const, id: `lost-${String(number)}` });

  it.each(LOST)('finds its own work, of a session, and leaves it at that: %s', async (_, lost) => {
    proxy.faults.push(lost);
    const revoke = (stored?: SessionRevocation) =>
      revokeSession({ ...user, session: session() }, { expiresAt: 100, enough: 100 }, stored);

    const stored = await storeOf().update(`us-east-1_Example#session#${session().id}`, revoke, AUDIT);

    expect(stored).toMatchObject({ kind: 'session', expiresAt: 100 });
    expect(operations()).toEqual(['PutItem', 'PutItem', 'BatchGetItem']);
  });

  it.each(LOST)('finds its own work, of a user: the cut-off that was asked for holds: %s', async (_, lost) => {
    const store = storeOf();
    const revoke = (cutOff: number) => (stored?: UserRevocation) => revokeUser(caller(), cutOff, cutOff + 50, stored);
    const userKey = `us-east-1_Example#user#${caller().sub}`;
    await store.update(userKey, revoke(60), AUDIT);
    proxy.faults.push(CONDITION_FAILED, undefined, lost);

    await expect(store.update(userKey, revoke(70), AUDIT)).resolves.toMatchObject({ tokensValidAfter: 70 });
    await expect(store.find([userKey])).resolves.toMatchObject([{ tokensValidAfter: 70, expiresAt: 120 }]);
  });

  it.each(LOST)(
    'finds its own work, of the others: the caller is exempt, and not taken for rejected: %s',
    async (_, lost) => {
      proxy.faults.push(lost);
      const revoke = (stored?: UserRevocation) => revokeOthers({ ...caller(), session: session() }, 60, 100, stored);

      await expect(storeOf().update(`us-east-1_Example#user#${caller().sub}`, revoke, AUDIT)).resolves.toMatchObject({
        others: { validAfter: 60, exemptSession: session().id },
      });
    },
  );

  it('yields to a faster writer that came between, and adds to what that one wrote', async () => {
    const store = storeOf();
    const userKey = `us-east-1_Example#user#${caller().sub}`;
    const revoke = (cutOff: number) => (stored?: UserRevocation) => revokeUser(caller(), cutOff, cutOff + 50, stored);
    const rival = createDynamoDbRevocationStore(dynamoDb.access, TABLE);
    proxy.faults.push(async ({ request, forward }) => {
      await forward();
      await rival.update(userKey, revoke(65), AUDIT);
      request.socket.destroy();
    });

    await expect(store.update(userKey, revoke(60), AUDIT)).resolves.toMatchObject({ tokensValidAfter: 65 });
    await expect(store.find([userKey])).resolves.toMatchObject([{ tokensValidAfter: 65 }]);
  });
});

describe('writers that come at once', () => {
  const cutOff = (name: string, tokensValidAfter: number): UserRevocation => ({
    kind: 'user',
    key: name,
    expiresAt: 100,
    tokensValidAfter,
  });

  it('do not overwrite what another wrote between a read and a write', async () => {
    const name = 'us-east-1_Example#user#contended';
    const store = storeOf();
    await store.update(name, () => cutOff(name, 99), AUDIT);
    const seen: unknown[] = [];
    let rival = 20;
    // The rival writes after each of our reads but the last.
    proxy.always = async ({ body, response, forward }) => {
      const answer = await forward();
      if (body.includes('RequestItems') && rival <= 40) {
        const tokensValidAfter = { N: String(rival) };
        const Item = { key: { S: name }, kind: { S: 'user' }, expiresAt: { N: '100' }, tokensValidAfter };
        rival += 20;
        await dynamoDb.client.send(new PutItemCommand({ TableName: TABLE, Item }));
      }
      response.writeHead(answer.status).end(answer.body);
    };

    await store.update(
      name,
      (stored?: UserRevocation) => {
        seen.push(stored?.tokensValidAfter);
        return cutOff(name, (stored?.tokensValidAfter ?? 0) + 1);
      },
      AUDIT,
    );

    expect(seen).toEqual([undefined, 99, 20, 40]);
    proxy.always = undefined;
    await expect(store.find([name])).resolves.toEqual([cutOff(name, 41)]);
  });

  it('are a fault if one never gets through', async () => {
    proxy.always = ({ body, ...exchange }) =>
      body.includes('RequestItems')
        ? answering(200, { Responses: { [TABLE]: [] }, UnprocessedKeys: {} })({ body, ...exchange })
        : CONDITION_FAILED({ body, ...exchange });

    await expect(storeOf().update(key, () => revocation, AUDIT)).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
      message: 'too many writers at once',
    });
  });
});
