import { DeleteUserPoolClientCommand, DeleteUserPoolCommand } from '@aws-sdk/client-cognito-identity-provider';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Tokens } from '../../local/client';
import { askProxy } from './callers';
import { OtherPool, refreshAtCognito, type Client } from './other-pool';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const { SignOutApiUrl, UserPoolId } = stack.outputs;
const pool = OtherPool.of(UserPoolId);
const made: Client[] = [];
let elsewhere: OtherPool;

beforeAll(async () => {
  elsewhere = await OtherPool.create();
});

afterAll(async () => {
  for (const { client_id } of made) {
    await stack.cognito.send(new DeleteUserPoolClientCommand({ UserPoolId, ClientId: client_id }));
  }
  await stack.cognito.send(new DeleteUserPoolCommand({ UserPoolId: elsewhere.id }));
  stack.cognito.destroy();
});

describe('GlobalSignOut through the proxy', () => {
  it.each([
    ['with token revocation', true],
    ['without token revocation', false],
  ])("by the token of another client of the pool, %s, ends the user's sessions", async (_, EnableTokenRevocation) => {
    const other = await pool.newClient({ EnableTokenRevocation });
    made.push(other);
    const user = await newUser();
    const tokens = await stack.signIn(user);
    const others = await pool.signIn(user.username, other, user.password);
    expect([await verdictsOn(tokens), await verdictsOn(others)]).toEqual([ACCEPTED, REJECTED]);

    const answer = await askProxy(SignOutApiUrl, 'GlobalSignOut', { AccessToken: others.accessToken });

    const again = await stack.signIn(user);
    expect(answer.status).toBe(200);
    expect(await verdictsOn(tokens)).toEqual(REJECTED);
    expect(await stack.refresh(tokens.refreshToken)).toBeUndefined();
    expect(await verdictsOn(again)).toEqual(ACCEPTED);
  });

  it('by the token of another pool is refused, and not passed on', async () => {
    const client = await elsewhere.newClient();
    const tokens = await elsewhere.signIn(await elsewhere.newUser(), client);

    const answer = await askProxy(SignOutApiUrl, 'GlobalSignOut', { AccessToken: tokens.accessToken });

    expect(answer).toMatchObject({ status: 400, error: 'NotAuthorizedException' });
    expect(await refreshAtCognito(tokens.refreshToken, client)).toMatchObject({
      accessToken: expect.any(String) as string,
    });
  });
});

describe('a client that the proxy does not know', () => {
  it('is refused, whatever it asks for, and finds nothing of what it sent in the answer', async () => {
    const ClientId = `unknown-${randomUUID()}`;
    for (const operation of ['InitiateAuth', 'SignUp', 'RevokeToken', 'GetTokensFromRefreshToken']) {
      const answer = await askProxy(SignOutApiUrl, operation, { ClientId, Token: 'x', RefreshToken: 'x' });

      expect(answer).toMatchObject({ status: 400, error: 'ResourceNotFoundException' });
      expect(JSON.stringify([...answer.headers])).not.toContain(ClientId);
    }
  });

  it('is refused with the id of a client of another pool', async () => {
    const client = await elsewhere.newClient();
    const { refreshToken } = await elsewhere.signIn(await elsewhere.newUser(), client);

    const body = { ClientId: client.client_id, Token: refreshToken };
    await expect(askProxy(SignOutApiUrl, 'RevokeToken', body)).resolves.toMatchObject({ status: 400 });
    expect(await refreshAtCognito(refreshToken, client)).toMatchObject({ accessToken: expect.any(String) as string });
  });
});

/*
 * Cognito acts some time after the sign-out has begun, and may end all that was signed in within that second, which may be
 * the one after the cut-off. So there are many at once, which makes it slow, towards the end of a second.
 */
describe.each([
  ['/sign-out', ({ accessToken }: Tokens) => stack.signOut(accessToken, { scope: 'global' })],
  ['the proxy', ({ accessToken: AccessToken }: Tokens) => askProxy(SignOutApiUrl, 'GlobalSignOut', { AccessToken })],
])('a sign-in right after a global sign-out by %s', (_, signOut) => {
  it.each(['first', 'second'])('is accepted, and can be refreshed: %s time', async () => {
    const users = await Promise.all(Array.from({ length: 8 }, newUser));
    const sessions = await Promise.all(users.map(async (user) => ({ user, tokens: await stack.signIn(user) })));
    await sleep((1750 - (Date.now() % 1000)) % 1000);

    const outcomes = await Promise.all(
      sessions.map(async ({ user, tokens }, index) => {
        await sleep(index * 20);
        const { status } = await signOut(tokens);
        const { accessToken, refreshToken } = await stack.signIn(user);
        const refreshed = await stack.refresh(refreshToken);
        const verdict = await stack.session('HTTP API', refreshed?.accessToken ?? accessToken);
        return [status, refreshed === undefined ? 'refused' : 'refreshed', verdict.status];
      }),
    );

    expect(outcomes).toEqual(users.map(() => [200, 'refreshed', 200]));
  });
});
