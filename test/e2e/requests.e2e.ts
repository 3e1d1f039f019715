import { GetItemCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';

import { GATEWAYS, type Tokens } from '../../local/client';
import { createSigningKey, sign } from '../support/tokens';
import { payloadOf } from './callers';
import { ACCEPTED, newUser, stack, verdictsOn } from './stack';

const { SignOutApiUrl, RestApiUrl, GraphqlApiUrl, RevocationTableName, UserPoolId, UserPoolClientId } = stack.outputs;
const dynamoDb = new DynamoDBClient({});

afterAll(() => {
  dynamoDb.destroy();
  stack.cognito.destroy();
});

async function signedIn(): Promise<Tokens> {
  return stack.signIn(await newUser());
}

describe('the session', () => {
  it.each(GATEWAYS)('is what the token says, at the %s', async (gateway) => {
    const { accessToken, idToken } = await signedIn();
    for (const [tokenUse, token] of [
      ['access', accessToken],
      ['id', idToken],
    ] as const) {
      const { sub, origin_jti, auth_time, exp } = payloadOf(token);
      const { username } = payloadOf(accessToken);
      const session = {
        sub,
        username,
        clientId: UserPoolClientId,
        tokenUse,
        sessionId: origin_jti,
        authTime: auth_time,
        expiresAt: exp,
      };

      const { status, body } = await stack.session(gateway, token);

      expect(status).toBe(200);
      expect(body).toEqual(gateway === 'AppSync' ? { data: { session } } : session);
    }
  });

  it('is not to be cached', async () => {
    const { accessToken } = await signedIn();
    for (const gateway of ['HTTP API', 'REST API'] as const) {
      const { headers } = await stack.session(gateway, accessToken);
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });
});

describe('a token that is not accepted', () => {
  const badTokens: [string, () => Promise<string>][] = [
    ['none at all', () => Promise.resolve('')],
    ['no token', () => Promise.resolve('x')],
    ['three parts of nothing', () => Promise.resolve('x.y.z')],
    ['a refresh token', async () => (await signedIn()).refreshToken],
    [
      'the claims of a real one under another signature',
      async () => sign(payloadOf((await signedIn()).accessToken), createSigningKey('another')),
    ],
    [
      'a real one with another subject',
      async () => {
        const [header = '', payload = '', signature = ''] = (await signedIn()).accessToken.split('.');
        const claims = { ...payloadOf(`.${payload}`), sub: 'somebody-else' };
        return [header, Buffer.from(JSON.stringify(claims)).toString('base64url'), signature].join('.');
      },
    ],
    [
      'one of another pool',
      async () => {
        const claims = payloadOf((await signedIn()).accessToken);
        return sign({ ...claims, iss: `${String(claims['iss'])}x` }, createSigningKey('another'));
      },
    ],
    [
      // Whose keys AWS refuses to tell: this pool has not been switched over to it.
      'one of the issuer that the pool could have been switched over to',
      async () => {
        const claims = payloadOf((await signedIn()).accessToken);
        const iss = String(claims['iss']).replace('//cognito-idp.', '//issuer-cognito-idp.');
        return sign({ ...claims, iss }, createSigningKey('another'));
      },
    ],
  ];

  it.each(badTokens)('is 401 at every gateway, every time: %s', async (_, make) => {
    const token = await make();
    for (let times = 0; times < 2; times++) {
      for (const gateway of GATEWAYS) {
        const { status } = await stack.session(gateway, token);
        expect([gateway, status]).toEqual([gateway, 401]);
      }
    }
    const { status, body, headers } = await stack.signOut(token);
    expect([status, body]).toEqual([401, { error: 'invalid_token' }]);
    expect(headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
  });

  it('is 401 where there is no Authorization header', async () => {
    expect((await fetch(`${SignOutApiUrl}/session`)).status).toBe(401);
    const rest = await fetch(`${RestApiUrl}/session`);
    expect([rest.status, await rest.json(), rest.headers.get('www-authenticate')]).toEqual([
      401,
      { error: 'invalid_token' },
      'Bearer error="invalid_token"',
    ]);
    expect((await fetch(`${SignOutApiUrl}/sign-out`, { method: 'POST' })).status).toBe(401);
    const graphql = await fetch(GraphqlApiUrl, { method: 'POST', body: '{"query":"{ session { sub } }"}' });
    expect(graphql.status).toBe(401);
  });
});

describe('a request that is malformed', () => {
  it.each([
    'null',
    '[]',
    '{',
    '{"scope":"all"}',
    '{"scope":null}',
    '{"scope":"global","refreshToken":"abc"}',
    '{"refreshToken":"not a token"}',
    '{"scope":"local","username":"somebody"}',
    `{"scope":"local"${' '.repeat(10_240)}}`,
  ])('is 400, and signs nobody out: %p', async (body) => {
    const tokens = await signedIn();

    const answer = await stack.signOut(tokens.accessToken, body);

    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({ error: 'invalid_request', error_description: expect.any(String) as string });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
  });

  it('is an error of the type invalid_request in GraphQL', async () => {
    const tokens = await signedIn();

    const { body } = await stack.graphql(
      tokens.accessToken,
      'mutation { signOut(scope: GLOBAL, refreshToken: "abc") { outcome } }',
    );

    expect(body).toMatchObject({ errors: [{ errorType: 'invalid_request' }] });
    expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
  });

  it('is refused by a gateway that knows no such route', async () => {
    const { accessToken } = await signedIn();
    const headers = { authorization: `Bearer ${accessToken}` };

    expect((await fetch(`${SignOutApiUrl}/sign-out`, { headers })).status).toBe(404);
    expect((await fetch(`${SignOutApiUrl}/nothing`, { headers })).status).toBe(404);
    expect((await fetch(`${RestApiUrl}/nothing`, { headers })).status).toBe(403);
  });
});

describe('the record of a sign-out', () => {
  it('says who, when, why and until when, and holds no token', async () => {
    const tokens = await signedIn();
    const { sub, origin_jti } = payloadOf(tokens.accessToken);
    const before = Math.floor(Date.now() / 1000);
    await stack.signOut(tokens.accessToken, { refreshToken: tokens.refreshToken });

    const key = { S: `${UserPoolId}#session#${String(origin_jti)}` };
    const { Item } = await dynamoDb.send(new GetItemCommand({ TableName: RevocationTableName, Key: { key } }));

    expect(Item).toMatchObject({ key, kind: { S: 'session' }, actor: { S: sub }, reason: { S: 'sign-out local' } });
    expect(Number(Item?.['revokedAt']?.N)).toBeGreaterThanOrEqual(before);
    expect(Number(Item?.['expiresAt']?.N)).toBeGreaterThanOrEqual(before + 31 * 86_400);
    const { Items } = await dynamoDb.send(new ScanCommand({ TableName: RevocationTableName }));
    for (const secret of Object.values(tokens)) expect(JSON.stringify(Items)).not.toContain(secret);
  });
});

describe('a browser', () => {
  const preflight = (url: string) =>
    fetch(url, {
      method: 'OPTIONS',
      headers: {
        origin: 'https://app.example.com',
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization,content-type',
      },
    });

  it.each([
    ['the sign-out API', `${SignOutApiUrl}/sign-out`],
    ['the REST API', `${RestApiUrl}/session`],
  ])('may send its token to %s', async (_, url) => {
    const { status, headers } = await preflight(url);

    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('*');
    expect(headers.get('access-control-allow-headers')?.toLowerCase()).toContain('authorization');
  });
});
