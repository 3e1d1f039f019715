import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { SQSClient } from '@aws-sdk/client-sqs';

import { findConnections } from '../../commands/console/aws/connections';
import { findDeadLetters } from '../../commands/console/aws/queues';
import { findRevocations, scanRevocations } from '../../commands/console/aws/revocations';
import { findConnectionTable } from '../../commands/console/aws/tables';
import { findUsers } from '../../commands/console/aws/users';

type Reply = object | Error;
const SIGNAL = new AbortController().signal;
const SUB = '5d1cd6fd-ed29-442d-86e0-af2c1a9bf122';
const TABLE = { table: 'revocations', userPoolId: 'us-east-1_Pool' };

/** A client of AWS that answers these, one after the other, and keeps what it was asked. */
function client(...replies: Reply[]) {
  const inputs: Record<string, unknown>[] = [];
  const send = (command: { readonly input: Record<string, unknown> }) => {
    inputs.push(command.input);
    const reply = replies.shift();
    return reply instanceof Error || reply === undefined
      ? Promise.reject(reply ?? new Error('unasked'))
      : Promise.resolve(reply);
  };
  // What a client of AWS is to those who only send.
  return {
    inputs,
    client: { send } as unknown as CloudFormationClient & CognitoIdentityProviderClient & DynamoDBClient & SQSClient,
  };
}

const failure = (name: string, message = '') => Object.assign(new Error(message), { name, $fault: 'client' });
const user = (sub: string, Username: string, more = {}) => ({
  Username,
  UserStatus: 'CONFIRMED',
  Enabled: true,
  Attributes: [{ Name: 'sub', Value: sub }],
  ...more,
});

describe('users', () => {
  const search = (aws: ReturnType<typeof client>, text: string, nextToken?: string) =>
    findUsers(aws.client, 'us-east-1_Pool', { text, ...(nextToken !== undefined && { nextToken }) }, SIGNAL);

  it.each([
    ['ali', ['username ^= "ali"', 'email ^= "ali"']],
    [' ali ', ['username ^= "ali"', 'email ^= "ali"']],
    [SUB, [`sub = "${SUB}"`, `username = "${SUB}"`]],
    ['a"b', ['username ^= "a\\"b"', 'email ^= "a\\"b"']],
    ['a\\', ['username ^= "a\\\\"', 'email ^= "a\\\\"']],
    ['" or email ^= "', ['username ^= "\\" or email ^= \\""', 'email ^= "\\" or email ^= \\""']],
    ['', [undefined]],
  ])('are searched for as data: %j', async (text, filters) => {
    const aws = client({ Users: [] }, { Users: [] });

    expect(await search(aws, text)).toEqual({ items: [] });
    expect(aws.inputs.map(({ Filter }) => Filter)).toEqual(filters);
  });

  it('are each found once, with what is known of them', async () => {
    const createdAt = new Date('2027-01-15T08:00:00Z');
    const alice = user(SUB, 'alice', { UserCreateDate: createdAt, Enabled: false });
    const aws = client({ Users: [alice] }, { Users: [alice, user('2', 'bob')] });

    expect(await search(aws, 'a')).toEqual({
      items: [
        { sub: SUB, username: 'alice', status: 'CONFIRMED', enabled: false, createdAt: createdAt.getTime() / 1000 },
        { sub: '2', username: 'bob', status: 'CONFIRMED', enabled: true },
      ],
    });
  });

  it('are read part by part, of each attribute as far as there is more', async () => {
    const first = client({ Users: [user('1', 'a1')], PaginationToken: 'names' }, { Users: [] });
    const { items, nextToken } = await search(first, 'a');
    expect([items.length, typeof nextToken]).toEqual([1, 'string']);

    const second = client({ Users: [user('2', 'a2')] });
    expect(await search(second, 'a', nextToken)).toEqual({ items: [expect.objectContaining({ sub: '2' })] });
    expect(second.inputs).toEqual([expect.objectContaining({ Filter: 'username ^= "a"', PaginationToken: 'names' })]);
  });

  it('may be in a later part, also if this one has none', async () => {
    const aws = client({ Users: [], PaginationToken: 'more' }, { Users: [] });

    expect(await search(aws, 'a')).toMatchObject({ items: [], nextToken: expect.any(String) as string });
  });

  it.each([
    ['long', 'x'.repeat(250)],
    ['of quotation marks', '"'.repeat(125)],
  ])('are not asked for by a text that no filter can hold: %s', async (_, text) => {
    const aws = client();

    await expect(search(aws, text)).rejects.toMatchObject({ code: 'invalid_request' });
    expect(aws.inputs).toEqual([]);
  });

  it('that Cognito does not search for are the text’s fault', async () => {
    const aws = client(failure('InvalidParameterException'), { Users: [] });

    await expect(search(aws, '\u0000')).rejects.toMatchObject({ code: 'invalid_request' });
  });

  it.each([
    ['AccessDeniedException', 'not_permitted', 'cognito-idp:ListUsers'],
    ['TooManyRequestsException', 'unavailable', 'TooManyRequestsException'],
    ['TimeoutError', 'unavailable', 'in time'],
    ['ResourceNotFoundException', 'gone', 'user pool us-east-1_Pool'],
  ])('can not be told: %s', async (name, code, text) => {
    const aws = client(failure(name, 'Bearer secret'), { Users: [] });

    await expect(search(aws, 'a')).rejects.toMatchObject({ code, message: expect.stringContaining(text) as string });
    await expect(search(client(failure(name, 'Bearer secret'), {}), 'a')).rejects.not.toThrow('secret');
  });
});

