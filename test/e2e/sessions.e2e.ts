import { BatchWriteItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { CloudFormationClient, paginateListStackResources } from '@aws-sdk/client-cloudformation';
import { randomUUID } from 'node:crypto';

import { GATEWAYS, type Gateway, type Tokens, type User } from '../../local/client';
import { askProxy, payloadOf } from './callers';
import { iamUser, removeIamUsers } from './iam';
import { postSigned, type Credentials } from './signed-request';
import { closeOf } from './sockets';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const { SignOutApiUrl, UserPoolClientId, GraphqlApiUrl } = stack.outputs;
const dynamoDb = new DynamoDBClient({});
let support: Credentials;

beforeAll(async () => {
  support = await iamUser('arn:aws:execute-api:*:*:*/*/POST/admin/*');
});

afterAll(async () => {
  await removeIamUsers();
  dynamoDb.destroy();
  stack.cognito.destroy();
});

interface Listed {
  readonly sessionId: string;
  readonly current: boolean;
  readonly label?: string;
  readonly clientId: string;
  readonly signedInAt: number;
  readonly lastSeenAt: number;
  readonly userAgent?: string;
  readonly ipAddress?: string;
}

interface List {
  readonly sessions: readonly Listed[];
  readonly nextToken?: string;
}

async function ask(method: string, path: string, token: string, body?: unknown) {
  const response = await fetch(`${SignOutApiUrl}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'user-agent': 'Pixel 9' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return { status: response.status, headers: response.headers, body: await response.json() };
}

const register = (token: string, label?: string) => ask('PUT', '/session', token, label === undefined ? {} : { label });
const end = (token: string, id: string) => ask('DELETE', `/sessions/${encodeURIComponent(id)}`, token);
const idOf = ({ accessToken }: Tokens) => payloadOf(accessToken)['origin_jti'] as string;
const subOf = ({ accessToken }: Tokens) => payloadOf(accessToken)['sub'] as string;

async function list(token: string, query = ''): Promise<List> {
  const { status, body } = await ask('GET', `/sessions${query}`, token);
  expect(status).toBe(200);
  return body as List;
}

async function idsListed(token: string): Promise<string[]> {
  return (await list(token)).sessions.map(({ sessionId }) => sessionId);
}

async function graphql(token: string, query: string): Promise<unknown> {
  const response = await fetch(GraphqlApiUrl, {
    method: 'POST',
    headers: { authorization: token, 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

async function administrate(path: string, body: unknown) {
  const response = await postSigned(`${SignOutApiUrl}${path}`, JSON.stringify(body), 'application/json', support);
  return { status: response.status, body: await response.json() };
}

async function signedInTwice(): Promise<{ user: User; phone: Tokens; laptop: Tokens }> {
  const user = await newUser();
  const phone = await stack.signIn(user);
  const laptop = await stack.signIn(user);
  await register(phone.accessToken, 'Phone');
  await register(laptop.idToken, 'Laptop');
  return { user, phone, laptop };
}

describe('a registered session', () => {
  it('is answered as it is in the list, with the device that it was registered from', async () => {
    const { phone } = await signedInTwice();

    const registered = await register(phone.accessToken);

    const { auth_time: signedInAt } = payloadOf(phone.accessToken);
    expect(registered.status).toBe(200);
    expect(registered.headers.get('cache-control')).toBe('no-store');
    expect(registered.body).toEqual({
      sessionId: idOf(phone),
      current: true,
      label: 'Phone',
      clientId: UserPoolClientId,
      signedInAt,
      lastSeenAt: expect.any(Number) as number,
      userAgent: 'Pixel 9',
      ipAddress: expect.any(String) as string,
    });
    const { sessions } = await list(phone.accessToken);
    expect(sessions.find(({ current }) => current)).toEqual(registered.body);
  });

  it('is seen from each device of its user, and by nobody else', async () => {
    const { phone, laptop } = await signedInTwice();
    const { phone: stranger } = await signedInTwice();

    const seen = (await list(laptop.accessToken)).sessions.map(
      ({ label, current }) => `${label ?? ''} ${String(current)}`,
    );

    expect(seen.sort()).toEqual(['Laptop true', 'Phone false']);
    expect(await idsListed(stranger.accessToken)).not.toContain(idOf(phone));
    expect(await end(stranger.accessToken, idOf(phone))).toMatchObject({
      status: 404,
      body: { error: 'unknown_session' },
    });
    expect(await verdictsOn(phone)).toEqual(ACCEPTED);
  });

  it('is one that signed in through POST /, without the app doing anything, and stays one when it is refreshed', async () => {
    const user = await newUser();
    const { username, password } = user;
    const headers = {
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-target': 'AWSCognitoIdentityProviderService.InitiateAuth',
      'user-agent': 'Stock client',
    };
    const response = await fetch(`${SignOutApiUrl}/`, {
      method: 'POST',
      headers,
      body: JSON.stringify({
        AuthFlow: 'USER_PASSWORD_AUTH',
        ClientId: UserPoolClientId,
        AuthParameters: { USERNAME: username, PASSWORD: password },
      }),
    });
    const { AuthenticationResult } = (await response.json()) as {
      AuthenticationResult: { AccessToken: string; RefreshToken: string };
    };
    const before = await list(AuthenticationResult.AccessToken);
    await askProxy(SignOutApiUrl, 'GetTokensFromRefreshToken', {
      ClientId: UserPoolClientId,
      RefreshToken: AuthenticationResult.RefreshToken,
    });

    const after = await list(AuthenticationResult.AccessToken);

    expect(before.sessions).toMatchObject([{ current: true, userAgent: 'Stock client' }]);
    expect(after.sessions.map(({ sessionId }) => sessionId)).toEqual(before.sessions.map(({ sessionId }) => sessionId));
  });
});

describe('a session that is ended from another device', () => {
  it('is rejected at every gateway, its connection ends, and it is in no list', async () => {
    const { user, phone, laptop } = await signedInTwice();
    const connection = await stack.connect(phone.accessToken);
    const refreshedLater = phone.refreshToken;

    const ended = await end(laptop.accessToken, idOf(phone));

    expect(ended).toMatchObject({
      status: 200,
      body: {
        outcome: 'partial',
        scope: 'session',
        signedOutAt: expect.any(Number) as number,
        unfinished: ['refresh_token'],
      },
    });
    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
    expect(await idsListed(laptop.accessToken)).toEqual([idOf(laptop)]);
    const refreshed = await stack.refresh(refreshedLater);
    if (refreshed !== undefined) expect(await verdictsOn(refreshed)).toEqual(REJECTED);
    expect(connection && (await closeOf(connection))).toBeDefined();
    expect(await verdictsOn(await stack.signIn(user))).toEqual(ACCEPTED);
  });

  it('can be ended again, and comes back by no registration', async () => {
    const { phone, laptop } = await signedInTwice();
    await end(laptop.accessToken, idOf(phone));

    expect((await end(laptop.accessToken, idOf(phone))).status).toBe(200);
    expect((await register(phone.accessToken, 'Phone again')).status).toBe(401);
    expect(await idsListed(laptop.accessToken)).toEqual([idOf(laptop)]);
  });

  it('may be the own one, registered or not', async () => {
    const phone = await stack.signIn(await newUser());

    expect(await end(phone.accessToken, idOf(phone))).toMatchObject({ status: 200, body: { scope: 'session' } });
    expect(await verdictsOn(phone)).toEqual(REJECTED);
  });

  it.each([
    ['a local sign-out', (tokens: Tokens) => stack.signOut(tokens.accessToken, {})],
    [
      'an administrator',
      (tokens: Tokens) =>
        administrate('/admin/sign-out', { sub: subOf(tokens), sessionId: idOf(tokens), reason: 'stolen' }),
    ],
    [
      'RFC 7009',
      (tokens: Tokens) =>
        fetch(`${SignOutApiUrl}/oauth2/revoke`, {
          method: 'POST',
          body: new URLSearchParams({ token: tokens.refreshToken }),
        }),
    ],
  ] as const)('is gone from the list at once, also if %s ended it', async (_, signOut) => {
    const { phone, laptop } = await signedInTwice();

    expect((await signOut(phone)).status).toBe(200);

    expect(await idsListed(laptop.accessToken)).toEqual([idOf(laptop)]);
    expect(await verdictsOn(phone)).toEqual(REJECTED);
  });

  it('is gone with the others', async () => {
    const { phone, laptop } = await signedInTwice();

    await stack.signOut(laptop.accessToken, { scope: 'others' });

    expect(await idsListed(laptop.accessToken)).toEqual([idOf(laptop)]);
    expect(await verdictsOn(phone)).toEqual(REJECTED);
  });
});

describe('requests that race the end of one session', () => {
  it('are all rejected that begin after its answer', async () => {
    const { phone, laptop } = await signedInTwice();
    const seen: { beganAt: number; status: number }[] = [];
    const stopping = new AbortController();
    const calling = GATEWAYS.map(async (gateway: Gateway) => {
      while (!stopping.signal.aborted) {
        const beganAt = performance.now();
        seen.push({ beganAt, status: (await stack.session(gateway, phone.accessToken)).status });
      }
    });
    while (seen.filter(({ status }) => status === 200).length < 6)
      await new Promise((resolve) => setTimeout(resolve, 10));

    await end(laptop.accessToken, idOf(phone));
    const answeredAt = performance.now();
    while (seen.filter(({ beganAt }) => beganAt > answeredAt).length < 15) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    stopping.abort();
    await Promise.all(calling);

    expect(seen.filter(({ beganAt, status }) => beganAt > answeredAt && status !== 401)).toEqual([]);
  });

  it('cannot register it again: whichever comes first, it is in no list', async () => {
    for (let round = 0; round < 10; round++) {
      const { phone, laptop } = await signedInTwice();

      const [registered, ended] = await Promise.all([
        register(phone.accessToken, 'In between'),
        end(laptop.accessToken, idOf(phone)),
      ]);

      expect(ended.status).toBe(200);
      expect([200, 401]).toContain(registered.status);
      expect(await idsListed(laptop.accessToken)).toEqual([idOf(laptop)]);
    }
  });
});

describe('an administrator', () => {
  it("sees any user's sessions, and ends one", async () => {
    const { user, phone, laptop } = await signedInTwice();

    const byName = await administrate('/admin/sessions', { username: user.username });
    const ended = await administrate('/admin/sign-out', {
      sub: subOf(phone),
      sessionId: idOf(phone),
      reason: 'stolen',
    });

    expect(byName.status).toBe(200);
    expect((byName.body as List).sessions).toMatchObject([{ current: false }, { current: false }]);
    expect(ended).toMatchObject({ status: 200, body: { scope: 'session', outcome: 'partial' } });
    const bySub = await administrate('/admin/sessions', { sub: subOf(phone) });
    expect((bySub.body as List).sessions.map(({ sessionId }) => sessionId)).toEqual([idOf(laptop)]);
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
  });

  it('is told of a username that nobody has, and of a request that names nobody', async () => {
    expect(await administrate('/admin/sessions', { username: randomUUID() })).toEqual({
      status: 404,
      body: { error: 'unknown_user' },
    });
    expect((await administrate('/admin/sessions', {})).status).toBe(400);
    expect((await fetch(`${SignOutApiUrl}/admin/sessions`, { method: 'POST', body: '{}' })).status).toBe(403);
  });
});

describe('GraphQL', () => {
  it('lists the sessions, and ends one', async () => {
    const { phone, laptop } = await signedInTwice();

    const listed = await graphql(
      laptop.accessToken,
      '{ sessions { sessionId current label clientId signedInAt lastSeenAt } }',
    );
    const ended = await graphql(
      laptop.accessToken,
      `mutation { endSession(sessionId: "${idOf(phone)}") { outcome scope signedOutAt unfinished } }`,
    );
    const unknown = await graphql(laptop.accessToken, 'mutation { endSession(sessionId: "nobody") { outcome } }');

    const { data } = listed as { data: { sessions: Listed[] } };
    expect(data.sessions.map(({ sessionId }) => sessionId).sort()).toEqual([idOf(phone), idOf(laptop)].sort());
    expect(ended).toMatchObject({ data: { endSession: { outcome: 'partial', scope: 'session' } } });
    expect(unknown).toMatchObject({ errors: [{ errorType: 'unknown_session' }] });
    expect(await verdictsOn(phone)).toEqual(REJECTED);
  });
});

describe('bad requests', () => {
  it.each([
    ['PUT', '/session', { label: '' }],
    ['PUT', '/session', { label: 'x'.repeat(101) }],
    ['PUT', '/session', { label: null }],
    ['PUT', '/session', { name: 'x' }],
    ['GET', '/sessions?limit=0', undefined],
    ['GET', '/sessions?limit=1001', undefined],
    ['GET', '/sessions?nextToken=x', undefined],
  ])('are told: %s %s %j', async (method, path, body) => {
    const { accessToken } = await stack.signIn(await newUser());

    expect(await ask(method, path, accessToken, body)).toMatchObject({
      status: 400,
      body: { error: 'invalid_request' },
    });
  });

  it.each([
    ['PUT', '/session'],
    ['GET', '/sessions'],
    ['DELETE', '/sessions/x'],
  ])('without a token are not decided on: %s %s', async (method, path) => {
    expect((await fetch(`${SignOutApiUrl}${path}`, { method })).status).toBe(401);
  });
});

/** The table of sessions, which no output names. */
async function sessionTable(): Promise<string> {
  const client = new CloudFormationClient({});
  for await (const { StackResourceSummaries = [] } of paginateListStackResources(
    { client },
    { StackName: 'CognitoSignOut' },
  )) {
    for (const { LogicalResourceId = '', PhysicalResourceId = '' } of StackResourceSummaries) {
      if (LogicalResourceId.startsWith('TokenRevocationSessionsTable')) return PhysicalResourceId;
    }
  }
  throw new Error('the stack has no table of sessions');
}

describe('a user with 1,000 sessions', () => {
  it('has them in one list, newest first, and page by page without a gap', async () => {
    const phone = await stack.signIn(await newUser());
    await register(phone.accessToken);
    const { auth_time: signedInAt } = payloadOf(phone.accessToken) as { auth_time: number };
    const TableName = await sessionTable();
    const { Items = [] } = await dynamoDb.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'sessionId = :id',
        ExpressionAttributeValues: { ':id': { S: idOf(phone) } },
        ConsistentRead: true,
      }),
    );
    const [own = {}] = Items;
    const others = Array.from({ length: 999 }, (_, index) => ({
      ...own,
      sessionId: { S: `session-${String(index)}` },
      // Later than the own one: other tests sign out the whole pool, and with it all that began before.
      listedAs: { N: String(signedInAt + 1 + Math.floor(index / 3)) },
      signedInAt: { N: String(signedInAt + 1 + Math.floor(index / 3)) },
    }));
    for (let start = 0; start < others.length; start += 25) {
      const requests = others.slice(start, start + 25).map((Item) => ({ PutRequest: { Item } }));
      await dynamoDb.send(new BatchWriteItemCommand({ RequestItems: { [TableName]: requests } }));
    }

    const whole = await list(phone.accessToken);
    const paged: Listed[] = [];
    let nextToken: string | undefined;
    do {
      const query = nextToken === undefined ? '' : `&nextToken=${encodeURIComponent(nextToken)}`;
      const page = await list(phone.accessToken, `?limit=100${query}`);
      paged.push(...page.sessions);
      nextToken = page.nextToken;
    } while (nextToken !== undefined);

    expect(whole.nextToken).toBeUndefined();
    expect(new Set(whole.sessions.map(({ sessionId }) => sessionId)).size).toBe(1000);
    const times = whole.sessions.map((session) => session.signedInAt);
    expect(times).toEqual([...times].sort((a, b) => b - a));
    expect(paged.map(({ sessionId }) => sessionId)).toEqual(whole.sessions.map(({ sessionId }) => sessionId));
    expect(await administrate('/admin/sessions', { sub: subOf(phone), limit: 10 })).toMatchObject({ status: 200 });
  });
});
