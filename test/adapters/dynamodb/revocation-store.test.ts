import {
  BatchGetItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  type BatchGetItemCommandOutput,
} from '@aws-sdk/client-dynamodb';

import type { Item } from '../../../lambda/adapters/dynamodb/attributes';
import { createDynamoDbRevocationStore } from '../../../lambda/adapters/dynamodb/revocation-store';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { startDynamoDb, type LocalDynamoDb } from '../../support/dynamodb';
import { describeRevocationStore } from './revocation-store.contract';

const TABLE = 'revocations';
const KEY = 'us-east-1_Example#session#session-1';
const SESSION: Revocation = { kind: 'session', key: KEY, expiresAt: 100 };
const AUDIT = {
  revokedAt: 1,
  initiatedBy: 'user' as const,
  actor: 'user-1',
  reason: 'sign-out local',
  requestId: 'request-1',
};

let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startDynamoDb(TABLE);
});

afterAll(async () => {
  await dynamoDb.stop();
});

afterEach(() => {
  jest.restoreAllMocks();
});

describeRevocationStore('the store in DynamoDB', () => createDynamoDbRevocationStore(dynamoDb.client, TABLE));

/** A client that answers what the test says, and never asks anybody. */
function clientThatAnswers(...answers: (Partial<BatchGetItemCommandOutput> | Error)[]) {
  const client = new DynamoDBClient({ region: 'us-east-1' });
  const send = jest.spyOn(client, 'send') as unknown as jest.SpyInstance<Promise<unknown>, [BatchGetItemCommand]>;
  for (const answer of answers) {
    if (answer instanceof Error) send.mockRejectedValueOnce(answer);
    else send.mockResolvedValueOnce(answer);
  }
  return { client, send };
}

function item(overrides: Item = {}): Item {
  return { key: { S: KEY }, kind: { S: 'session' }, expiresAt: { N: '100' }, ...overrides };
}

describe('what is known of a record', () => {
  const store = (client: DynamoDBClient) => createDynamoDbRevocationStore(client, TABLE);

  it('is asked for no more where it is good enough: not even a write is tried', async () => {
    const { client, send } = clientThatAnswers();

    await expect(store(client).update(KEY, () => undefined, AUDIT, SESSION)).resolves.toEqual(SESSION);
    expect(send).not.toHaveBeenCalled();
  });

  it('is what the first write is made on condition of', async () => {
    const { client, send } = clientThatAnswers({});
    const later = { ...SESSION, expiresAt: 200 };

    await expect(store(client).update(KEY, () => later, AUDIT, SESSION)).resolves.toEqual(later);
    expect(send).toHaveBeenCalledTimes(1);
    expect(send.mock.calls[0]?.[0].input).toMatchObject({ ExpressionAttributeValues: { ':expiresAt': { N: '100' } } });
  });
});

describe('what is in the table', () => {
  it('is one item a revocation: who, when, why and until when', async () => {
    const key = 'us-east-1_Example#user#user-1';
    const store = createDynamoDbRevocationStore(dynamoDb.client, TABLE);
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
    const store = createDynamoDbRevocationStore(dynamoDb.client, TABLE);

    await expect(store.find([strange['key']?.S ?? ''])).rejects.toMatchObject({ code: 'revocation_store_corrupt' });
  });
});

describe('a read', () => {
  it('is one strongly consistent BatchGetItem of exactly the keys', async () => {
    const { client, send } = clientThatAnswers({ Responses: { [TABLE]: [item()] } });

    await expect(createDynamoDbRevocationStore(client, TABLE).find([KEY, 'other'])).resolves.toEqual([SESSION]);
    expect(send).toHaveBeenCalledTimes(1);
    const [[command]] = send.mock.calls as [[BatchGetItemCommand]];
    expect(command).toBeInstanceOf(BatchGetItemCommand);
    expect(command.input).toEqual({
      RequestItems: { [TABLE]: { Keys: [{ key: { S: KEY } }, { key: { S: 'other' } }], ConsistentRead: true } },
    });
  });

  it('goes on with the keys that were left unprocessed, and keeps what it had', async () => {
    const unprocessed = { [TABLE]: { Keys: [{ key: { S: 'other' } }] } };
    const { client, send } = clientThatAnswers(
      { Responses: { [TABLE]: [item()] }, UnprocessedKeys: unprocessed },
      { Responses: { [TABLE]: [] } },
    );

    await expect(createDynamoDbRevocationStore(client, TABLE).find([KEY, 'other'])).resolves.toEqual([SESSION]);
    expect(send.mock.calls[1]?.[0].input.RequestItems).toEqual({
      [TABLE]: { Keys: [{ key: { S: 'other' } }], ConsistentRead: true },
    });
  });

  it('is a fault if a key stays unprocessed: not read is not "not revoked"', async () => {
    const { client, send } = clientThatAnswers();
    send.mockResolvedValue({ Responses: {}, UnprocessedKeys: { [TABLE]: { Keys: [{ key: { S: KEY } }] } } });

    await expect(createDynamoDbRevocationStore(client, TABLE).find([KEY])).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
    });
  });

  it('is a fault, with its cause, if DynamoDB fails', async () => {
    const cause = Object.assign(new Error('no'), { name: 'ProvisionedThroughputExceededException' });
    const { client } = clientThatAnswers(cause);

    await expect(createDynamoDbRevocationStore(client, TABLE).find([KEY])).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
      cause,
    });
  });

  it('is a fault if there is no table, and if nobody answers', async () => {
    const unreachable = new DynamoDBClient({ endpoint: 'http://127.0.0.1:1', region: 'us-east-1', maxAttempts: 1 });

    for (const store of [
      createDynamoDbRevocationStore(dynamoDb.client, 'no-such-table'),
      createDynamoDbRevocationStore(unreachable, TABLE),
    ]) {
      await expect(store.find([KEY])).rejects.toMatchObject({ code: 'revocation_store_unavailable' });
    }
  });
});

