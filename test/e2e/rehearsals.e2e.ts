import { DeleteItemCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { DeleteRolePolicyCommand, IAMClient, PutRolePolicyCommand } from '@aws-sdk/client-iam';
import {
  DeleteMessageCommand,
  GetQueueAttributesCommand,
  GetQueueUrlCommand,
  PurgeQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';

import type { Tokens } from '../../local/client';
import { EventSource } from './event-source';
import { eventSourceMappingsOf, setEnabled, type EventSourceMapping } from './event-source-mappings';
import { lineOf, sumsOf } from './function-logs';
import { newUser, stack } from './stack';
import { physicalIdOf } from './stack-resources';

/*
 * What docs/runbook.md says, rehearsed: each fault is brought about, the metric moves that its alarm looks at, and the remedy works.
 * The local cloud evaluates no alarm: which metric each looks at is in test/lib/monitoring/monitoring.test.ts.
 */

const AUTHORIZER = 'TokenRevocationAuthorizerHttp';
const SIGN_OUT = 'TokenRevocationSignOutApiSignOut';
const EVENTS = 'TokenRevocationSignOutEventsHandler';
const POLICY = 'rehearsal';

const { UserPoolId, RevocationTableName } = stack.outputs;
const iam = new IAMClient({});
const dynamoDb = new DynamoDBClient({});
const sqs = new SQSClient({});
const denied = new Set<string>();

afterEach(async () => {
  for (const of of denied) await allow(of);
});

afterAll(() => {
  for (const client of [iam, dynamoDb, sqs, stack.cognito]) client.destroy();
});

/** Takes a right from a function's role. */
async function deny(of: string, action: string): Promise<void> {
  const Statement = [{ Effect: 'Deny', Action: action, Resource: '*' }];
  const PolicyDocument = JSON.stringify({ Version: '2012-10-17', Statement });
  const RoleName = await physicalIdOf(`${of}Role`);
  denied.add(of);
  await iam.send(new PutRolePolicyCommand({ RoleName, PolicyName: POLICY, PolicyDocument }));
}

/** Gives it back. */
async function allow(of: string): Promise<void> {
  const RoleName = await physicalIdOf(`${of}Role`);
  await iam.send(new DeleteRolePolicyCommand({ RoleName, PolicyName: POLICY }));
  denied.delete(of);
}

async function statusOf({ accessToken }: Tokens): Promise<number> {
  return (await stack.session('HTTP API', accessToken)).status;
}

/** Rights come into effect when they do: asks again until the answer is this one. Jest's own timeout ends it. */
async function until(status: number, ask: () => Promise<number>): Promise<void> {
  while ((await ask()) !== status) await new Promise((resolve) => setTimeout(resolve, 200));
}

const signedIn = async () => stack.signIn(await newUser());

describe('an authorizer that may not read the table', () => {
  it('lets nobody in, is a fault, and lets in again whoever is not signed out, once it may', async () => {
    const tokens = await signedIn();
    const since = Date.now();
    await deny(AUTHORIZER, 'dynamodb:BatchGetItem');

    await until(500, () => statusOf(tokens));
    const line = await lineOf(AUTHORIZER, 'revocation_store_unavailable', since);
    expect(sumsOf(line)).toEqual({ Faults: 1 });
    expect(line).toMatchObject({ Deployment: RevocationTableName, Cause: { name: 'AccessDeniedException' } });
    // The others have roles of their own.
    expect((await stack.session('REST API', tokens.accessToken)).status).toBe(200);

    await allow(AUTHORIZER);
    await until(200, () => statusOf(tokens));
  });
});

describe('a sign-out that can’t be recorded', () => {
  it('is answered 503, is a fault, leaves the session alive, and can be sent again', async () => {
    const tokens = await signedIn();
    const since = Date.now();
    await deny(SIGN_OUT, 'dynamodb:PutItem');

    expect((await stack.signOut(tokens.accessToken)).status).toBe(503);
    expect(sumsOf(await lineOf(SIGN_OUT, 'revocation_store_unavailable', since))).toEqual({ Faults: 1 });
    expect(await statusOf(tokens)).toBe(200);

    await allow(SIGN_OUT);
    await until(200, async () => (await stack.signOut(tokens.accessToken)).status);
    expect(await statusOf(tokens)).toBe(401);
  });
});

describe('an item that nobody can read', () => {
  it('shuts its user out and nobody else, is a fault, and lets the user in again once it is gone', async () => {
    const [tokens, somebody] = [await signedIn(), await signedIn()];
    const { body } = await stack.session('HTTP API', tokens.accessToken);
    const { sub } = body as { readonly sub: string };
    const key = { key: { S: `${UserPoolId}#user#${sub}` } };
    const since = Date.now();
    const item = { ...key, kind: { S: 'user' }, expiresAt: { N: '9999999999' } };
    await dynamoDb.send(new PutItemCommand({ TableName: RevocationTableName, Item: item }));

    expect(await statusOf(tokens)).toBe(500);
    const line = await lineOf(AUTHORIZER, 'revocation_store_corrupt', since);
    expect(sumsOf(line)).toEqual({ Faults: 1 });
    expect(line['Message']).toContain('tokensValidAfter');
    expect(await statusOf(somebody)).toBe(200);

    await dynamoDb.send(new DeleteItemCommand({ TableName: RevocationTableName, Key: key }));
    expect(await statusOf(tokens)).toBe(200);
  });
});

describe('a forged token', () => {
  it('is refused, and counts as forged, which is no fault', async () => {
    const tokens = await signedIn();
    const [header = '', payload = ''] = tokens.accessToken.split('.');
    const forged = `${header}.${payload}.${'A'.repeat(342)}`;
    const since = Date.now();

    expect(await statusOf({ ...tokens, accessToken: forged })).toBe(401);

    const line = await lineOf(AUTHORIZER, 'token_rejected', since);
    expect(line).toMatchObject({ Reason: 'bad_signature' });
    expect(sumsOf(line)).toEqual({ Rejections: 1, ForgedTokens: 1 });
  });
});

describe('a global sign-out that Cognito does not carry out', () => {
  it('rejects every token all the same, is counted, and is complete once Cognito does', async () => {
    const user = await newUser();
    const tokens = await stack.signIn(user);
    const since = Date.now();
    await deny(SIGN_OUT, 'cognito-idp:AdminUserGlobalSignOut');

    const { status, body } = await stack.signOut(tokens.accessToken, { scope: 'global' });

    expect(status).toBe(200);
    expect(body).toMatchObject({ outcome: 'partial', unfinished: ['cognito_global_sign_out'] });
    const line = await lineOf(SIGN_OUT, 'sign_out_answered', since);
    expect(sumsOf(line)).toEqual({ SignOuts: 1, UnfinishedGlobalSignOuts: 1 });
    expect(await statusOf(tokens)).toBe(401);

    await allow(SIGN_OUT);
    const again = await stack.signIn(user);
    expect((await stack.signOut(again.accessToken, { scope: 'global' })).body).toMatchObject({ outcome: 'complete' });
    expect(await stack.refresh(tokens.refreshToken)).toBeUndefined();
  });
});

describe('an event that does not say whose sessions have ended', () => {
  const events = new EventSource();

  beforeAll(() => events.start());
  afterAll(() => events.stop());

  it('is a fault, and a dead letter, until somebody has seen to it', async () => {
    const QueueName = events.targets[0]?.DeadLetterConfig?.Arn?.split(':').at(-1);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    await sqs.send(new PurgeQueueCommand({ QueueUrl }));
    const since = Date.now();

    await events.send('AdminDisableUser', undefined, Date.now());

    expect(sumsOf(await lineOf(EVENTS, 'unusable_event', since))).toEqual({ Faults: 1 });
    const receive = new ReceiveMessageCommand({ QueueUrl, WaitTimeSeconds: 5 });
    let ReceiptHandle: string | undefined;
    while (ReceiptHandle === undefined) ReceiptHandle = (await sqs.send(receive)).Messages?.[0]?.ReceiptHandle;
    await sqs.send(new DeleteMessageCommand({ QueueUrl, ReceiptHandle }));
    expect((await sqs.send(receive)).Messages ?? []).toEqual([]);
  });
});

describe('a follower that nobody calls', () => {
  let mapping: EventSourceMapping | undefined;

  afterEach(async () => {
    if (mapping !== undefined) await setEnabled(mapping, true);
  });

  it('leaves connections open that are signed out, and messages waiting, and ends them once it is called again', async () => {
    const mappings = await eventSourceMappingsOf(await physicalIdOf('LiveConnectionsEndFunction'));
    mapping = mappings.find(({ EventSourceArn }) => EventSourceArn.includes('Stream'));
    if (mapping === undefined) throw new Error('nobody calls it at all');
    const QueueName = mapping.EventSourceArn.split(':').at(-1);
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName }));
    const waiting = async () => {
      const AttributeNames = ['ApproximateNumberOfMessages' as const];
      const { Attributes } = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }));
      return Number(Attributes?.ApproximateNumberOfMessages);
    };
    const tokens = await signedIn();
    const connection = await stack.connect(tokens.accessToken);
    await setEnabled(mapping, false);

    expect((await stack.signOut(tokens.accessToken)).status).toBe(200);
    expect(await statusOf(tokens)).toBe(401);
    await until(1, waiting);
    expect(connection?.socket.readyState).toBe(WebSocket.OPEN);

    const enabledAt = performance.now();
    await setEnabled(mapping, true);
    expect((await connection?.closed)?.at).toBeGreaterThan(enabledAt);
    await until(0, waiting);
  });
});
