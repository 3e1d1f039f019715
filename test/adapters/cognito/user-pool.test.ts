import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createCognitoUserPool } from '../../../lambda/adapters/cognito/user-pool';
import { accessPayload, createSigningKey, sign } from '../../support/tokens';

interface Call {
  readonly operation: string;
  readonly input: unknown;
  readonly headers: IncomingHttpHeaders;
}

const key = createSigningKey('key');
const calls: Call[] = [];
let answer: { status: number; body: unknown } = { status: 200, body: {} };
let client: CognitoIdentityProviderClient;

/** Speaks Cognito's protocol: whatever is asked, it answers what the test says. */
const cognito = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
    calls.push({ operation, input: JSON.parse(Buffer.concat(chunks).toString()), headers: request.headers });
    response.writeHead(answer.status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(answer.body));
  });
});

beforeAll(async () => {
  await new Promise<void>((resolve) => cognito.listen(0, '127.0.0.1', resolve));
  const endpoint = `http://127.0.0.1:${String((cognito.address() as AddressInfo).port)}`;
  client = new CognitoIdentityProviderClient({ endpoint, region: 'us-east-1', maxAttempts: 1 });
});

afterAll(async () => {
  client.destroy();
  cognito.closeAllConnections();
  await new Promise((resolve) => cognito.close(resolve));
});

beforeEach(() => {
  calls.length = 0;
  answer = { status: 200, body: {} };
});

function fails(name: string): void {
  answer = { status: 400, body: { __type: name, message: `${name} about refresh-1` } };
}

const userPool = () => createCognitoUserPool(client, 'us-east-1_Example');

describe('globalSignOut', () => {
  it('is AdminUserGlobalSignOut, signed: a token need not have the scope for GlobalSignOut', async () => {
    await expect(userPool().globalSignOut('alice')).resolves.toBe(true);
    expect(calls).toEqual([
      {
        operation: 'AdminUserGlobalSignOut',
        input: { UserPoolId: 'us-east-1_Example', Username: 'alice' },
        headers: expect.objectContaining({
          authorization: expect.stringContaining('AWS4-HMAC-SHA256') as string,
        }) as object,
      },
    ]);
  });

  it('counts a user that is gone as done', async () => {
    fails('UserNotFoundException');

    await expect(userPool().globalSignOut('alice')).resolves.toBe(true);
  });

  it.each([
    'TooManyRequestsException',
    'NotAuthorizedException',
    'ResourceNotFoundException',
    'InternalErrorException',
  ])('is not done if Cognito says %s', async (name) => {
    fails(name);

    await expect(userPool().globalSignOut('alice')).resolves.toBe(false);
  });
});

describe('refresh', () => {
  it('uses the refresh token once, unsigned, and tells the session', async () => {
    const AccessToken = sign(accessPayload({ origin_jti: 'session-7' }), key);
    answer.body = { AuthenticationResult: { AccessToken, IdToken: 'x' } };

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toEqual({
      originJti: 'session-7',
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

  it.each([
    'NotAuthorizedException',
    'RefreshTokenReuseException',
    'UserNotFoundException',
    'InvalidParameterException',
    'UserLambdaValidationException',
    'UnexpectedLambdaException',
    'InvalidLambdaResponseException',
  ])('learns nothing of a token that Cognito does not accept: %s', async (name) => {
    fails(name);

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toEqual({
      originJti: undefined,
      rotatedRefreshToken: undefined,
    });
  });

  it.each(['TooManyRequestsException', 'InternalErrorException'])(
    'is undefined if Cognito cannot say: %s',
    async (name) => {
      fails(name);

      await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toBeUndefined();
    },
  );

  it('learns no session from tokens that have none', async () => {
    const AccessToken = sign(accessPayload({ origin_jti: undefined }), key);
    answer.body = { AuthenticationResult: { AccessToken } };

    await expect(userPool().refresh('refresh-1', { clientId: 'client-1' })).resolves.toMatchObject({
      originJti: undefined,
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
    ['UnauthorizedException', 'refused'],
    ['NotAuthorizedException', 'refused'],
    ['UnsupportedOperationException', 'failed'],
    ['UnsupportedTokenTypeException', 'unknown'],
    ['InvalidParameterException', 'unknown'],
    ['TooManyRequestsException', 'failed'],
    ['InternalErrorException', 'failed'],
  ])('if Cognito says %s, it is %s', async (name, outcome) => {
    fails(name);

    await expect(userPool().revoke('refresh-1', { clientId: 'client-1' })).resolves.toBe(outcome);
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
    answer.body = { Users: [{ Username: 'Google_123' }] };

    await expect(userPool().globalSignOutBySub('user-1')).resolves.toBe(true);
    expect(calls).toMatchObject([
      { operation: 'ListUsers', input: { Filter: 'sub = "user-1"' } },
      { operation: 'AdminUserGlobalSignOut', input: { Username: 'Google_123' } },
    ]);
  });

  it('tries the sub itself if nobody is listed', async () => {
    answer.body = { Users: [] };

    await expect(userPool().globalSignOutBySub('user-1')).resolves.toBe(true);
    expect(calls[1]).toMatchObject({ operation: 'AdminUserGlobalSignOut', input: { Username: 'user-1' } });
  });

  it('is not done if the name could not be asked for', async () => {
    fails('TooManyRequestsException');

    await expect(userPool().globalSignOutBySub('user-1')).resolves.toBe(false);
    expect(calls).toHaveLength(1);
  });
});

it('is never an error when Cognito cannot be reached: the record stands already', async () => {
  const unreachable = new CognitoIdentityProviderClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    maxAttempts: 1,
  });
  const pool = createCognitoUserPool(unreachable, 'us-east-1_Example');

  await expect(pool.globalSignOut('alice')).resolves.toBe(false);
  await expect(pool.refresh('refresh-1', { clientId: 'client-1' })).resolves.toBeUndefined();
  await expect(pool.revoke('refresh-1', { clientId: 'client-1' })).resolves.toBe('failed');
});
