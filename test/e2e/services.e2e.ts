import express from 'express';
import { createServer, type Server } from 'node:http';

import { createVerifier } from '../../verify';
import { requireSession } from '../../verify/express';
import type { Tokens, User } from '../../local/client';
import { close, listen } from '../support/loopback';
import { newUser, sessionIdOf, stack } from './stack';

const USERS = 20;
/** Each signs in and out so often. */
const SIGN_OUTS = 4;
/** Requests by each token while its session lives, and after its sign-out has been answered. */
const REQUESTS = 10;

let server: Server;
let url: string;

/** A service behind no gateway, which reads the table of the stack that `npm start` has deployed. */
beforeAll(async () => {
  const { UserPoolId: userPoolId, UserPoolClientId: clientId, RevocationTableName: tableName } = stack.outputs;
  const verifier = createVerifier({ userPoolId, clientIds: [clientId], tableName });
  const service = express();
  service.use(requireSession(verifier)).get('/', (request, response) => {
    response.json((request as unknown as { auth: object }).auth);
  });
  server = createServer(service);
  url = await listen(server);
});

afterAll(async () => {
  await close(server);
  stack.cognito.destroy();
});

async function ask(token: string): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  return { status: response.status, body: await response.json() };
}

/** What the service says to both tokens, many times at once. */
async function statusesOf({ accessToken, idToken }: Tokens): Promise<readonly number[]> {
  const tokens = Array.from({ length: REQUESTS }, (_, index) => (index % 2 === 0 ? accessToken : idToken));
  const answers = await Promise.all(tokens.map(ask));
  return [...new Set(answers.map(({ status }) => status))];
}

describe('a service behind no gateway', () => {
  it('knows whom it lets in', async () => {
    const tokens = await stack.signIn(await newUser());

    await expect(ask(tokens.accessToken)).resolves.toMatchObject({
      status: 200,
      body: { tokenUse: 'access', sessionId: await sessionIdOf(tokens) },
    });
    expect((await fetch(url)).status).toBe(401);
  });

  it.each(['local', 'global'])('rejects both tokens on the very next request after a %s sign-out', async (scope) => {
    const user = await newUser();
    const [phone, laptop] = [await stack.signIn(user), await stack.signIn(user)];
    expect(await statusesOf(phone)).toEqual([200]);

    await expect(stack.signOut(phone.accessToken, { scope })).resolves.toMatchObject({ status: 200 });

    expect(await statusesOf(phone)).toEqual([401]);
    expect(await statusesOf(laptop)).toEqual([scope === 'global' ? 401 : 200]);
    expect(await statusesOf(await stack.signIn(user))).toEqual([200]);
  });

  it('accepts each until its sign-out and none after it, with many at once in one process', async () => {
    const seen: (readonly [string, readonly number[]])[] = [];
    const use = async (user: User) => {
      for (let times = 0; times < SIGN_OUTS; times++) {
        const tokens = await stack.signIn(user);
        seen.push(['before', await statusesOf(tokens)]);
        const { status } = await stack.signOut(tokens.accessToken);
        seen.push(['sign-out', [status]], ['after', await statusesOf(tokens)]);
      }
    };

    await Promise.all((await Promise.all(Array.from({ length: USERS }, newUser))).map(use));

    const expected: Readonly<Record<string, number>> = { before: 200, 'sign-out': 200, after: 401 };
    expect(seen.filter(([what, statuses]) => statuses.join() !== String(expected[what]))).toEqual([]);
    expect(seen).toHaveLength(USERS * SIGN_OUTS * 3);
  });
});
