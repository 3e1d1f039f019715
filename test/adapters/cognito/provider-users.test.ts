import { createServer } from 'node:http';

import type { CognitoClient } from '../../../lambda/adapters/cognito/client';
import { createCognitoProviderUsers } from '../../../lambda/adapters/cognito/provider-users';
import { cognitoAt } from '../../support/cognito-client';
import { close, listen } from '../../support/loopback';

interface Call {
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

const calls: Call[] = [];
let answers: { status: number; body: unknown }[] = [];
let client: CognitoClient;

/** Speaks Cognito's protocol: one answer after the other. */
const cognito = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    const operation = String(request.headers['x-amz-target']).replace('AWSCognitoIdentityProviderService.', '');
    calls.push({ operation, input: JSON.parse(Buffer.concat(chunks).toString()) as Call['input'] });
    const { status, body } = answers.shift() ?? { status: 500, body: {} };
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
});

beforeAll(async () => {
  client = cognitoAt(await listen(cognito));
});

afterAll(async () => {
  await close(cognito);
});

beforeEach(() => {
  calls.length = 0;
  answers = [];
});

const POOL = 'us-east-1_Example';
const users = () => createCognitoProviderUsers(client, POOL);
const OKTA = '[{"userId":"00u1","providerName":"Okta","providerType":"OIDC","issuer":null,"primary":"true"}]';
const attributes = (values: Readonly<Record<string, string>>) =>
  Object.entries(values).map(([Name, Value]) => ({ Name, Value }));
const answered = (body: unknown) => answers.push({ status: 200, body });
const listed = (sub: string, values: Readonly<Record<string, string>> = {}) => ({
  Username: `Okta_${sub}`,
  Attributes: attributes({ sub, ...values }),
});

describe('a user by name', () => {
  it('is told with the providers that sign them in', async () => {
    const UserAttributes = attributes({ sub: 'user-1', identities: OKTA, email: 'alice@example.com' });
    answered({ Username: 'Okta_00u1', UserAttributes });

    await expect(users().findByName('okta_00U1')).resolves.toEqual({
      sub: 'user-1',
      username: 'Okta_00u1',
      email: 'alice@example.com',
      identities: [expect.objectContaining({ userId: '00u1', providerName: 'Okta' })],
    });
    expect(calls).toEqual([{ operation: 'AdminGetUser', input: { UserPoolId: POOL, Username: 'okta_00U1' } }]);
  });

  it('has no provider if there is a password only', async () => {
    answered({ Username: 'alice', UserAttributes: attributes({ sub: 'user-3' }) });

    await expect(users().findByName('alice')).resolves.toEqual({
      sub: 'user-3',
      username: 'alice',
      email: undefined,
      identities: [],
    });
  });

  it('may not be there', async () => {
    answers.push({ status: 400, body: { __type: 'UserNotFoundException' } });

    await expect(users().findByName('Okta_00u9')).resolves.toBeUndefined();
  });

  it.each([
    ['Cognito can’t tell', { status: 400, body: { __type: 'TooManyRequestsException' } }],
    ['it has no sub', { status: 200, body: { Username: 'a', UserAttributes: [] } }],
    ['it has no name', { status: 200, body: { UserAttributes: attributes({ sub: 's' }) } }],
    ...['{', '{}', 'null', '[null]', '[{"userId":7,"providerName":"Okta"}]', '[{"userId":"00u1"}]'].map(
      (identities) =>
        [
          `its identities are ${identities}`,
          { status: 200, body: { Username: 'a', UserAttributes: attributes({ sub: 's', identities }) } },
        ] as [string, { status: number; body: unknown }],
    ),
  ])('is nobody’s to guess if %s', async (_, answer) => {
    answers.push(answer);

    await expect(users().findByName('Okta_00u1')).rejects.toMatchObject({ code: 'user_pool_unavailable' });
  });
});

describe('users by address', () => {
  it('are all who have it, page by page, with all attributes: who has no identities is among them', async () => {
    answered({ Users: [listed('1', { identities: OKTA })], PaginationToken: 'next' });
    answered({ Users: [], PaginationToken: 'more' });
    answered({ Users: [listed('2')] });

    const found = await users().findByEmail('alice@example.com', 25);
    expect(found?.map(({ sub, identities }) => [sub, identities.length])).toEqual([
      ['1', 1],
      ['2', 0],
    ]);
    const Filter = 'email = "alice@example.com"';
    expect(calls).toEqual([
      { operation: 'ListUsers', input: { UserPoolId: POOL, Filter, Limit: 60 } },
      { operation: 'ListUsers', input: { UserPoolId: POOL, Filter, Limit: 60, PaginationToken: 'next' } },
      { operation: 'ListUsers', input: { UserPoolId: POOL, Filter, Limit: 60, PaginationToken: 'more' } },
    ]);
  });

  it('are looked for to the letter, whatever letters these are', async () => {
    answered({ Users: [] });
    await users().findByEmail('a"b\\c@example.com', 25);

    expect(calls[0]?.input['Filter']).toBe(String.raw`email = "a\"b\\c@example.com"`);
  });

  it('are not told if there are too many, nor asked for further', async () => {
    answered({ Users: [listed('1'), listed('2')], PaginationToken: 'next' });
    answered({ Users: [listed('3')], PaginationToken: 'more' });

    await expect(users().findByEmail('alice@example.com', 2)).resolves.toBeUndefined();
    expect(calls).toHaveLength(2);
  });

  it('are not asked for without end', async () => {
    answers = Array.from({ length: 20 }, () => ({ status: 200, body: { Users: [], PaginationToken: 'next' } }));

    await expect(users().findByEmail('alice@example.com', 25)).resolves.toBeUndefined();
    expect(calls).toHaveLength(10);
  });

  it('can’t be known if Cognito can’t tell', async () => {
    answers.push({ status: 400, body: { __type: 'TooManyRequestsException' } });

    await expect(users().findByEmail('alice@example.com', 25)).rejects.toMatchObject({ code: 'user_pool_unavailable' });
  });
});

describe('a user by id', () => {
  it('is looked for by the claim sub', async () => {
    answered({ Users: [listed('user-1', { identities: OKTA })] });

    await expect(users().findBySub('user-1')).resolves.toMatchObject({ sub: 'user-1', username: 'Okta_user-1' });
    expect(calls[0]?.input['Filter']).toBe('sub = "user-1"');
  });

  it('may not be there', async () => {
    answered({ Users: [] });

    await expect(users().findBySub('user-1')).resolves.toBeUndefined();
  });
});