describe('open connections', () => {
  const item = {
    owner: { S: `us-east-1_Pool#user#${SUB}` },
    connection: { S: 'api/v1/L0SM9=' },
    originJti: { S: 'session-1' },
    clientId: { S: 'client-1' },
    registeredAt: { N: '1800000000123' },
    tokenExpiresAt: { N: '1800003600' },
  };

  it('are those under the user’s key, as they are now', async () => {
    const aws = client({ Items: [item] });

    expect(await findConnections(aws.client, { ...TABLE, table: 'open' }, { sub: SUB }, SIGNAL)).toEqual({
      items: [
        {
          connection: 'api/v1/L0SM9=',
          sessionId: 'session-1',
          clientId: 'client-1',
          openedAt: 1800000000,
          endsAt: 1800003600,
        },
      ],
    });
    expect(aws.inputs[0]).toMatchObject({
      TableName: 'open',
      ConsistentRead: true,
      ExpressionAttributeValues: { ':owner': { S: `us-east-1_Pool#user#${SUB}` } },
    });
  });

  it('are read on from where they were', async () => {
    const LastEvaluatedKey = { owner: item.owner, connection: item.connection };
    const { nextToken } = await findConnections(
      client({ Items: [], LastEvaluatedKey }).client,
      TABLE,
      { sub: SUB },
      SIGNAL,
    );
    const aws = client({ Items: [] });
    await findConnections(aws.client, TABLE, { sub: SUB, nextToken: nextToken ?? '' }, SIGNAL);

    expect(aws.inputs[0]?.['ExclusiveStartKey']).toEqual(LastEvaluatedKey);
  });

  it('are in the table that has their key', async () => {
    const keys = (...names: string[]) => ({ Table: { KeySchema: names.map((AttributeName) => ({ AttributeName })) } });
    const find = (...replies: Reply[]) => findConnectionTable(client(...replies).client, ['a', 'b'], SIGNAL);

    expect(await find(keys('user', 'sessionId'), keys('owner', 'connection'))).toEqual({
      name: 'b',
      problem: undefined,
    });
    expect(await find(keys('key'), keys('owner'))).toEqual({ name: undefined, problem: undefined });
    expect(await find(failure('AccessDeniedException'), keys('key'))).toMatchObject({
      name: undefined,
      problem: expect.stringContaining('do not allow dynamodb:DescribeTable on the table a') as string,
    });
    expect(await find(failure('AccessDeniedException'), keys('owner', 'connection'))).toMatchObject({ name: 'b' });
    await expect(find(failure('ExpiredTokenException'))).rejects.toMatchObject({ code: 'no_credentials' });
  });
});

