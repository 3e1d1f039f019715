import { CognitoIdentityProviderClient } from '@aws-sdk/client-cognito-identity-provider';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

import { createCognitoUserPool } from '../../lambda/adapters/cognito-user-pool';
import { accessPayload, createSigningKey, sign } from '../support/tokens';

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

    await expect(userPool().refresh('refresh-1', 'client-1')).resolves.toEqual({
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

    await expect(userPool().refresh('refresh-1', 'client-1')).resolves.toMatchObject({
      rotatedRefreshToken: 'refresh-2',
    });
  });

  it.each(['NotAuthorizedException', 'RefreshTokenReuseException', 'UserNotFoundException'])(
    'learns nothing of a token that Cognito does not accept: %s',
    async (name) => {
      fails(name);

      await expect(userPool().refresh('refresh-1', 'client-1')).resolves.toEqual({
        originJti: undefined,
        rotatedRefreshToken: undefined,
      });
    },
  );

  it.each(['TooManyRequestsException', 'InternalErrorException', 'UserLambdaValidationException'])(
    'is undefined if Cognito cannot say: %s',
    async (name) => {
      fails(name);

      await expect(userPool().refresh('refresh-1', 'client-1')).resolves.toBeUndefined();
    },
  );

  it('learns no session from tokens that have none', async () => {
    const AccessToken = sign(accessPayload({ origin_jti: undefined }), key);
    answer.body = { AuthenticationResult: { AccessToken } };

    await expect(userPool().refresh('refresh-1', 'client-1')).resolves.toMatchObject({ originJti: undefined });
  });
});

describe('revoke', () => {
  it('is RevokeToken for the client, unsigned', async () => {
    await expect(userPool().revoke('refresh-1', 'client-1')).resolves.toBe(true);
    expect(calls[0]).toMatchObject({ operation: 'RevokeToken', input: { Token: 'refresh-1', ClientId: 'client-1' } });
    expect(calls[0]?.headers.authorization).toBeUndefined();
  });

  it.each(['UnsupportedOperationException', 'UnauthorizedException', 'TooManyRequestsException'])(
    'is not done if Cognito says %s',
    async (name) => {
      fails(name);

      await expect(userPool().revoke('refresh-1', 'client-1')).resolves.toBe(false);
    },
  );
});

it('is never an error when Cognito cannot be reached: the record stands already', async () => {
  const unreachable = new CognitoIdentityProviderClient({
    endpoint: 'http://127.0.0.1:1',
    region: 'us-east-1',
    maxAttempts: 1,
  });
  const pool = createCognitoUserPool(unreachable, 'us-east-1_Example');

  await expect(pool.globalSignOut('alice')).resolves.toBe(false);
  await expect(pool.refresh('refresh-1', 'client-1')).resolves.toBeUndefined();
  await expect(pool.revoke('refresh-1', 'client-1')).resolves.toBe(false);
});
