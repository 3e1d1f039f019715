import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import { createDynamoDbRevocationStore } from '../../lambda/adapters/dynamodb/revocation-store';
import { readDynamoDb } from '../../lambda/adapters/environment';
import { RevocationError } from '../../lambda/core/errors';
import { lifeOfSignIns } from '../../lambda/core/revocation/expiry';
import type { UserRevocation } from '../../lambda/core/revocation/revocation';
import { userKeyOf } from '../../lambda/core/revocation/revocation-key';
import { revokeUser } from '../../lambda/core/revocation/revoke';
import type { OpenConnection } from '../../local/client';
import { readCloud } from '../../local/cloud';
import { payloadOf } from './callers';
import { DeliveredEvents } from './delivered-events';
import { newUser, stack } from './stack';

/** Sign-outs a second. Here the sign-out API itself manages some twenty; what follows a record is what this is about. */
const RATE = 200;
/** A minute with SIGN_OUT_SECONDS=60. */
const SECONDS = Number(process.env['SIGN_OUT_SECONDS']) || 5;
/** As many of those who sign out have a WebSocket open. */
const CONNECTED = 60;
/** Sign-outs that are being recorded. */
const AT_ONCE = 32;
const SLOW = 900_000;

const NAME = `e2e-${randomUUID()}`;
const { UserPoolId: userPoolId, RevocationTableName } = stack.outputs;
const events = new DeliveredEvents(NAME, { detail: { reason: [NAME] } });
const revocations = createDynamoDbRevocationStore(readDynamoDb(readCloud().variables), RevocationTableName);
const opened: OpenConnection[] = [];

beforeAll(() => events.start());

afterAll(async () => {
  for (const { socket } of opened) socket.close();
  await events.stop();
  stack.cognito.destroy();
});

/** Somebody with an open WebSocket: who it is. */
async function connected(): Promise<string> {
  const { accessToken } = await stack.signIn(await newUser());
  const connection = await stack.connect(accessToken);
  if (connection === undefined) throw new Error('The connection was refused');
  opened.push(connection);
  return (payloadOf(accessToken) as { readonly sub: string }).sub;
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

    expect(users).toEqual(expect.arrayContaining(live));

    const beganAt = performance.now();
    await recordAll(users);
    const recordedAt = performance.now();

    // Jest's own timeout ends it if one never comes.
    const untold = new Set(users);
    while (untold.size > 0) for (const { detail } of await events.take()) untold.delete(detail.subject?.sub ?? '');
    const toldAt = performance.now();
    const closes = await Promise.all(opened.map(async ({ closed }) => closed));

    const seconds = (from: number, to: number) => `${((to - from) / 1000).toFixed(1)} s`;
    process.stdout.write(
      `${String(count)} sign-outs: recorded within ${seconds(beganAt, recordedAt)}, ` +
        `the last connection closed ${seconds(recordedAt, Math.max(...closes.map(({ at }) => at)))} after the last record, ` +
        `the last event told ${seconds(recordedAt, toldAt)} after it\n`,
    );
    expect(closes).toHaveLength(CONNECTED);
    // None has closed by itself.
    expect(closes.every(({ at }) => at > beganAt)).toBe(true);
  },
  SLOW,
);