describe('a write', () => {
  it('is one PutItem if nothing is stored', async () => {
    const { client, send } = clientThatAnswers({});

    await createDynamoDbRevocationStore(client, TABLE).update(KEY, () => SESSION, AUDIT);

    expect(send).toHaveBeenCalledTimes(1);
  });

  it('is a fault if DynamoDB fails', async () => {
    const { client } = clientThatAnswers(new Error('no'));
    const store = createDynamoDbRevocationStore(client, TABLE);

    await expect(store.update(KEY, () => SESSION, AUDIT)).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
    });
  });

  it('does not overwrite what another writer wrote between its read and its write', async () => {
    const key = 'us-east-1_Example#user#contended';
    const store = createDynamoDbRevocationStore(dynamoDb.client, TABLE);
    const cutOff = (tokensValidAfter: number): Revocation => ({ kind: 'user', key, expiresAt: 100, tokensValidAfter });
    await store.update(key, () => cutOff(10), AUDIT);
    const seen: unknown[] = [];
    let rival = 20;

    const result = await store.update(
      key,
      (stored) => {
        seen.push(stored === undefined ? undefined : (stored as { tokensValidAfter?: number }).tokensValidAfter);
        return cutOff(99);
      },
      AUDIT,
    );
    expect(result).toEqual(cutOff(99));
    expect(seen).toEqual([undefined, 10]);

    // The rival writes after each of our reads but the last.
    const send = dynamoDb.client.send.bind(dynamoDb.client) as (command: unknown) => Promise<unknown>;
    jest.spyOn(dynamoDb.client, 'send').mockImplementation((async (command: unknown) => {
      const output = await send(command);
      if (command instanceof BatchGetItemCommand && rival <= 40) {
        const Item = {
          key: { S: key },
          kind: { S: 'user' },
          expiresAt: { N: '100' },
          tokensValidAfter: { N: String(rival) },
        };
        rival += 20;
        await send(new PutItemCommand({ TableName: TABLE, Item }));
      }
      return output;
    }) as never);
    seen.length = 0;
    await store.update(
      key,
      (stored) => {
        const before = (stored as { tokensValidAfter?: number } | undefined)?.tokensValidAfter;
        seen.push(before);
        return cutOff((before ?? 0) + 1);
      },
      AUDIT,
    );
    expect(seen).toEqual([undefined, 99, 20, 40]);
    await expect(store.find([key])).resolves.toEqual([cutOff(41)]);
  });

  it('gives up as a fault if it never gets through', async () => {
    const { client, send } = clientThatAnswers();
    const conflict = await failedCondition();
    send.mockImplementation((command: unknown) =>
      command instanceof PutItemCommand ? Promise.reject(conflict) : Promise.resolve({ Responses: {} }),
    );

    await expect(createDynamoDbRevocationStore(client, TABLE).update(KEY, () => SESSION, AUDIT)).rejects.toMatchObject({
      code: 'revocation_store_unavailable',
    });
  });
});

/** The real thing. */
async function failedCondition(): Promise<Error> {
  const command = new PutItemCommand({
    TableName: TABLE,
    Item: { key: { S: 'x' } },
    ConditionExpression: 'attribute_exists(nothing)',
  });
  return dynamoDb.client.send(command).then(
    () => {
      throw new Error('The condition should have failed');
    },
    (error: unknown) => error as Error,
  );
}