describe('revocations', () => {
  const item = (key: string, more = {}) => ({ key: { S: `us-east-1_Pool#${key}` }, revokedAt: { N: '1' }, ...more });

  it('of a user and its sessions are read by their keys, newest first', async () => {
    const user = item(`user#${SUB}`, {
      revokedAt: { N: '5' },
      actor: { S: 'arn:aws:iam::123456789012:user/olivia' },
      reason: { S: 'lost' },
      requestId: { S: 'r' },
      tokensValidAfter: { N: '4' },
      othersValidAfter: { N: '3' },
      exemptSession: { S: 's' },
      expiresAt: { N: '9' },
    });
    const aws = client({ Responses: { revocations: [item('session#a#b'), user] } });

    expect(await findRevocations(aws.client, TABLE, { sub: SUB, sessionIds: ['a#b', 'a#b'] }, SIGNAL)).toEqual([
      {
        kind: 'user',
        id: SUB,
        revokedAt: 5,
        actor: 'arn:aws:iam::123456789012:user/olivia',
        reason: 'lost',
        requestId: 'r',
        tokensValidAfter: 4,
        othersValidAfter: 3,
        exemptSession: 's',
        expiresAt: 9,
      },
      { kind: 'session', id: 'a#b', revokedAt: 1 },
    ]);
    expect(aws.inputs[0]).toEqual({
      RequestItems: {
        revocations: {
          Keys: [{ key: { S: `us-east-1_Pool#user#${SUB}` } }, { key: { S: 'us-east-1_Pool#session#a#b' } }],
          ConsistentRead: true,
        },
      },
    });
  });

  it('that DynamoDB left unread are asked for again, and never taken for none', async () => {
    const left = { UnprocessedKeys: { revocations: { Keys: [{ key: { S: 'x' } }] } } };
    const find = (...replies: Reply[]) =>
      findRevocations(client(...replies).client, TABLE, { sub: SUB, sessionIds: [] }, SIGNAL);

    expect(await find(left, { Responses: { revocations: [item(`user#${SUB}`)] } })).toHaveLength(1);
    await expect(find(left, left, left, left, left)).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('of everybody are read part by part, and it is told how many were looked at', async () => {
    const aws = client({
      Items: [item('pool#us-east-1_Pool')],
      ScannedCount: 100,
      LastEvaluatedKey: { key: { S: 'k' } },
    });

    const { nextToken, ...page } = await scanRevocations(aws.client, TABLE, { text: 'lost "x"' }, SIGNAL);

    expect(page).toEqual({ items: [{ kind: 'pool', id: 'us-east-1_Pool', revokedAt: 1 }], examined: 100 });
    expect(aws.inputs[0]).toMatchObject({
      Limit: 100,
      FilterExpression: 'contains(#key, :text) OR contains(#actor, :text) OR contains(#reason, :text)',
      ExpressionAttributeValues: { ':text': { S: 'lost "x"' } },
    });
    const next = client({ Items: [], ScannedCount: 0 });
    expect(await scanRevocations(next.client, TABLE, { text: '', nextToken: nextToken ?? '' }, SIGNAL)).toEqual({
      items: [],
      examined: 0,
    });
    expect(next.inputs[0]).toEqual({ TableName: 'revocations', Limit: 100, ExclusiveStartKey: { key: { S: 'k' } } });
  });

  it.each(['', 'x', Buffer.from('[1]').toString('base64url'), Buffer.from('{"key":1}').toString('base64url')])(
    'are read from the beginning by a token that is none: %j',
    async (nextToken) => {
      const aws = client({ Items: [item('user')] });

      // A key of no known form is shown as what it is.
      expect((await scanRevocations(aws.client, TABLE, { text: '', nextToken }, SIGNAL)).items).toEqual([
        { kind: '', id: '', revokedAt: 1 },
      ]);
      expect(aws.inputs[0]?.['ExclusiveStartKey']).toBeUndefined();
    },
  );

  it('can not be told without the permission, which is named', async () => {
    const denied = client(failure('AccessDeniedException'));

    await expect(scanRevocations(denied.client, TABLE, { text: '' }, SIGNAL)).rejects.toMatchObject({
      code: 'not_permitted',
      message: expect.stringContaining('dynamodb:Scan on the table revocations') as string,
    });
  });
});

describe('dead letters', () => {
  const queue = (name: string, messages: number, more = {}) => ({
    Attributes: { QueueArn: `arn:${name}`, ApproximateNumberOfMessages: String(messages), ...more },
  });

  it('are on the queues that another names, and on those that are called so', async () => {
    const RedrivePolicy = JSON.stringify({ deadLetterTargetArn: 'arn:Failed', maxReceiveCount: 5 });
    const aws = client(
      queue('Work', 7, { RedrivePolicy }),
      queue('Failed', 2, { ApproximateNumberOfMessagesNotVisible: '1' }),
      queue('MyDeadLetterQueue', 0),
      queue('Other', 9, { RedrivePolicy: 'no JSON' }),
    );
    const names = ['Work', 'Failed', 'MyDeadLetterQueue', 'Other'].map((name) => `https://sqs.example/1/${name}`);

    expect(await findDeadLetters(aws.client, names, SIGNAL)).toEqual([
      { name: 'Failed', messages: 3 },
      { name: 'MyDeadLetterQueue', messages: 0 },
    ]);
  });

  it('are told beside what can not be told', async () => {
    const aws = client(failure('AccessDenied'), queue('BDLQ', 4));

    expect(await findDeadLetters(aws.client, ['https://sqs/1/ADLQ', 'https://sqs/1/BDLQ'], SIGNAL)).toEqual([
      { name: 'ADLQ', problem: expect.stringContaining('sqs:GetQueueAttributes on the queue ADLQ') as string },
      { name: 'BDLQ', messages: 4 },
    ]);
    await expect(findDeadLetters(client(failure('ExpiredToken')).client, ['a'], SIGNAL)).rejects.toMatchObject({
      code: 'no_credentials',
    });
  });
});
