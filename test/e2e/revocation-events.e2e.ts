import Ajv from 'ajv';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

import type { SessionsRevoked } from '../../lambda/core/revocation/sessions-revoked';
import { payloadOf } from './callers';
import { DeliveredEvents, type Delivered } from './delivered-events';
import { iamUser, removeIamUsers } from './iam';
import { postSigned, type Credentials } from './signed-request';
import { newUser, sessionIdOf, stack } from './stack';

const { SignOutApiUrl, UserPoolId, UserPoolClientId } = stack.outputs;
const isEvent = new Ajv().compile(JSON.parse(readFileSync('docs/events.schema.json', 'utf8')) as object);
const events = new DeliveredEvents(`e2e-${randomUUID()}`, { 'detail-type': ['Sessions Revoked'] });
const delivered: Delivered[] = [];
let support: Credentials;

beforeAll(async () => {
  await events.start();
  support = await iamUser('arn:aws:execute-api:*:*:*/*/POST/admin/sign-out');
});

afterAll(async () => {
  await events.stop();
  await removeIamUsers();
  stack.cognito.destroy();
});

/** The event that is as a test says. They come when they come: Jest's own timeout ends it. */
async function eventLike(isIt: (detail: SessionsRevoked) => boolean): Promise<Delivered> {
  for (;;) {
    const found = delivered.find(({ detail }) => isIt(detail));
    if (found !== undefined) return found;
    delivered.push(...(await events.take()));
  }
}

async function administrate(body: object): Promise<void> {
  const answer = await postSigned(`${SignOutApiUrl}/admin/sign-out`, JSON.stringify(body), 'application/json', support);
  expect(answer.status).toBe(200);
}

async function signedIn() {
  const tokens = await stack.signIn(await newUser());
  const { sub } = payloadOf(tokens.accessToken) as { readonly sub: string };
  return { tokens, sub, sessionId: await sessionIdOf(tokens) };
}

describe('a sign-out is told on the event bus', () => {
  it.each(['local', 'others', 'global'])('by its user: %s', async (scope) => {
    const { tokens, sub, sessionId } = await signedIn();

    const { status, body } = await stack.signOut(tokens.accessToken, { scope });
    expect(status).toBe(200);
    const { signedOutAt } = body as { signedOutAt: number };

    const { detail, resources, time, ...envelope } = await eventLike(({ actor }) => actor === sub);
    expect(envelope).toMatchObject({ source: 'cognito-sign-out', 'detail-type': 'Sessions Revoked' });
    expect(resources).toEqual([`arn:aws:cognito-idp:us-east-1:000000000000:userpool/${UserPoolId}`]);
    expect(Math.abs(Date.parse(time) / 1000 - signedOutAt)).toBeLessThanOrEqual(2);
    expect([isEvent(detail), isEvent.errors]).toEqual([true, null]);
    expect(detail).toMatchObject({
      subject: { format: 'iss_sub', iss: `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`, sub },
      initiatedBy: 'user',
      reason: `sign-out ${scope}`,
      ...(scope === 'local' && { scope: 'session', sessionId, clientId: UserPoolClientId }),
      ...(scope === 'others' && { scope: 'others', exemptSessionId: sessionId, signedInUpTo: signedOutAt }),
      ...(scope === 'global' && { scope: 'user', signedInUpTo: signedOutAt }),
    });
    // Nothing in it lets anybody in.
    const text = JSON.stringify(detail);
    for (const token of [tokens.accessToken, tokens.idToken, tokens.refreshToken]) {
      for (const part of token.split('.')) expect(text).not.toContain(part);
    }
  });

  it.each([
    ['a user', async () => ({ sub: (await signedIn()).sub }), 'user'],
    ['a client', () => Promise.resolve({ clientId: UserPoolClientId }), 'client'],
    ['everybody', () => Promise.resolve({ userPool: true }), 'userPool'],
  ])('by an administrator, of %s', async (_, targetOf, scope) => {
    const reason = `e2e ${randomUUID()}`;

    await administrate({ ...(await targetOf()), reason });

    const { detail } = await eventLike((each) => each.reason === reason);
    expect([isEvent(detail), isEvent.errors]).toEqual([true, null]);
    expect(detail).toMatchObject({
      scope,
      initiatedBy: 'admin',
      actor: expect.stringMatching(/^arn:aws:iam:/) as string,
    });
  });

  it("by Cognito's own protocol", async () => {
    const { tokens, sub } = await signedIn();
    const response = await fetch(SignOutApiUrl, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'AWSCognitoIdentityProviderService.GlobalSignOut',
      },
      body: JSON.stringify({ AccessToken: tokens.accessToken }),
    });
    expect(response.status).toBe(200);

    const { detail } = await eventLike(({ subject }) => subject?.sub === sub);
    expect(detail).toMatchObject({ scope: 'user', initiatedBy: 'user', reason: 'GlobalSignOut' });
  });
});
