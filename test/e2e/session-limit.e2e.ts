import { randomUUID } from 'node:crypto';

import type { StackClient, Tokens, User } from '../../local/client';
import { payloadOf } from './callers';
import { deployBeside } from './other-stacks';
import { closeOf } from './sockets';
import { ACCEPTED, REJECTED, verdictsOn } from './stack';

let limited: StackClient;

beforeAll(async () => {
  limited = await deployBeside('OneDevice', { maxSessions: '1', deletionProtection: 'false' });
}, 300_000);

afterAll(() => {
  limited.cognito.destroy();
});

const SECOND = 1000;

async function newUser(): Promise<User> {
  return limited.signUp(`e2e-${randomUUID()}`);
}

function register(tokens: Tokens) {
  const headers = { authorization: `Bearer ${tokens.accessToken}` };
  return fetch(`${limited.outputs.SignOutApiUrl}/session`, { method: 'PUT', headers });
}

/** A sign-in in a later second than all before: the oldest is told by whole seconds. */
async function signInLater(user: User): Promise<Tokens> {
  await new Promise((resolve) => setTimeout(resolve, SECOND - (Date.now() % SECOND)));
  return limited.signIn(user);
}

describe('one device at a time', () => {
  it('the second that registers ends the first, everywhere, and its connection', async () => {
    const user = await newUser();
    const first = await limited.signIn(user);
    expect((await register(first)).status).toBe(200);
    const connection = await limited.connect(first.accessToken);
    expect(await verdictsOn(first, limited)).toEqual(ACCEPTED);
    const second = await signInLater(user);

    expect((await register(second)).status).toBe(200);

    expect(await verdictsOn(first, limited)).toEqual(REJECTED);
    expect(await verdictsOn(second, limited)).toEqual(ACCEPTED);
    expect(connection && (await closeOf(connection))).toBeDefined();
    expect((await register(first)).status).toBe(401);
  });

  it('the second that signs in through POST / does so too, without registering', async () => {
    const user = await newUser();
    const signIn = async () => {
      const response = await fetch(`${limited.outputs.SignOutApiUrl}/`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-amz-json-1.1',
          'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
        },
        body: JSON.stringify({
          AuthFlow: 'USER_PASSWORD_AUTH',
          ClientId: limited.outputs.UserPoolClientId,
          AuthParameters: { USERNAME: user.username, PASSWORD: user.password },
        }),
      });
      const { AuthenticationResult } = (await response.json()) as {
        AuthenticationResult: { AccessToken: string; IdToken: string; RefreshToken: string };
      };
      const { AccessToken: accessToken, IdToken: idToken, RefreshToken: refreshToken } = AuthenticationResult;
      return { accessToken, idToken, refreshToken };
    };
    const first = await signIn();
    await new Promise((resolve) => setTimeout(resolve, SECOND - (Date.now() % SECOND)));

    const second = await signIn();

    expect(await verdictsOn(first, limited)).toEqual(REJECTED);
    expect(await verdictsOn(second, limited)).toEqual(ACCEPTED);
  });

  it('of several that sign in and register at once, exactly one is left', async () => {
    for (let round = 0; round < 3; round++) {
      const user = await newUser();
      const devices = await Promise.all(Array.from({ length: 4 }, () => limited.signIn(user)));

      const answers = await Promise.all(devices.map(register));

      expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 401)).toEqual([]);
      const verdicts = await Promise.all(devices.map((tokens) => verdictsOn(tokens, limited)));
      const left = verdicts.filter((verdict) => verdict.every((line) => line.endsWith('200')));
      expect(left).toHaveLength(1);
      for (const verdict of verdicts) expect([ACCEPTED, REJECTED]).toContainEqual(verdict);
      const ids = devices.map(({ accessToken }) => payloadOf(accessToken)['origin_jti']);
      expect(new Set(ids).size).toBe(4);
    }
  });
});
