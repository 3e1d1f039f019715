import { Sha256 } from '@aws-crypto/sha256-js';
import { SignatureV4 } from '@smithy/signature-v4';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createAppSyncSubscriptions } from '../../../lambda/adapters/appsync/subscriptions';
import type { SubscriptionEnd } from '../../../lambda/core/connections/live-subscriptions';

const CREDENTIALS = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'secret', sessionToken: 'session-token' };
const WHAT: SubscriptionEnd = {
  key: 'us-east-1_Example#user#user-1',
  tokensValidAfter: 1_800_000_000,
  othersValidAfter: -1,
  exemptSession: '',
};
const DONE = { status: 200, body: '{"data":{"endSubscriptions":true}}' };

interface Call {
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

const calls: Call[] = [];
const pauses: number[] = [];
let turns: number;
/** What is answered, in this order; the last for ever. */
let answers: { status: number; body: string }[];
let url: string;

const appSync = createServer((request: IncomingMessage, response: ServerResponse) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    calls.push({ path: request.url, headers: request.headers, body: Buffer.concat(chunks).toString() });
    const answer = (answers.length > 1 ? answers.shift() : answers[0]) ?? DONE;
    response.writeHead(answer.status, { 'content-type': 'application/json', location: '/elsewhere' });
    response.end(answer.body);
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => appSync.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${String((appSync.address() as AddressInfo).port)}/graphql`;
});

afterAll(async () => {
  appSync.closeAllConnections();
  await new Promise((resolve) => appSync.close(resolve));
});

beforeEach(() => {
  calls.length = 0;
  pauses.length = 0;
  turns = 0;
  answers = [DONE];
});

function subscriptions(...fields: { url: string; field: string }[]) {
  return createAppSyncSubscriptions({
    fields: fields.length > 0 ? fields : [{ url, field: 'sessionNotice' }],
    region: 'us-east-1',
    readCredentials: () => CREDENTIALS,
    turn: () => {
      turns++;
      return Promise.resolve();
    },
    pause: (attempt) => {
      pauses.push(attempt);
      return Promise.resolve();
    },
  });
}

/** Signs again what has arrived, with the same time: an independent hash, and the secret that AWS knows. */
async function expectedAuthorization({ path = '', headers, body }: Call): Promise<string | undefined> {
  const signer = new SignatureV4({
    service: 'appsync',
    region: 'us-east-1',
    credentials: CREDENTIALS,
    sha256: Sha256,
    applyChecksum: false,
  });
  const date = headers['x-amz-date'] as string;
  const signingDate = new Date(date.replace(/^(....)(..)(..)T(..)(..)(..)Z$/, '$1-$2-$3T$4:$5:$6Z'));
  const request = {
    method: 'POST',
    protocol: 'http:',
    hostname: '127.0.0.1',
    path,
    headers: { host: headers.host ?? '', 'content-type': headers['content-type'] ?? '' },
    body,
    query: {},
  };
  return (await signer.sign(request, { signingDate })).headers['authorization'];
}

describe('what is to be ended', () => {
  it('is told the API by the one mutation, with all there is to compare', async () => {
    await subscriptions().end(WHAT);

    expect(calls).toHaveLength(1);
    const { query, variables } = JSON.parse(calls[0]?.body ?? '') as { query: string; variables: unknown };
    expect(query.match(/\bendSubscriptions\(/g)).toHaveLength(1);
    expect(variables).toEqual({ subscription: 'sessionNotice', ...WHAT });
  });

  it("is signed with the role's keys, for AppSync, body and all", async () => {
    await subscriptions().end(WHAT);

    const [call] = calls as [Call];
    expect(call.headers['x-amz-security-token']).toBe('session-token');
    expect(call.headers.authorization).toContain('/us-east-1/appsync/aws4_request');
    expect(call.headers.authorization).toBe(await expectedAuthorization(call));
    await expect(expectedAuthorization({ ...call, body: `${call.body} ` })).resolves.not.toBe(
      call.headers.authorization,
    );
  });

  it('is told every field by a request of its own, each in its turn', async () => {
    await subscriptions({ url, field: 'a' }, { url, field: 'b' }, { url: `${url}2`, field: 'a' }).end(WHAT);

    const told = calls.map(({ path, body }) => [
      path,
      (JSON.parse(body) as { variables: { subscription: string } }).variables.subscription,
    ]);
    expect(told.sort()).toEqual([
      ['/graphql', 'a'],
      ['/graphql', 'b'],
      ['/graphql2', 'a'],
    ]);
    expect(turns).toBe(3);
  });

  it('is told the other fields even if one cannot be told', async () => {
    const broken = { url: 'http://127.0.0.1:1/graphql', field: 'broken' };

    await expect(subscriptions(broken, { url, field: 'a' }).end(WHAT)).rejects.toMatchObject({
      code: 'subscriptions_unavailable',
      message: 'the subscriptions broken could not be ended',
    });
    expect(calls).toHaveLength(1);
  });
});

describe('a failure', () => {
  const FAILURES: [string, { status: number; body: string }, string][] = [
    ['HTTP 500', { status: 500, body: 'oops' }, 'HTTP 500'],
    ['HTTP 429', { status: 429, body: '{}' }, 'HTTP 429'],
    ['HTTP 401', { status: 401, body: '{"errors":[{"errorType":"UnauthorizedException"}]}' }, 'HTTP 401'],
    [
      'GraphQL errors in a 200',
      { status: 200, body: '{"data":null,"errors":[{"errorType":"Unauthorized"}]}' },
      'Unauthorized',
    ],
    [
      'errors beside a result',
      { status: 200, body: '{"data":{"endSubscriptions":true},"errors":[{"errorType":"X"}]}' },
      'X',
    ],
    ['an answer that is not true', { status: 200, body: '{"data":{"endSubscriptions":null}}' }, 'no result'],
    ['an empty object', { status: 200, body: '{}' }, 'no result'],
  ];

  it.each(FAILURES)('is %s', async (_, answer, code) => {
    answers = [answer];

    await expect(subscriptions().end(WHAT)).rejects.toMatchObject({
      code: 'subscriptions_unavailable',
      cause: { code },
    });
  });

  it.each([
    ['no JSON', { status: 200, body: '<html>' }],
    ['a redirect, which is not followed', { status: 307, body: '' }],
  ])('is %s', async (_, answer) => {
    answers = [answer];

    await expect(subscriptions().end(WHAT)).rejects.toMatchObject({ code: 'subscriptions_unavailable' });
    expect(calls.map(({ path }) => path)).toEqual(['/graphql', '/graphql', '/graphql']);
  });

  it('is tried three times, each in its turn, with a pause between', async () => {
    answers = [{ status: 500, body: '' }];

    await expect(subscriptions().end(WHAT)).rejects.toThrow();
    expect([calls.length, turns, pauses]).toEqual([3, 3, [1, 2]]);
  });

  it('that passes is none', async () => {
    answers = [{ status: 500, body: '' }, { status: 200, body: '{"errors":[{"errorType":"Throttled"}]}' }, DONE];

    await expect(subscriptions().end(WHAT)).resolves.toBeUndefined();
    expect(calls).toHaveLength(3);
  });
});
