import { AdminDeleteUserCommand } from '@aws-sdk/client-cognito-identity-provider';
import { randomUUID } from 'node:crypto';

import type { Tokens } from '../../local/client';
import { askProxy, payloadOf } from './callers';
import { iamUser, removeIamUsers } from './iam';
import { postSigned } from './signed-request';
import { ACCEPTED, REJECTED, stack, verdictsOn } from './stack';

const { SignOutApiUrl, UserPoolId } = stack.outputs;

afterAll(async () => {
  await removeIamUsers();
  stack.cognito.destroy();
});

/** A user that is deleted, whose tokens live, and somebody else who is given the same username. */
async function sameName(): Promise<{ readonly former: Tokens; readonly present: Tokens }> {
  const username = `e2e-${randomUUID()}`;
  const former = await stack.signIn(await stack.signUp(username));
  await stack.cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username: username }));
  return { former, present: await stack.signIn(await stack.signUp(username)) };
}

async function livesOn({ refreshToken }: Tokens): Promise<string[]> {
  const refreshed = await stack.refresh(refreshToken);
  return refreshed === undefined ? ['Cognito refuses its refresh token'] : verdictsOn(refreshed);
}

describe('a deleted user, whose username somebody else has now', () => {
  it('is another user', async () => {
    const { former, present } = await sameName();

    expect(payloadOf(former.accessToken)['username']).toBe(payloadOf(present.accessToken)['username']);
    expect(payloadOf(former.accessToken)['sub']).not.toBe(payloadOf(present.accessToken)['sub']);
  });

  it.each(['accessToken', 'idToken'] as const)('signs out itself alone, by its %s', async (name) => {
    const { former, present } = await sameName();

    const { status, body } = await stack.signOut(former[name], { scope: 'global' });

    expect([status, body]).toMatchObject([200, { outcome: 'complete' }]);
    expect(await verdictsOn(former)).toEqual(REJECTED);
    expect(await verdictsOn(present)).toEqual(ACCEPTED);
    expect(await livesOn(present)).toEqual(ACCEPTED);
  });

  it('signs out itself alone, by GlobalSignOut through the proxy', async () => {
    const { former, present } = await sameName();

    await askProxy(SignOutApiUrl, 'GlobalSignOut', { AccessToken: former.accessToken });

    expect(await verdictsOn(former)).toEqual(REJECTED);
    expect(await verdictsOn(present)).toEqual(ACCEPTED);
    expect(await livesOn(present)).toEqual(ACCEPTED);
  });

  it('is signed out alone by an administrator that names its sub', async () => {
    const { former, present } = await sameName();
    const support = await iamUser('arn:aws:execute-api:*:*:*/*/POST/admin/sign-out');
    const body = JSON.stringify({ sub: payloadOf(former.accessToken)['sub'], reason: 'left the company' });

    const answer = await postSigned(`${SignOutApiUrl}/admin/sign-out`, body, 'application/json', support);

    expect([answer.status, await answer.json()]).toMatchObject([200, { outcome: 'complete' }]);
    expect(await verdictsOn(former)).toEqual(REJECTED);
    expect(await verdictsOn(present)).toEqual(ACCEPTED);
    expect(await livesOn(present)).toEqual(ACCEPTED);
  });
});
