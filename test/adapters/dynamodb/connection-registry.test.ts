import {
  BatchWriteItemCommand,
  CreateTableCommand,
  GetItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type DynamoDBClient,
} from '@aws-sdk/client-dynamodb';

import { toKey } from '../../../lambda/adapters/dynamodb/connection-item';
import { createDynamoDbConnectionRegistry } from '../../../lambda/adapters/dynamodb/connection-registry';
import { CONNECTION_ATTRIBUTE } from '../../../lambda/contract';
import { ownersOf } from '../../../lambda/core/connections/connection';
import { poolKeyOf, userKeyOf } from '../../../lambda/core/revocation/revocation-key';
import { connectionOf } from '../../support/connections';
import { startDynamoDb, type LocalDynamoDb } from '../../support/dynamodb';
import { describeConnectionRegistry } from './connection-registry.contract';

const TABLE = 'connections';
let dynamoDb: LocalDynamoDb;

beforeAll(async () => {
  dynamoDb = await startDynamoDb('revocations');
  const { owner, connection } = CONNECTION_ATTRIBUTE;
  await dynamoDb.client.send(
    new CreateTableCommand({
      TableName: TABLE,
      AttributeDefinitions: [owner, connection].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: [
        { AttributeName: owner, KeyType: 'HASH' },
        { AttributeName: connection, KeyType: 'RANGE' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  );
});

afterAll(() => dynamoDb.stop());

afterEach(() => {
  jest.restoreAllMocks();
});

describeConnectionRegistry(
  'the registry in DynamoDB',
  () => createDynamoDbConnectionRegistry(dynamoDb.client, TABLE),
  async (connection) => {
    for (const owner of ownersOf(connection)) {
      const command = new UpdateItemCommand({
        TableName: TABLE,
        Key: toKey(owner, connection),
        UpdateExpression: `REMOVE ${CONNECTION_ATTRIBUTE.signedInAt}`,
      });
      await dynamoDb.client.send(command);
    }
  },
);

type Answer = Record<string, unknown> | Error;

/** A client that answers what the test says, and never asks anybody. */
function clientThatAnswers(...answers: Answer[]) {
  const asked: { readonly input: Record<string, unknown> }[] = [];
  const client = {
    send: (command: { readonly input: Record<string, unknown> }) => {
      asked.push(command);
      const answer = answers.shift() ?? {};
      return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer);
    },
  };
  return { registry: createDynamoDbConnectionRegistry(client as unknown as DynamoDBClient, TABLE), asked };
}

async function drain(pages: AsyncIterable<readonly unknown[]>): Promise<number> {
  let count = 0;
  for await (const page of pages) count += page.length;
  return count;
}

it('reads strongly, and goes on where a page ends, even after an empty one', async () => {
  const start = { owner: { S: 'x' }, connection: { S: 'y' } };
  for (const [key, Command] of [
    [userKeyOf(connectionOf()), QueryCommand],
    [poolKeyOf(connectionOf()), ScanCommand],
  ] as const) {
    const { registry, asked } = clientThatAnswers({ Items: [], LastEvaluatedKey: start }, { Items: [] });

    await drain(registry.find(key));

    expect(asked).toHaveLength(2);
    for (const command of asked) expect(command).toBeInstanceOf(Command);
    expect(asked.map(({ input }) => input)).toMatchObject([
      { ConsistentRead: true },
      { ConsistentRead: true, ExclusiveStartKey: start },
    ]);
  }
});

it('looks strongly whether a connection is there', async () => {
  const { registry, asked } = clientThatAnswers({});

  await registry.has(connectionOf());

  expect(asked[0]).toBeInstanceOf(GetItemCommand);
  expect(asked[0]?.input).toMatchObject({ ConsistentRead: true });
});

it('writes again what DynamoDB left unprocessed, and gives up at last', async () => {
  const left = { UnprocessedItems: { [TABLE]: [{ PutRequest: { Item: {} } }] } };
  const patient = clientThatAnswers(left, {});

  await patient.registry.add(connectionOf());
  expect(patient.asked).toHaveLength(2);
  for (const command of patient.asked) expect(command).toBeInstanceOf(BatchWriteItemCommand);

  const overloaded = clientThatAnswers(...Array.from({ length: 10 }, () => left));
  await expect(overloaded.registry.add(connectionOf())).rejects.toMatchObject({
    code: 'connection_registry_unavailable',
  });
});

it('says what it could not do', async () => {
  const cause = new Error('down');
  const calls: ((registry: ReturnType<typeof clientThatAnswers>['registry']) => Promise<unknown>)[] = [
    (registry) => registry.add(connectionOf()),
    (registry) => registry.remove(connectionOf()),
    (registry) => registry.has(connectionOf()),
    (registry) => drain(registry.find(userKeyOf(connectionOf()))),
  ];
  for (const call of calls) {
    await expect(call(clientThatAnswers(cause).registry)).rejects.toMatchObject({
      code: 'connection_registry_unavailable',
      cause,
    });
  }
});

const WHOLE = {
  owner: { S: 'us-east-1_Example#user#user-1' },
  connection: { S: 'api1/v1/c1' },
  userPoolId: { S: 'us-east-1_Example' },
  sub: { S: 'user-1' },
  clientId: { S: 'client-1' },
  originJti: { S: 'session-1' },
  signedInAt: { N: '1' },
  tokenExpiresAt: { N: '2' },
  registeredAt: { N: '3' },
};

it.each(['sub', 'originJti', 'signedInAt', 'registeredAt', 'connection'])(
  'takes no item without %s for a connection',
  async (name) => {
    const key = userKeyOf(connectionOf());
    await expect(drain(clientThatAnswers({ Items: [WHOLE] }).registry.find(key))).resolves.toBe(1);

    const { registry } = clientThatAnswers({ Items: [{ ...WHOLE, [name]: undefined }] });

    await expect(drain(registry.find(key))).rejects.toMatchObject({ code: 'connection_registry_corrupt' });
  },
);

it('hides no page behind an item that is none, and fails when it has read all', async () => {
  const start = { owner: { S: 'x' }, connection: { S: 'y' } };
  const corrupt = { ...WHOLE, signedInAt: { S: 'yesterday' } };
  const named = (id: string) => ({ ...WHOLE, connection: { S: `api1/v1/${id}` } });
  const { registry, asked } = clientThatAnswers(
    { Items: [named('c1'), corrupt, named('c2')], LastEvaluatedKey: start },
    { Items: [corrupt], LastEvaluatedKey: start },
    { Items: [named('c3')] },
  );
  const pages: string[][] = [];
  const reading = (async () => {
    for await (const page of registry.find(poolKeyOf(connectionOf()))) {
      pages.push(page.map(({ connectionId }) => connectionId));
    }
  })();

  await expect(reading).rejects.toMatchObject({ code: 'connection_registry_corrupt' });

  expect(pages).toEqual([['c1', 'c2'], ['c3']]);
  expect(asked).toHaveLength(3);
});

it('forgets by itself, three hours after a connection was opened', async () => {
  const { registry, asked } = clientThatAnswers({});

  await registry.add(connectionOf({ registeredAt: 1_800_000_000_001 }));

  expect(JSON.stringify(asked[0]?.input)).toContain('"expiresAt":{"N":"1800010801"}');
});
