import {
  CognitoIdentityProviderClient,
  DescribeUserPoolClientCommand,
  UpdateUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { randomBytes } from 'node:crypto';
import https from 'node:https';

import type { OpenConnection, Tokens } from '../../local/client';
import { payloadOf } from './callers';
import { iamUser, removeIamUsers } from './iam';
import { postSigned } from './signed-request';
import { BOUND, closeOf, echo } from './sockets';
import { newUser, stack } from './stack';

const url = stack.outputs.WebSocketApiUrl;
const opened: OpenConnection[] = [];

afterEach(() => {
  for (const { socket } of opened.splice(0)) socket.close();
});

afterAll(async () => {
  await removeIamUsers();
  stack.cognito.destroy();
});

/** The status that a request to open a WebSocket is answered with, and the subprotocol. */
async function handshake(headers: Record<string, string>, query = ''): Promise<(number | string | undefined)[]> {
  return new Promise((resolve, reject) => {
    const request = https.request(url.replace(/^wss/, 'https') + query, {
      agent: false,
      headers: {
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': randomBytes(16).toString('base64'),
        ...headers,
      },
    });
    request.on('response', (response) => {
      response.resume();
      resolve([response.statusCode]);
    });
    request.on('upgrade', (response, socket) => {
      socket.destroy();
      resolve([response.statusCode, response.headers['sec-websocket-protocol']]);
    });
    request.on('error', reject);
    request.end();
  });
}

async function connect({ accessToken }: Pick<Tokens, 'accessToken'>): Promise<OpenConnection> {
  const connection = await stack.connect(accessToken);
  if (connection === undefined) throw new Error('The connection was refused');
  opened.push(connection);
  return connection;
}

/** How long it took from then until it was closed (milliseconds). */
async function untilClosed(connection: OpenConnection, since: number): Promise<number> {
  const close = await closeOf(connection);
  if (close === undefined) throw new Error('The connection is still open');
  return close.at - since;
}

async function signOut(tokens: Tokens, scope: string): Promise<number> {
  const { status } = await stack.signOut(tokens.accessToken, { scope });
  const answeredAt = performance.now();
  expect(status).toBe(200);
  return answeredAt;
}

function report(what: string, times: readonly number[]): void {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => (sorted[Math.ceil(sorted.length * share) - 1] ?? NaN).toFixed(0);
  process.stdout.write(
    `${what} (${String(times.length)}): p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, longest ${at(1)} ms\n`,
  );
}

describe('a WebSocket', () => {
  it('opens with a token in any of its places, and echoes', async () => {
    const { accessToken, idToken } = await stack.signIn(await newUser());

    expect(await handshake({ authorization: `Bearer ${accessToken}` })).toEqual([101, undefined]);
    expect(await handshake({ authorization: idToken })).toEqual([101, undefined]);
    expect(await handshake({ 'sec-websocket-protocol': `bearer, ${idToken}` })).toEqual([101, 'bearer']);
    expect(await handshake({ 'sec-websocket-protocol': `chat, Bearer, ${idToken}` })).toEqual([101, 'Bearer']);
    const connection = await connect({ accessToken });
    expect(connection.socket.protocol).toBe('bearer');
    for (const text of ['hello', '{"action":"x"}', 'ß€😀']) expect(await echo(connection, text)).toBe(text);
  });

  it('is refused without a token, with a bad one, with two, and with one in the query string', async () => {
    const { accessToken, idToken } = await stack.signIn(await newUser());
    const [header = '', payload = '', signature = ''] = accessToken.split('.');
    const refused: [Record<string, string>, string?][] = [
      [{}],
      [{ authorization: '' }],
      [{ authorization: 'Bearer x.y.z' }],
      [{ authorization: `Basic ${accessToken}` }],
      [{ authorization: `Bearer ${header}.${payload}.${signature.split('').reverse().join('')}` }],
      [{ authorization: `Bearer ${header}.${payload}.` }],
      [{ 'sec-websocket-protocol': accessToken }],
      [{ 'sec-websocket-protocol': 'bearer' }],
      [{ 'sec-websocket-protocol': `bearer, ${accessToken}, Bearer, ${idToken}` }],
      [{ authorization: `Bearer ${accessToken}`, 'sec-websocket-protocol': `bearer, ${accessToken}` }],
      [{}, `?access_token=${accessToken}`],
    ];

    for (const [headers, query] of refused) expect(await handshake(headers, query)).toEqual([401]);
  });

  it('is refused once its session is signed out, and opens again after the next sign-in', async () => {
    const user = await newUser();
    const phone = await stack.signIn(user);
    await signOut(phone, 'local');

    for (const token of [phone.accessToken, phone.idToken]) {
      expect(await handshake({ authorization: `Bearer ${token}` })).toEqual([401]);
    }
    await connect(await stack.signIn(user));
  });
});

describe('open connections', () => {
  it('of the session end after local, of the user after global, of the others after others', async () => {
    const user = await newUser();
    const [phone, laptop, tablet] = [await stack.signIn(user), await stack.signIn(user), await stack.signIn(user)];
    const ofPhone = [await connect(phone), await connect({ accessToken: phone.idToken })];
    const ofLaptop = await connect(laptop);
    const ofTablet = await connect(tablet);

    const local = await signOut(phone, 'local');
    for (const connection of ofPhone) await untilClosed(connection, local);
    expect(await echo(ofLaptop, 'still here')).toBe('still here');
    await untilClosed(ofTablet, await signOut(laptop, 'others'));
    expect(await echo(ofLaptop, 'still here')).toBe('still here');
    await untilClosed(ofLaptop, await signOut(laptop, 'global'));
    expect(await echo(await connect(await stack.signIn(user)), 'new')).toBe('new');
  });

  it('of a client that sends messages to the routes that API Gateway calls by itself end all the same', async () => {
    const tokens = await stack.signIn(await newUser());
    const connection = await connect(tokens);

    for (const action of ['$connect', '$disconnect']) connection.socket.send(JSON.stringify({ action }));
    expect(await echo(connection, 'still here')).toBe('still here');

    await untilClosed(connection, await signOut(tokens, 'local'));
  });

  it.each(['username', 'clientId'])('end when an administrator signs out by %s', async (by) => {
    const user = await newUser();
    const connection = await connect(await stack.signIn(user));
    const value = by === 'username' ? user.username : stack.outputs.UserPoolClientId;

    const support = await iamUser('arn:aws:execute-api:*:*:*/*/POST/admin/sign-out');
    const body = JSON.stringify({ [by]: value, reason: 'test' });

    const path = `${stack.outputs.SignOutApiUrl}/admin/sign-out`;
    const answer = await postSigned(path, body, 'application/json', support);
    const answeredAt = performance.now();

    expect(answer.status).toBe(200);
    await untilClosed(connection, answeredAt);
  });

  it('end soon after the answer, time after time', async () => {
    const user = await newUser();
    const times: number[] = [];
    for (let round = 0; round < 100; round++) {
      const tokens = await stack.signIn(user);
      const connection = await connect(tokens);
      times.push(await untilClosed(connection, await signOut(tokens, 'local')));
    }

    report('from the answer to the close of a connection', times);
    expect(Math.max(...times)).toBeLessThan(BOUND);
  });

  it('of one user end all, however many', async () => {
    const tokens = await stack.signIn(await newUser());
    const connections: OpenConnection[] = [];
    while (connections.length < 500) {
      connections.push(...(await Promise.all(Array.from({ length: 20 }, () => connect(tokens)))));
    }

    const answeredAt = await signOut(tokens, 'local');
    const times = await Promise.all(connections.map((connection) => untilClosed(connection, answeredAt)));

    report('from the answer to the close of each of 500 connections of one user', times);
  });

  it('that are opened during a sign-out are refused or end', async () => {
    const user = await newUser();
    const times: number[] = [];
    let refusals = 0;
    const round = async (number: number) => {
      const tokens = await stack.signIn(user);
      const connecting = stack.connect(tokens.accessToken);
      await new Promise((resolve) => setTimeout(resolve, (number * 7) % 200));
      const answeredAt = await signOut(tokens, 'local');
      const connection = await connecting;
      if (connection === undefined) refusals++;
      else times.push(await untilClosed(connection, answeredAt));
    };
    for (let number = 0; number < 200; number += 4) {
      await Promise.all([0, 1, 2, 3].map((offset) => round(number + offset)));
    }

    report(`${String(refusals)} refused, from the answer to the close of the rest`, times);
    expect(refusals + times.length).toBe(200);
    // 200 sign-ins, connections and sign-outs, each of which waits for the one before: more than a test has otherwise.
  }, 300_000);

  it('end when their token expires', async () => {
    const cognito = new CognitoIdentityProviderClient({});
    const ids = { UserPoolId: stack.outputs.UserPoolId, ClientId: stack.outputs.UserPoolClientId };
    const { UserPoolClient } = await cognito.send(new DescribeUserPoolClientCommand(ids));
    const { AccessTokenValidity, TokenValidityUnits, ...rest } = UserPoolClient ?? {};
    const withValidity = (settings: object) =>
      cognito.send(new UpdateUserPoolClientCommand({ ...rest, ...ids, ...settings }));
    let tokens: Tokens;
    try {
      // Cognito's shortest is 5 minutes; the local cloud takes any.
      await withValidity({
        AccessTokenValidity: 5,
        TokenValidityUnits: { ...TokenValidityUnits, AccessToken: 'seconds' },
      });
      tokens = await stack.signIn(await newUser());
    } finally {
      await withValidity({ AccessTokenValidity, TokenValidityUnits });
      cognito.destroy();
    }
    const { exp } = payloadOf(tokens.accessToken) as { readonly exp: number };

    const connection = await connect(tokens);
    expect(await echo(connection, 'alive')).toBe('alive');
    await untilClosed(connection, performance.now());

    expect(Date.now() / 1000).toBeGreaterThanOrEqual(exp);
  });
});
