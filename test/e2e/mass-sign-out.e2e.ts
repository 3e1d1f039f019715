import {
  DeleteRuleCommand,
  EventBridgeClient,
  PutRuleCommand,
  PutTargetsCommand,
  RemoveTargetsCommand,
} from '@aws-sdk/client-eventbridge';
import {
  CreateQueueCommand,
  DeleteMessageBatchCommand,
  DeleteQueueCommand,
  ReceiveMessageCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { createDynamoDbRevocationStore } from '../../lambda/adapters/dynamodb/revocation-store';
import { RevocationError } from '../../lambda/core/errors';
import { lifeOfSignIns } from '../../lambda/core/revocation/expiry';
import type { UserRevocation } from '../../lambda/core/revocation/revocation';
import { userKeyOf } from '../../lambda/core/revocation/revocation-key';
import { revokeUser } from '../../lambda/core/revocation/revoke';
import type { SessionsRevoked } from '../../lambda/core/revocation/sessions-revoked';
import type { OpenConnection } from '../../local/client';
import { readCloud } from '../../local/cloud';
import { newUser, stack } from './stack';

/** Sign-outs a second. Here the sign-out API itself manages some twenty; what follows a record is what this is about. */
const RATE = 200;
/** A minute with SIGN_OUT_SECONDS=60. */
const SECONDS = Number(process.env['SIGN_OUT_SECONDS'] ?? 5);
/** As many of those who sign out have a WebSocket open. */
const CONNECTED = 60;
/** Sign-outs that are being recorded. */
const AT_ONCE = 32;
const SLOW = 900_000;

const NAME = `e2e-${randomUUID()}`;
const { UserPoolId: userPoolId, RevocationTableName } = stack.outputs;
const { variables } = readCloud();
const [events, sqs] = [new EventBridgeClient({}), new SQSClient({})];
const revocations = createDynamoDbRevocationStore(
  {
    endpoint: variables['AWS_ENDPOINT_URL'] ?? '',
    region: variables['AWS_REGION'] ?? '',
    credentials: () => ({
      accessKeyId: variables['AWS_ACCESS_KEY_ID'] ?? '',
      secretAccessKey: variables['AWS_SECRET_ACCESS_KEY'] ?? '',
      sessionToken: undefined,
    }),
  },
  RevocationTableName,
);
const opened: OpenConnection[] = [];
let queueUrl: string;

beforeAll(async () => {
  const { QueueUrl = '' } = await sqs.send(new CreateQueueCommand({ QueueName: NAME }));
  queueUrl = QueueUrl;
  const EventPattern = JSON.stringify({ source: ['cognito-sign-out'], detail: { reason: [NAME] } });
  await events.send(new PutRuleCommand({ Name: NAME, EventPattern }));
  const Arn = `arn:aws:sqs:us-east-1:000000000000:${NAME}`;
  await events.send(new PutTargetsCommand({ Rule: NAME, Targets: [{ Id: '1', Arn }] }));
});

afterAll(async () => {
  for (const { socket } of opened) socket.close();
  await events.send(new RemoveTargetsCommand({ Rule: NAME, Ids: ['1'] }));
  await events.send(new DeleteRuleCommand({ Name: NAME }));
  await sqs.send(new DeleteQueueCommand({ QueueUrl: queueUrl }));
  for (const client of [events, sqs, stack.cognito]) client.destroy();
});

/** Somebody with an open WebSocket: who it is. */
async function connected(): Promise<string> {
  const { accessToken } = await stack.signIn(await newUser());
  const connection = await stack.connect(accessToken);
  if (connection === undefined) throw new Error('The connection was refused');
  opened.push(connection);
  const claims = Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString();
  return (JSON.parse(claims) as { readonly sub: string }).sub;
}

/** What a `global` sign-out records; again, as whoever signs out would, where this cloud is too busy. */
async function record(sub: string): Promise<void> {
  const now = Math.floor(Date.now() / 1000);
  const user = { userPoolId, sub };
  const audit = { revokedAt: now, initiatedBy: 'user', actor: sub, reason: NAME, requestId: NAME } as const;
  const change = (stored?: UserRevocation) => revokeUser(user, now, lifeOfSignIns(now, 3600), stored);
  for (let isRecorded = false; !isRecorded;) {
    isRecorded = await revocations.update(userKeyOf(user), change, audit).then(
      () => true,
      (error: unknown) => {
        if (error instanceof RevocationError && error.code === 'revocation_store_unavailable') return false;
        throw error;
      },
    );
  }
}

/** Records them at the rate, or as fast as this cloud takes them. */
async function recordAll(users: readonly string[]): Promise<void> {
  const beganAt = performance.now();
  const remaining = users.entries();
  const recordNext = async () => {
    for (const [index, sub] of remaining) {
      await sleep(Math.max(0, beganAt + (index * 1000) / RATE - performance.now()));
      await record(sub);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, recordNext));
}

/** Whom the events that have been delivered are about. */
async function told(): Promise<readonly string[]> {
  const command = new ReceiveMessageCommand({ QueueUrl: queueUrl, MaxNumberOfMessages: 10, WaitTimeSeconds: 1 });
  const { Messages = [] } = await sqs.send(command);
  if (Messages.length === 0) return [];
  const Entries = Messages.map(({ ReceiptHandle }, index) => ({ Id: String(index), ReceiptHandle }));
  await sqs.send(new DeleteMessageBatchCommand({ QueueUrl: queueUrl, Entries }));
  const details = Messages.map(({ Body = '' }) => (JSON.parse(Body) as { readonly detail: SessionsRevoked }).detail);
  return details.map(({ subject }) => subject?.sub ?? '');
}

it(
  `${String(RATE)} sign-outs a second for ${String(SECONDS)} s leave no connection alive, and no event untold`,
  async () => {
    const live: string[] = [];
    while (live.length < CONNECTED) live.push(...(await Promise.all(Array.from({ length: 5 }, connected))));
    const count = RATE * SECONDS;
    // Those with a connection come all along, among people of whom only the record is there.
    const every = Math.floor(count / CONNECTED);
    const users = Array.from({ length: count }, (_, index) =>
      index % every === 0 && live[index / every] !== undefined ? String(live[index / every]) : randomUUID(),
    );

    const beganAt = performance.now();
    await recordAll(users);
    const recordedAt = performance.now();

    // Jest's own timeout ends it if one never comes.
    const untold = new Set(users);
    while (untold.size > 0) for (const sub of await told()) untold.delete(sub);
    const toldAt = performance.now();
    const closes = await Promise.all(opened.map(async ({ closed }) => closed));

    const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
    process.stdout.write(
      `${String(count)} sign-outs: recorded within ${seconds(beganAt, recordedAt)}, ` +
        `the last connection closed ${seconds(recordedAt, Math.max(...closes.map(({ at }) => at)))} after the last record, ` +
        `the last event told ${seconds(recordedAt, toldAt)} after it\n`,
    );
    expect(closes).toHaveLength(CONNECTED);
  },
  SLOW,
);
