import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DynamoDBClient,
  type AttributeValue,
  type WriteRequest,
} from '@aws-sdk/client-dynamodb';

import { POOL, TABLES } from './names';
import type { Visitor } from './tokens';

type Item = Record<string, AttributeValue>;

const client = () => new DynamoDBClient({ maxAttempts: 1 });

/** Creates the tables. Every visitor has a cut-off that is past, and a session that was signed out. */
export async function createTables(visitors: readonly Visitor[]): Promise<void> {
  for (const [table, hash, range] of [
    [TABLES.revocations, 'key'],
    [TABLES.large, 'key'],
    [TABLES.byUser, 'user', 'session'],
    [TABLES.tokens, 'hash'],
  ] as const) {
    const names = range === undefined ? [hash] : [hash, range];
    await client().send(
      new CreateTableCommand({
        TableName: table,
        AttributeDefinitions: names.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
        KeySchema: names.map((name, index) => ({ AttributeName: name, KeyType: index === 0 ? 'HASH' : 'RANGE' })),
        BillingMode: 'PAY_PER_REQUEST',
      }),
    );
  }
  const subs = visitors.map(({ sub }) => sub);
  for (const table of [TABLES.revocations, TABLES.large]) {
    await write(
      table,
      subs.flatMap((sub) => [cutOff(sub), ...sessions(sub, 1)]),
    );
  }
  await write(
    TABLES.byUser,
    subs.flatMap((sub) => [pastCutOff(sub), ...userSessions(sub, 1)]),
  );
}

/** Signs a user out of so many sessions, in our table and in that of the peer who queries. */
export async function signOutOfSessions(sub: string, count: number): Promise<void> {
  await write(TABLES.large, [cutOff(sub), ...sessions(sub, count)]);
  await write(TABLES.byUser, [pastCutOff(sub), ...userSessions(sub, count)]);
}

/** The items as this project writes them. */
const audit = {
  revokedAt: { N: '1' },
  actor: { S: 'a-user-of-36-characters-as-they-are--' },
  reason: { S: 'sign-out local' },
  requestId: { S: 'request-1' },
};
const cutOff = (sub: string): Item => ({
  key: { S: `${POOL}#user#${sub}` },
  kind: { S: 'user' },
  expiresAt: { N: '4000000000' },
  tokensValidAfter: { N: '1' },
  ...audit,
});
const sessions = (sub: string, count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({
    key: { S: `${POOL}#session#${sub}-${String(index)}` },
    kind: { S: 'session' },
    expiresAt: { N: '4000000000' },
    ...audit,
  }));

/** The items of a peer who keeps a user's in one partition. */
const pastCutOff = (sub: string): Item => ({ user: { S: sub }, session: { S: '#' }, validAfter: { N: '1' }, ...audit });
const userSessions = (sub: string, count: number): Item[] =>
  Array.from({ length: count }, (_, index) => ({
    user: { S: sub },
    session: { S: `${sub}-${String(index)}` },
    ...audit,
  }));

async function write(table: string, items: readonly Item[]): Promise<void> {
  const writer = client();
  const batches: WriteRequest[][] = [];
  for (let start = 0; start < items.length; start += 25) {
    batches.push(items.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } })));
  }
  const work = async () => {
    for (let batch = batches.pop(); batch !== undefined; batch = batches.pop()) {
      await writer.send(new BatchWriteItemCommand({ RequestItems: { [table]: batch } }));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  writer.destroy();
}
