import type { RetryPolicy } from '../../../lambda/adapters/aws/retries';
import { createCognitoClient } from '../../../lambda/adapters/cognito/client';
import { createTelemetry } from '../../../lambda/adapters/telemetry';
import { RevocationError } from '../../../lambda/core/errors';
import { USER_AGENT } from '../../../lambda/events';
import { CognitoServer, type CognitoAnswer } from '../../support/cognito-server';
import { accessTo } from '../../support/dynamodb';
import { POOL } from '../../support/tokens';

const IMPATIENT: RetryPolicy = { attemptTimeout: 250, deadline: 2000, maxAttempts: 2, firstPause: 1 };

let cognito: CognitoServer;
let endpoint: string;

beforeEach(async () => {
  cognito = new CognitoServer();
  endpoint = await cognito.start();
});

afterEach(async () => {
  await cognito.stop();
});

const client = (policy: RetryPolicy = IMPATIENT) => createCognitoClient(POOL, accessTo(endpoint), policy);
const refused = (name: string, status = 400): CognitoAnswer => ({
  status,
  body: JSON.stringify({ __type: name, message: `${name} about refresh-1` }),
});

/** What is answered first, before what is answered from then on. */
function answersFirst(first: CognitoAnswer | undefined): void {
  const then = cognito.answer;
  cognito.answer = first;
  cognito.beforeAnswer = () => {
    if (cognito.requests.length > 1) cognito.answer = then;
  };
}

describe('a call to Cognito', () => {
  it('is signed for the Region of the user pool, wherever the function is, by the credentials of the moment', async () => {
    const keys = ['first', 'second'];
    const credentials = () => ({ accessKeyId: keys.shift() ?? '', secretAccessKey: 's', sessionToken: 'temporary' });
    const call = createCognitoClient('eu-west-1_Example', { endpoint, credentials }, IMPATIENT);
    await call('AdminGetUser', { UserPoolId: 'eu-west-1_Example', Username: 'alice' });
    await call('AdminGetUser', { UserPoolId: 'eu-west-1_Example', Username: 'bob' });

    expect(process.env['AWS_REGION']).toBe('us-east-1');
    expect(cognito.requests.map(({ headers, body }) => [headers.authorization, body.toString()])).toEqual([
      [
        expect.stringMatching(/^AWS4-HMAC-SHA256 Credential=first\/\d{8}\/eu-west-1\/cognito-idp\/aws4_request, /),
        '{"UserPoolId":"eu-west-1_Example","Username":"alice"}',
      ],
      [expect.stringContaining('Credential=second/'), '{"UserPoolId":"eu-west-1_Example","Username":"bob"}'],
    ]);
    expect(cognito.requests[0]?.headers).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-security-token': 'temporary',
      'user-agent': USER_AGENT,
    });
  });

  it('is not signed if it is for whoever has a token, and needs no credentials', async () => {
    const credentials = () => {
      throw new Error('no credentials');
    };
    const call = createCognitoClient(POOL, { endpoint, credentials }, IMPATIENT);
    await call('RevokeToken', { Token: 'refresh-1', ClientId: 'client-1' });
    await call('GetTokensFromRefreshToken', { RefreshToken: 'refresh-1', ClientId: 'client-1' });
    await call('ListUserSessions', { AccessToken: 'a.b.c' });

    for (const { headers } of cognito.requests) {
      expect(headers.authorization).toBeUndefined();
      expect(headers['user-agent']).toBe(USER_AGENT);
    }
    expect(cognito.requests).toHaveLength(3);
  });

  it('keeps its connection', async () => {
    const call = client();
    for (let times = 0; times < 3; times++) await call('RevokeToken', { Token: 'refresh-1', ClientId: 'client-1' });

    await expect(cognito.connections()).resolves.toBe(1);
  });

  it('is done where Cognito says nothing at all', async () => {
    cognito.answer = { status: 200, body: '' };

    await expect(client()('RevokeToken', { Token: 'refresh-1', ClientId: 'client-1' })).resolves.toEqual({});
  });

  it.each<[string, CognitoAnswer | undefined]>([
    ['throttling', refused('TooManyRequestsException')],
    ['throttling of the account', refused('ThrottlingException')],
    ['an internal error', refused('InternalErrorException', 500)],
    ["a 503, of a proxy's", { status: 503, body: '<html>' }],
    ['too many requests', { status: 429, body: '' }],
    ['a connection cut before the answer', undefined],
    ['a connection cut in mid-answer', { status: 200, body: '{"User', isCutOff: true }],
    ['what is no JSON', { status: 200, body: '<html>' }],
  ])('is tried once more after what may pass, and fails if it does not: %s', async (_, answer) => {
    cognito.answer = { status: 200, body: '{"Users":[]}' };
    answersFirst(answer);
    await expect(client()('ListUsers', { UserPoolId: POOL })).resolves.toEqual({ Users: [] });
    expect(cognito.requests).toHaveLength(2);

    cognito.requests.length = 0;
    cognito.beforeAnswer = () => undefined;
    cognito.answer = answer;
    await expect(client()('ListUsers', { UserPoolId: POOL })).rejects.toBeInstanceOf(Error);
    expect(cognito.requests).toHaveLength(2);
  });

  it.each(['NotAuthorizedException', 'UserNotFoundException', 'AccessDeniedException', 'SomethingNewException'])(
    'fails at once, by Cognito’s own name for it: %s',
    async (name) => {
      cognito.answer = refused(`com.amazonaws.cognito#${name}`);

      await expect(client()('ListUsers', { UserPoolId: POOL })).rejects.toMatchObject({
        name,
        message: 'Cognito answered 400',
        $metadata: { httpStatusCode: 400 },
      });
      expect(cognito.requests).toHaveLength(1);
    },
  );

  it('is told without what Cognito says: that repeats what it was sent', async () => {
    const lines: string[] = [];
    cognito.answer = refused('NotAuthorizedException');
    await client()('RevokeToken', { Token: 'refresh-1', ClientId: 'client-1' }).catch((cause: unknown) => {
      const telemetry = createTelemetry(
        () => 0,
        'revocations',
        (line) => lines.push(line),
      );
      telemetry.fault(new RevocationError('user_pool_unavailable', 'no', { cause }), 'request-1');
      telemetry.fault(cause, 'request-1');
    });

    expect(lines).toHaveLength(2);
    expect(lines.join('\n')).toContain('NotAuthorizedException');
    expect(lines.join('\n')).not.toContain('refresh-1');
  });
});
