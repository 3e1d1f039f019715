import { DescribeUserPoolClientCommand } from '@aws-sdk/client-cognito-identity-provider';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { setTimeout as sleep } from 'node:timers/promises';

import type { Tokens } from '../../local/client';
import { askToRevoke, payloadOf } from './callers';
import { newUser, REJECTED, stack, verdictsOn } from './stack';

const { SignOutApiUrl, UserPoolId, UserPoolClientId, RevocationTableName } = stack.outputs;
const dynamoDb = new DynamoDBClient({});
/** Seconds. */
const UNITS: Readonly<Record<string, number>> = { seconds: 1, minutes: 60, hours: 3600, days: 86_400 };
/** Seconds that a record outlives the refresh token: a token's longest life, and a margin. */
const BEYOND = 24 * 3600 + 300;

afterAll(() => {
  dynamoDb.destroy();
  stack.cognito.destroy();
});

/** What is recorded of a session. */
async function recordOf({ accessToken }: Tokens): Promise<Record<string, unknown> | undefined> {
  const key = { key: { S: `${UserPoolId}#session#${String(payloadOf(accessToken)['origin_jti'])}` } };
  const { Item } = await dynamoDb.send(
    new GetItemCommand({ TableName: RevocationTableName, Key: key, ConsistentRead: true }),
  );
  return Item;
}

/** Seconds: of the client's refresh tokens. */
async function refreshTokenValidity(): Promise<number> {
  const command = new DescribeUserPoolClientCommand({ UserPoolId, ClientId: UserPoolClientId });
  const { RefreshTokenValidity = 0, TokenValidityUnits } = (await stack.cognito.send(command)).UserPoolClient ?? {};
  return RefreshTokenValidity * (UNITS[TokenValidityUnits?.RefreshToken ?? 'days'] ?? NaN);
}

const WAYS: [string, (tokens: Tokens) => Promise<{ readonly status: number }>][] = [
  ['a local sign-out', ({ accessToken }) => stack.signOut(accessToken, { scope: 'local' })],
  ['the revocation of an access token', ({ accessToken }) => askToRevoke(SignOutApiUrl, { token: accessToken })],
  ['the revocation of an ID token', ({ idToken }) => askToRevoke(SignOutApiUrl, { token: idToken })],
];

describe.each(WAYS)('%s', (_, end) => {
  it('is recorded once, however often it is repeated', async () => {
    const tokens = await stack.signIn(await newUser());
    expect((await end(tokens)).status).toBe(200);
    const first = await recordOf(tokens);

    const statuses = [];
    for (let times = 0; times < 10; times++) {
      // What is written anew would differ by the second.
      if (times === 5) await sleep(1100);
      statuses.push((await end(tokens)).status);
    }

    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(first).toMatchObject({ revokedAt: { N: expect.any(String) as string } });
    expect(await recordOf(tokens)).toEqual(first);
    expect(await verdictsOn(tokens)).toEqual(REJECTED);
  });

  it('is on record for as long as a token of the session may live', async () => {
    const tokens = await stack.signIn(await newUser());
    await end(tokens);

    const issuedAt = Number(payloadOf(tokens.accessToken)['iat']);
    const expiresAt = issuedAt + (await refreshTokenValidity()) + BEYOND;
    expect(await recordOf(tokens)).toMatchObject({ expiresAt: { N: String(expiresAt) } });
  });
});

it('a session that is revoked by its access and then by its ID token, or signs out after that, is recorded once', async () => {
  const tokens = await stack.signIn(await newUser());
  await askToRevoke(SignOutApiUrl, { token: tokens.accessToken });
  const first = await recordOf(tokens);

  await askToRevoke(SignOutApiUrl, { token: tokens.idToken });
  await stack.signOut(tokens.accessToken, { refreshToken: tokens.refreshToken });
  await askToRevoke(SignOutApiUrl, { token: tokens.refreshToken });

  expect(await recordOf(tokens)).toEqual(first);
  expect(await stack.refresh(tokens.refreshToken)).toBeUndefined();
});

it('a refresh token that is dead already is a success, however often', async () => {
  const tokens = await stack.signIn(await newUser());
  for (let times = 0; times < 3; times++) {
    await expect(askToRevoke(SignOutApiUrl, { token: tokens.refreshToken })).resolves.toMatchObject({ status: 200 });
  }
  expect(await verdictsOn(tokens)).toEqual(REJECTED);
});
