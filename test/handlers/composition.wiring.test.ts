import { ScanCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';

import { ENVIRONMENT } from '../../lambda/contract';
import { CognitoServer } from '../support/cognito-server';
import { startDynamoDb, type LocalDynamoDb } from '../support/dynamodb';
import { encoded, event, form } from '../support/events';
import { loadHandler } from '../support/handlers';
import { accessPayload, createSigningKey, idPayload, POOL, sign } from '../support/tokens';

type Handler = (event: unknown) => Promise<{ statusCode: number; body?: string }>;

const key = createSigningKey('key-1');
const variables = { ...process.env };
let cognito: CognitoServer;
let dynamoDb: LocalDynamoDb;
let standardOutput: jest.SpyInstance<boolean, Parameters<typeof process.stdout.write>>;

beforeAll(async () => {
  [cognito, dynamoDb] = [new CognitoServer(key), await startDynamoDb('revocations')];
  Object.assign(process.env, {
    [ENVIRONMENT.acceptedTokenUse]: 'id',
    AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: await cognito.start(),
    AWS_ENDPOINT_URL_DYNAMODB: dynamoDb.endpoint,
  });
});

afterAll(async () => {
  process.env = variables;
  await cognito.stop();
  await dynamoDb.stop();
});

beforeEach(() => {
  jest.resetModules();
  cognito.requests.length = 0;
  cognito.answer = { status: 200, body: '{"UserPoolClient":{}}' };
  standardOutput = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});

afterEach(() => {
  const lines = standardOutput.mock.calls.map(([line]) => String(line));
  standardOutput.mockRestore();
  expect(lines.filter((line) => line.includes('eyJ') || line.includes('refresh-1'))).toEqual([]);
});

/** A function as Lambda loads it. */
const load = (name: string) => loadHandler(name) as Handler;

async function keysIn(client: DynamoDBClient): Promise<(string | undefined)[]> {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: 'revocations' }));
  return Items.map((item) => item['key']?.S);
}

