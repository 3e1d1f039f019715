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

it('reads strongly, some at a time, and goes on where a page ends, even after an empty one', async () => {
  const start = { owner: { S: 'x' }, connection: { S: 'y' } };
  for (const [key, Command, segment] of [
    [userKeyOf(connectionOf()), QueryCommand, {}],
    [poolKeyOf(connectionOf()), ScanCommand, { Segment: 0, TotalSegments: 4 }],
  ] as const) {
    const { registry, asked } = clientThatAnswers({ Items: [], LastEvaluatedKey: start }, { Items: [] });
    const [beginning = ''] = registry.beginningsOf(key);

    const { connections, next = '' } = await registry.find(key, beginning);
    const { next: end } = await registry.find(key, next);

    expect([connections, end]).toEqual([[], undefined]);
    for (const command of asked) expect(command).toBeInstanceOf(Command);
    expect(asked.map(({ input }) => input)).toMatchObject([
      { ConsistentRead: true, Limit: 250, ...segment },
      { ConsistentRead: true, Limit: 250, ...segment, ExclusiveStartKey: start },
    ]);
  }
});

it('reads everything in as many parts as DynamoDB is told of, each once', async () => {
  const { registry, asked } = clientThatAnswers(...Array.from({ length: 4 }, () => ({ Items: [] })));
  const key = poolKeyOf(connectionOf());

  for (const place of registry.beginningsOf(key)) await registry.find(key, place);

  expect(asked.map(({ input }) => input)).toMatchObject([0, 1, 2, 3].map((Segment) => ({ Segment, TotalSegments: 4 })));
});

it.each(['', 'null!', '{"segment":4}', '{"segment":-1}', '{"segment":"0"}', '{"start":"x"}'])(
  'takes no other text for a place: %s',
  async (place) => {
    const { registry, asked } = clientThatAnswers({ Items: [] });

    await expect(registry.find(userKeyOf(connectionOf()), place)).rejects.toMatchObject({ code: 'unusable_message' });
    expect(asked).toEqual([]);
  },
);

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
    (registry) => registry.find(userKeyOf(connectionOf()), '{}'),
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
    const whole = clientThatAnswers({ Items: [WHOLE] });
    await expect(whole.registry.find(key, '{}')).resolves.toMatchObject({ connections: [{}], fault: undefined });

    const { registry } = clientThatAnswers({ Items: [{ ...WHOLE, [name]: undefined }] });

    await expect(registry.find(key, '{}')).resolves.toMatchObject({
      connections: [],
      fault: { code: 'connection_registry_corrupt' },
    });
  },
);
