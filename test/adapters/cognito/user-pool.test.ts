import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { CognitoClient } from '../../../lambda/adapters/cognito/client';
import { createCognitoUserPool } from '../../../lambda/adapters/cognito/user-pool';
import { cognitoAt } from '../../support/cognito-client';
import { accessPayload, createSigningKey, sign } from '../../support/tokens';

interface Call {
  readonly operation: string;
  readonly input: unknown;
  readonly headers: IncomingHttpHeaders;
}

const key = createSigningKey('key');
const calls: Call[] = [];
let answer: { status: number; body: unknown } = { status: 200, body: {} };
/** Other answers, to certain operations. */
let answers: Readonly<Record<string, typeof answer>> = {};
let client: CognitoClient;

/** Speaks Cognito's protocol: whatever is asked, it answers what the test says. */
const cognito = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
    calls.push({ operation, input: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers });
    const { status, body } = answers[operation] ?? answer;
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => cognito.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${String((cognito.address() as AddressInfo).port)}`;
  client = cognitoAt(endpoint);
});

afterAll(async () => {
  cognito.closeAllConnections();
  await new Promise((resolve) => cognito.close(resolve));
});

beforeEach(() => {
  calls.length = 0;
  answer = { status: 200, body: {} };
  answers = {};
});

const error = (name: string) => ({ status: 400, body: { __type: name, message: `${name} about refresh-1` } });

function fails(name: string): void {
  answer = error(name);
}

const described = (sub: string, Username = 'alice') => ({
  status: 200,
  body: { Username, UserAttributes: [{ Name: 'sub', Value: sub }] },
});

const userPool = () => createCognitoUserPool(client, 'us-east-1_Example');

describe('globalSignOut', () => {
  const alice = { sub: 'user-1', username: 'alice' };

  it('is AdminUserGlobalSignOut, signed: a token need not have the scope for GlobalSignOut', async () => {
    answers = { AdminGetUser: described('user-1') };

    await expect(userPool().globalSignOut(alice)).resolves.toBe(true);
    expect(calls).toMatchObject([
      { operation: 'AdminGetUser', input: { UserPoolId: 'us-east-1_Example', Username: 'alice' } },
      {
        operation: 'AdminUserGlobalSignOut',
        input: { UserPoolId: 'us-east-1_Example', Username: 'alice' },
        headers: { authorization: expect.stringContaining('AWS4-HMAC-SHA256') as string },
      },
    ]);
  });

  it('leaves whoever has the name now alone: the user itself is gone, which is done', async () => {
    answers = { AdminGetUser: described('user-2') };

    await expect(userPool().globalSignOut(alice)).resolves.toBe(true);
    expect(calls.map(({ operation }) => operation)).toEqual(['AdminGetUser']);
  });

  it.each(['AdminGetUser', 'AdminUserGlobalSignOut'])('counts a user that is gone as done: %s', async (operation) => {
    answers = { AdminGetUser: described('user-1'), [operation]: error('UserNotFoundException') };

    await expect(userPool().globalSignOut(alice)).resolves.toBe(true);
    expect(calls.at(-1)?.operation).toBe(operation);
  });

  it('is not done if Cognito does not tell who has the name', async () => {
    answers = { AdminGetUser: { status: 200, body: { Username: 'alice', UserAttributes: [] } } };

    await expect(userPool().globalSignOut(alice)).resolves.toBe(false);
    expect(calls).toHaveLength(1);
  });

  it.each(
    ['AdminGetUser', 'AdminUserGlobalSignOut'].flatMap((operation) =>
      ['TooManyRequestsException', 'NotAuthorizedException', 'ResourceNotFoundException', 'InternalErrorException'].map(
        (name) => [operation, name] as const,
      ),
    ),
  )('is not done if Cognito says to %s: %s', async (operation, name) => {
    answers = { AdminGetUser: described('user-1'), [operation]: error(name) };

    await expect(userPool().globalSignOut(alice)).resolves.toBe(false);
  });
});

describe('refresh', () => {
  it('uses the refresh token once, unsigned, and tells what the new access token says', async () => {
    const AccessToken = sign(accessPayload({ origin_jti: 'session-7' }), key);
    answer.body = { AuthenticationResult: { AccessToken, IdToken: 'x' } };

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toEqual({
      outcome: 'accepted',
      payload: expect.objectContaining({ origin_jti: 'session-7', sub: 'user-1' }) as object,
      rotatedRefreshToken: undefined,
    });
    const [call] = calls;
    expect(calls).toHaveLength(1);
    expect(call).toMatchObject({
      operation: 'GetTokensFromRefreshToken',
      input: { RefreshToken: 'refresh-1', ClientId: 'client-1' },
    });
    expect(call?.headers.authorization).toBeUndefined();
  });

  it('tells the token that replaces it, if the client rotates them', async () => {
    answer.body = { AuthenticationResult: { AccessToken: sign(accessPayload(), key), RefreshToken: 'refresh-2' } };

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toMatchObject({
      rotatedRefreshToken: 'refresh-2',
    });
  });

  it('names the remembered device', async () => {
    await userPool().refresh('refresh-1', { clientId: 'client-1' }, 'us-east-1_device');

    expect(calls).toMatchObject([{ input: { DeviceKey: 'us-east-1_device' } }]);
  });

  it.each([
    ['NotAuthorizedException', 'refused'],
    ['UserNotFoundException', 'refused'],
    ['InvalidParameterException', 'refused'],
    ['RefreshTokenReuseException', 'used_up'],
    // A trigger of the pool that fails or refuses: the refresh token may well be alive.
    ['UserLambdaValidationException', 'unavailable'],
    ['UnexpectedLambdaException', 'unavailable'],
    ['InvalidLambdaResponseException', 'unavailable'],
    ['TooManyRequestsException', 'unavailable'],
    ['InternalErrorException', 'unavailable'],
    ['ForbiddenException', 'unavailable'],
    ['ResourceNotFoundException', 'unavailable'],
    ['constructor', 'unavailable'],
  ])('if Cognito says %s, it is %s', async (name, outcome) => {
    fails(name);

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toEqual({
      outcome,
      ...(outcome === 'unavailable' && { cause: expect.objectContaining({ name }) as Error }),
    });
  });

  it.each([
    ['no tokens', {}],
    ['what is no token', { AuthenticationResult: { AccessToken: 'x' } }],
  ])('is unavailable if Cognito answers %s', async (_, body) => {
    answer = { status: 200, body };

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toMatchObject({
      outcome: 'unavailable',
      cause: expect.any(Error) as Error,
    });
  });
});

describe('revoke', () => {
  it('is RevokeToken for the client, unsigned', async () => {
    await expect(userPool().revoke('refresh-1', { clientId: 'client-1' })).resolves.toBe('revoked');
    expect(calls[0]).toMatchObject({ operation: 'RevokeToken', input: { Token: 'refresh-1', ClientId: 'client-1' } });
    expect(calls[0]?.headers.authorization).toBeUndefined();
  });

  it('presents the secret of a client that has one', async () => {
    const confidential = { clientId: 'client-1', clientSecret: 'secret-1' };
    await userPool().revoke('refresh-1', confidential);
    await userPool().refresh('refresh-1', confidential);

    expect(calls.map(({ input }) => input)).toMatchObject([{ ClientSecret: 'secret-1' }, { ClientSecret: 'secret-1' }]);
  });

  it.each([
    ['UnauthorizedException', 'another_client'],
    ['NotAuthorizedException', 'dead'],
    ['UnsupportedOperationException', 'revocation_off'],
    ['UnsupportedTokenTypeException', 'not_a_refresh_token'],
    ['InvalidParameterException', 'not_a_refresh_token'],
    ['TooManyRequestsException', 'failed'],
    ['InternalErrorException', 'failed'],
  ])('if Cognito says %s, it is %s', async (name, outcome) => {
    fails(name);

    await expect(userPool().revoke('refresh-1', { clientId: 'client-1' })).resolves.toBe(outcome);
  });
});

describe('a client that Cognito refuses', () => {
  it.each([
    'Client 1example23456789 is configured for secret but secret was not received',
    'Unable to verify secret hash for client 1example23456789',
    'Unable to verify secret for client: 1example23456789',
  ])('is told apart from a dead token by what Cognito says: %s', async (message) => {
    answer = { status: 400, body: { __type: 'NotAuthorizedException', message } };

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toEqual({
      outcome: 'client_refused',
    });
    await expect(userPool().revoke('refresh-1', { clientId: 'client-1' })).resolves.toBe('client_refused');
  });

  it.each([
    'Refresh Token has been revoked',
    'Refresh Token has expired',
    'Invalid Refresh Token.',
    'User is disabled.',
  ])('is not what Cognito says of a token: %s', async (message) => {
    answer = { status: 400, body: { __type: 'NotAuthorizedException', message } };

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toEqual({ outcome: 'refused' });
    await expect(userPool().revoke('refresh-1', { clientId: 'client-1' })).resolves.toBe('dead');
  });
});

describe('findUser', () => {
  it('tells the name and the sub of whoever an alias stands for', async () => {
    answer.body = { Username: 'alice', UserAttributes: [{ Name: 'sub', Value: 'user-1' }] };

    await expect(userPool().findUser('alice@example.com')).resolves.toEqual({ sub: 'user-1', username: 'alice' });
    expect(calls).toMatchObject([
      { operation: 'AdminGetUser', input: { UserPoolId: 'us-east-1_Example', Username: 'alice@example.com' } },
    ]);
  });

  it('knows that there is no such user', async () => {
    fails('UserNotFoundException');

    await expect(userPool().findUser('nobody')).resolves.toBeUndefined();
  });

  it.each(['TooManyRequestsException', 'NotAuthorizedException', 'InternalErrorException'])(
    'does not take %s for "no such user"',
    async (name) => {
      fails(name);

      await expect(userPool().findUser('alice')).rejects.toMatchObject({ code: 'user_pool_unavailable' });
    },
  );

  it('does not take an answer without a sub for a user', async () => {
    answer.body = { Username: 'alice', UserAttributes: [] };

    await expect(userPool().findUser('alice')).rejects.toMatchObject({ code: 'user_pool_unavailable' });
  });
});

describe('globalSignOutBySub', () => {
  it('asks for the name first: Cognito does not take the sub of a federated user for it', async () => {
    answers = { ListUsers: { status: 200, body: { Users: [{ Username: 'Google_123' }] } } };

    await expect(userPool().globalSignOutBySub('user-1')).resolves.toBe(true);
    expect(calls).toMatchObject([
      { operation: 'ListUsers', input: { Filter: 'sub = "user-1"' } },
      { operation: 'AdminUserGlobalSignOut', input: { Username: 'Google_123' } },
    ]);
  });

  it('tries the sub itself if nobody is listed', async () => {
    answers = { ListUsers: { status: 200, body: { Users: [] } }, AdminGetUser: described('user-1') };

    await expect(userPool().globalSignOutBySub('user-1')).resolves.toBe(true);
    expect(calls[2]).toMatchObject({ operation: 'AdminUserGlobalSignOut', input: { Username: 'user-1' } });
  });

  it('is not done if the name could not be asked for', async () => {
    fails('TooManyRequestsException');

    await expect(userPool().globalSignOutBySub('user-1')).resolves.toBe(false);
    expect(calls).toHaveLength(1);
  });
});

it('is never an error when Cognito cannot be reached: the record stands already', async () => {
  const pool = createCognitoUserPool(cognitoAt('http://127.0.0.1:1'), 'us-east-1_Example');

  await expect(pool.globalSignOut({ sub: 'user-1', username: 'alice' })).resolves.toBe(false);
  await expect(pool.refresh('refresh-1', { clientId: 'client-1' })).resolves.toMatchObject({
    outcome: 'unavailable',
    cause: expect.any(Error) as Error,
  });
  await expect(pool.revoke('refresh-1', { clientId: 'client-1' })).resolves.toBe('failed');
});