describe('a function as it is composed', () => {
  it('revokes by tokens of either use, whose time may be over, whatever the gateways accept', async () => {
    const revoke = load('revoke-token');
    const over = { iat: 1_600_000_000, exp: 1_600_003_600 };
    const tokens = [
      accessPayload({ ...over, origin_jti: 'session-a' }),
      idPayload({ ...over, origin_jti: 'session-i' }),
    ];
    for (const token of tokens.map((payload) => sign(payload, key))) {
      const request = { ...event<object>('http-revoke-token'), ...form({ token, client_id: 'client-1' }) };

      await expect(revoke(request)).resolves.toMatchObject({ statusCode: 200 });
    }
    await expect(keysIn(dynamoDb.client)).resolves.toEqual(
      expect.arrayContaining([`${POOL}#session#session-a`, `${POOL}#session#session-i`]),
    );
    expect(cognito.requests.map(({ target }) => target)).toEqual([
      'AWSCognitoIdentityProviderService.DescribeUserPoolClient',
    ]);
  });

  it('introspects with what the gateways accept', async () => {
    const introspect = load('introspect');
    const verdictOn = async (payload: Parameters<typeof sign>[0]) => {
      const { statusCode, body } = await introspect({
        ...event<object>('http-introspect'),
        ...form({ token: sign(payload, key) }),
      });
      expect(statusCode).toBe(200);
      return (JSON.parse(body ?? '') as { active: boolean }).active;
    };

    await expect(verdictOn(idPayload({ origin_jti: 'session-b' }))).resolves.toBe(true);
    await expect(verdictOn(accessPayload({ origin_jti: 'session-b' }))).resolves.toBe(false);
    await expect(verdictOn(idPayload({ exp: 1_600_000_000 }))).resolves.toBe(false);
  });

  it('logs out by an ID token whose time may be over, whatever the gateways accept, and looks up where to', async () => {
    process.env[ENVIRONMENT.acceptedTokenUse] = 'access';
    process.env[ENVIRONMENT.logoutUrls] = 'https://app.example.com/out myapp://out';
    const logout = load('logout');
    process.env[ENVIRONMENT.acceptedTokenUse] = 'id';
    cognito.answer = { status: 200, body: '{"UserPoolClient":{"ClientId":"client-1"}}' };
    const over = { iat: Math.floor(Date.now() / 1000) - 7200, exp: Math.floor(Date.now() / 1000) - 3600 };
    const query = (payload: Parameters<typeof sign>[0]) =>
      new URLSearchParams({ id_token_hint: sign(payload, key), post_logout_redirect_uri: 'myapp://out' }).toString();
    const golden = event<object>('http-logout');

    await expect(
      logout({ ...golden, rawQueryString: query(idPayload({ ...over, origin_jti: 'session-l' })) }),
    ).resolves.toMatchObject({ statusCode: 302, headers: { location: 'myapp://out' } });
    await expect(
      logout({ ...golden, rawQueryString: query(accessPayload({ origin_jti: 'session-m' })) }),
    ).resolves.toMatchObject({ statusCode: 400 });
    await expect(keysIn(dynamoDb.client)).resolves.toEqual(expect.arrayContaining([`${POOL}#session#session-l`]));
    await expect(keysIn(dynamoDb.client)).resolves.not.toContain(`${POOL}#session#session-m`);
    expect(cognito.requests.map(({ target }) => target?.split('.')[1])).toEqual(['DescribeUserPoolClient']);
  });

  it('sends browsers on that come back from managed login, by the same URLs', async () => {
    process.env[ENVIRONMENT.logoutUrls] = 'myapp://out';
    cognito.answer = { status: 200, body: '{"UserPoolClient":{"ClientId":"client-1"}}' };
    const cookies = ['__Host-logout-return=client_id=client-1&uri=myapp%3A%2F%2Fout&state=1'];

    await expect(load('logout-done')({ ...event<object>('http-logout'), cookies })).resolves.toMatchObject({
      statusCode: 302,
      headers: { location: 'myapp://out?state=1' },
    });
  });

  it.each([
    ['whatever the gateways accept', 'user-9', () => ({})],
    ['of every client: it ends the sessions with all of them', 'user-10', () => ({ client_id: 'client-9' })],
    ['a moment after they have expired', 'user-11', () => ({ exp: Math.floor(Date.now() / 1000) - 1 })],
    ['longer than any header', 'user-12', () => ({ 'cognito:groups': Array(400).fill('x'.repeat(60)) })],
  ])('takes access tokens at GlobalSignOut, and passes them on: %s', async (_, sub, claimsNow) => {
    const claims = claimsNow();
    const golden = event<{ headers: object }>('http-cognito');
    const headers = { ...golden.headers, 'x-amz-target': 'AWSCognitoIdentityProviderService.GlobalSignOut' };
    const body = JSON.stringify({ AccessToken: sign(accessPayload({ sub, ...claims }), key) });

    await expect(load('cognito-proxy')({ ...golden, headers, ...encoded(body) })).resolves.toMatchObject({
      statusCode: 200,
    });
    await expect(keysIn(dynamoDb.client)).resolves.toContain(`${POOL}#user#${sub}`);
    expect(cognito.requests.map((request) => request.body.toString())).toEqual([body]);
    expect(cognito.requests[0]?.headers.authorization).toBeUndefined();
  });

  it("passes requests on to Cognito's own address in the pool's Region, if no other is set", async () => {
    const { AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER: endpoint } = process.env;
    delete process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'];
    process.env[ENVIRONMENT.userPoolId] = 'eu-central-1_Example';
    const sent = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('{}'));
    const golden = event<{ headers: object }>('http-cognito');
    const headers = { ...golden.headers, 'x-amz-target': 'AWSCognitoIdentityProviderService.SignUp' };
    await load('cognito-proxy')({ ...golden, headers });

    expect(sent.mock.calls.map(([url]) => url)).toEqual(['https://cognito-idp.eu-central-1.amazonaws.com/']);
    sent.mockRestore();
    process.env[ENVIRONMENT.userPoolId] = POOL;
    process.env['AWS_ENDPOINT_URL_COGNITO_IDENTITY_PROVIDER'] = endpoint;
  });

  it('signs out for administrators', async () => {
    const request = { ...event<object>('http-admin-sign-out'), body: '{"sub":"user-8","reason":"lost device"}' };
    cognito.answer = { status: 200, body: '{"Users":[{"Username":"alice"}]}' };

    await expect(load('admin-sign-out')(request)).resolves.toMatchObject({ statusCode: 200 });
    await expect(keysIn(dynamoDb.client)).resolves.toContain(`${POOL}#user#user-8`);
    expect(cognito.requests.map(({ target }) => target?.split('.')[1])).toEqual([
      'ListUsers',
      'AdminUserGlobalSignOut',
    ]);
  });
});
