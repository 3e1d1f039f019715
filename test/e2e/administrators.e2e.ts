import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminSetUserPasswordCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { randomUUID } from 'node:crypto';

import { iamUser, removeIamUsers } from './iam';
import { postSigned, type Credentials } from './signed-request';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const { SignOutApiUrl, UserPoolId, UserPoolClientId, RevocationTableName } = stack.outputs;
const URL = `${SignOutApiUrl}/admin/sign-out`;
let support: Credentials;

beforeAll(async () => {
  support = await iamUser('arn:aws:execute-api:*:*:*/*/POST/admin/sign-out');
});

afterAll(async () => {
  await removeIamUsers();
  stack.cognito.destroy();
});

async function signOut(body: Record<string, unknown>, by = support): Promise<{ status: number; body: unknown }> {
  const response = await postSigned(URL, JSON.stringify(body), 'application/json', by);
  return { status: response.status, body: await response.json() };
}

async function subOf(accessToken: string): Promise<string> {
  const { body } = await stack.session('HTTP API', accessToken);
  return (body as { sub: string }).sub;
}

describe('an administrator', () => {
  it.each(['username', 'alias', 'sub'] as const)('signs a user out of all devices, by %s', async (by) => {
    const username = `e2e-${randomUUID()}`;
    const email = `${username}@example.com`;
    const password = 'Correct-horse-1';
    await stack.cognito.send(
      new AdminCreateUserCommand({
        UserPoolId,
        Username: username,
        MessageAction: 'SUPPRESS',
        UserAttributes: [
          { Name: 'email', Value: email },
          { Name: 'email_verified', Value: 'true' },
        ],
      }),
    );
    await stack.cognito.send(
      new AdminSetUserPasswordCommand({ UserPoolId, Username: username, Password: password, Permanent: true }),
    );
    const user = { username, password };
    const [phone, laptop, somebody] = [
      await stack.signIn(user),
      await stack.signIn(user),
      await stack.signIn(await newUser()),
    ];
    const target =
      by === 'sub' ? { sub: await subOf(phone.accessToken) } : { username: by === 'alias' ? email : username };

    const answer = await signOut({ ...target, reason: 'lost device' });

    expect(answer).toEqual({
      status: 200,
      body: { outcome: 'complete', scope: 'user', signedOutAt: expect.any(Number) as number, unfinished: [] },
    });
    const again = await stack.signIn(user);
    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(REJECTED);
    expect(await stack.refresh(phone.refreshToken)).toBeUndefined();
    expect(await verdictsOn(again)).toEqual(ACCEPTED);
    expect(await verdictsOn(somebody)).toEqual(ACCEPTED);
  });

  it('signs out a user that has been deleted, whose tokens live', async () => {
    const user = await newUser();
    const tokens = await stack.signIn(user);
    const sub = await subOf(tokens.accessToken);
    await stack.cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username: user.username }));
    expect(await verdictsOn(tokens)).toEqual(ACCEPTED);

    expect(await signOut({ sub, reason: 'left the company' })).toMatchObject({
      status: 200,
      body: { outcome: 'complete' },
    });
    expect(await verdictsOn(tokens)).toEqual(REJECTED);
    expect(await signOut({ username: user.username, reason: 'left the company' })).toEqual({
      status: 404,
      body: { error: 'unknown_user' },
    });
  });

  it('is named in the record, with the reason', async () => {
    const tokens = await stack.signIn(await newUser());
    const sub = await subOf(tokens.accessToken);
    await signOut({ sub, reason: 'lost device' });

    const dynamoDb = new DynamoDBClient({});
    const key = { key: { S: `${UserPoolId}#user#${sub}` } };
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: RevocationTableName, Key: key }));
    dynamoDb.destroy();
    expect(Item?.['actor']?.S).toMatch(/^arn:aws:iam::\d{12}:user\/e2e-/);
    expect(Item?.['reason']?.S).toBe('lost device');
  });

  it.each([
    ['of the client', { clientId: UserPoolClientId }, 'client'],
    ['of the whole pool', { userPool: true }, 'userPool'],
  ])('signs out everybody %s: whoever signs in after the answer is accepted', async (_, target, scope) => {
    const users = [await newUser(), await newUser()];
    const before = await Promise.all(users.map((user) => stack.signIn(user)));
    for (const tokens of before) expect(await verdictsOn(tokens)).toEqual(ACCEPTED);

    const answer = await signOut({ ...target, reason: 'a leaked secret' });

    const after = await Promise.all(users.map((user) => stack.signIn(user)));
    expect(answer).toMatchObject({ status: 200, body: { outcome: 'complete', scope } });
    for (const tokens of before) expect(await verdictsOn(tokens)).toEqual(REJECTED);
    for (const tokens of after) expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
    const [refreshToken = ''] = before.map((tokens) => tokens.refreshToken);
    const refreshed = await stack.refresh(refreshToken);
    expect(refreshed && (await verdictsOn(refreshed))).toEqual(REJECTED);
  });

  it('is told what is wrong with the request', async () => {
    expect(await signOut({ sub: 'x' })).toEqual({
      status: 400,
      body: { error: 'invalid_request', error_description: 'reason must be a text of 1 to 256 characters' },
    });
    expect(await signOut({ clientId: 'nobody', reason: 'x' })).toMatchObject({ status: 400 });
    expect(await signOut({ username: 'nobody-at-all', reason: 'x' })).toEqual({
      status: 404,
      body: { error: 'unknown_user' },
    });
  });
});

describe('who is no administrator', () => {
  it('is refused: without a signature, with a bearer token, with a wrong secret, without the permission', async () => {
    const { accessToken } = await stack.signIn(await newUser());
    const body = JSON.stringify({ sub: await subOf(accessToken), reason: 'x' });
    const unsigned = (headers: Record<string, string>) => fetch(URL, { method: 'POST', headers, body });
    const elsewhere = await iamUser('arn:aws:execute-api:*:*:*/*/POST/oauth2/introspect');
    const answers = [
      await unsigned({}),
      await unsigned({ authorization: `Bearer ${accessToken}` }),
      await postSigned(URL, body, 'application/json', { ...support, secretAccessKey: 'wrong' }),
      await postSigned(URL, body, 'application/json', elsewhere),
    ];

    expect(answers.map(({ status }) => status)).toEqual([403, 403, 403, 403]);
    expect((await stack.session('HTTP API', accessToken)).status).toBe(200);
  });
});
