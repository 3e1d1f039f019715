import { RevocationError } from '../../../lambda/core/errors';
import { createIntrospect } from '../../../lambda/handlers/oauth/introspect';
import { createSignOut } from '../../../lambda/handlers/sign-out/sign-out';
import { event, form } from '../../support/events';
import {
  accessPayload,
  createSigningKey,
  idPayload,
  ISSUER,
  machinePayload,
  POOL,
  sign,
  UPDATED_ISSUER,
} from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

type IntrospectEvent = Parameters<ReturnType<typeof createIntrospect>>[0];

const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const TIMES = { auth_time: 1_800_000_000, iat: 1_800_000_100, exp: 4_000_000_000 };
const INACTIVE = { statusCode: 200, headers: HEADERS, body: '{"active":false}' };

let world: World;

beforeEach(async () => {
  world = await createWorld();
});

afterEach(async () => {
  await world.stop();
});

const answerTo = (overrides: Partial<IntrospectEvent> = {}) =>
  createIntrospect(world.dependencies)({ ...event<IntrospectEvent>('http-introspect'), ...overrides });

function answered(statusCode: number, body: unknown, headers: Record<string, string> = {}) {
  return { statusCode, headers: { ...HEADERS, ...headers }, body: JSON.stringify(body) };
}

function refused(description: string) {
  return answered(400, { error: 'invalid_request', error_description: description });
}

async function bodyOf(answer: ReturnType<typeof answerTo>): Promise<unknown> {
  const { statusCode, headers, body } = await answer;
  expect({ statusCode, headers }).toEqual({ statusCode: 200, headers: HEADERS });
  return JSON.parse(body ?? '');
}

describe('an active token is told with what it says', () => {
  const SHARED = { active: true, sub: 'user-1', iss: ISSUER, exp: TIMES.exp, iat: TIMES.iat, client_id: 'client-1' };

  it.each([
    [
      'an access token',
      accessPayload(TIMES),
      { ...SHARED, jti: 'access-1', username: 'alice', scope: 'aws.cognito.signin.user.admin' },
    ],
    [
      'an access token without scopes',
      accessPayload({ ...TIMES, scope: undefined }),
      { ...SHARED, jti: 'access-1', username: 'alice' },
    ],
    [
      'an access token without jti',
      accessPayload({ ...TIMES, jti: undefined, scope: 'a b' }),
      { ...SHARED, username: 'alice', scope: 'a b' },
    ],
    ['an ID token', idPayload(TIMES), { ...SHARED, jti: 'id-1', username: 'alice' }],
    [
      'an ID token that has a claim scope',
      idPayload({ ...TIMES, scope: 'a' }),
      { ...SHARED, jti: 'id-1', username: 'alice' },
    ],
    ['a machine token', machinePayload(TIMES), { ...SHARED, sub: 'client-1', jti: 'machine-1', scope: 'api/read' }],
  ])('%s', async (_, payload, members) => {
    const token = world.token(payload);

    await expect(bodyOf(answerTo(form({ token })))).resolves.toEqual(members);
  });

  it.each(['access_token', 'refresh_token', 'id_token', 'nonsense', ''])('whatever the hint: %p', async (hint) => {
    const parameters = { token: world.token(accessPayload()), token_type_hint: hint, other: '1' };

    await expect(bodyOf(answerTo(form(parameters)))).resolves.toMatchObject({ active: true });
  });

  it('whatever the content type, and encoded by the gateway or not', async () => {
    const golden = event<IntrospectEvent>('http-introspect');
    const request = {
      body: `token=${world.token(accessPayload())}`,
      isBase64Encoded: false,
      headers: { ...golden.headers, 'content-type': 'text/plain' },
    };

    await expect(bodyOf(answerTo(request))).resolves.toMatchObject({ active: true });
  });
});

describe('an inactive token is told to be so, and nothing else of it', () => {
  it.each([
    ['that is no token', 'malformed_token', () => 'x.y.z'],
    ['that is an opaque refresh token', 'malformed_token', () => 'eyJjdHkiOiJKV1QifQ.a.b.c.d'],
    ['that is forged', 'bad_signature', () => sign(accessPayload(), createSigningKey('key-1'))],
    ['of an unknown key', 'unknown_key', () => sign(accessPayload(), createSigningKey('key-9'))],
    ['that has expired', 'expired', () => world.token(accessPayload({ exp: 1_700_000_000 }))],
    ['of another pool', 'wrong_issuer', () => world.token(accessPayload({ iss: `${ISSUER}2` }))],
    [
      'of an issuer that the pool does not use',
      'wrong_issuer',
      () => sign({ iss: UPDATED_ISSUER, exp: 4_000_000_000 }, createSigningKey('key-9')),
    ],
    ['of another client', 'wrong_client', () => world.token(accessPayload({ client_id: 'client-9' }))],
    ['for another use', 'wrong_token_use', () => world.token(accessPayload({ token_use: 'refresh' }))],
    ['whose claims no rule can read', 'malformed_claims', () => world.token(accessPayload({ auth_time: '1' }))],
    [
      'that could not be revoked',
      'not_revocable',
      () => world.token(accessPayload({ origin_jti: undefined, jti: undefined })),
    ],
  ])('one %s: %s', async (_, reason, token) => {
    await expect(answerTo(form({ token: token() }))).resolves.toEqual(INACTIVE);
    expect(world.telemetry.rejections).toEqual([reason]);
    expect(world.telemetry.requestIds).toEqual(['request-1']);
  });

  it('one of a session that has signed out', async () => {
    const token = world.token(accessPayload());
    await createSignOut(world.dependencies)(event('http-sign-out', token));

    await expect(answerTo(form({ token }))).resolves.toEqual(INACTIVE);
    await expect(answerTo(form({ token: world.token(idPayload()) }))).resolves.toEqual(INACTIVE);
    expect(world.telemetry.rejections).toEqual(['revoked', 'revoked']);
  });

  it.each([
    ['its user', 'user', `${POOL}#user#user-1`],
    ['its client', 'client', `${POOL}#client#client-1`],
    ['its pool', 'pool', `${POOL}#pool#${POOL}`],
  ] as const)('one that a cut-off of %s covers', async (_, kind, key) => {
    const tokensValidAfter = Math.floor(Date.now() / 1000);
    const audit = {
      revokedAt: tokensValidAfter,
      initiatedBy: 'user' as const,
      actor: 'x',
      reason: 'x',
      requestId: 'x',
    };
    await world.revocations.update(
      key,
      () => ({ kind: kind as 'user', key, expiresAt: tokensValidAfter, tokensValidAfter }),
      audit,
    );

    await expect(answerTo(form({ token: world.token(accessPayload()) }))).resolves.toEqual(INACTIVE);
  });

  it('the one of the golden event', async () => {
    await expect(answerTo()).resolves.toEqual(INACTIVE);
  });
});

describe('a bad request', () => {
  it.each([
    ['no body', { body: undefined, isBase64Encoded: false }, 'token is missing'],
    ['no token', form({ token_type_hint: 'access_token' }), 'token is missing'],
    ['an empty token', form({ token: '' }), 'token is missing'],
    ['a token by another name', form({ Token: 'x.y.z' }), 'token is missing'],
    ['JSON', { body: '{"token":"x.y.z"}', isBase64Encoded: false }, 'token is missing'],
    [
      'two tokens',
      form([
        ['token', 'x.y.z'],
        ['token', 'x.y.z'],
      ]),
      'a parameter must not be repeated',
    ],
    [
      'an unknown parameter twice',
      form([
        ['token', 'x.y.z'],
        ['a', '1'],
        ['a', '2'],
      ]),
      'a parameter must not be repeated',
    ],
    ['more than 10 KB', form({ token: 'x'.repeat(10_235) }), 'the body must not be over 10 KB'],
  ])('answers 400 to %s', async (_, request, description) => {
    await expect(answerTo(request as Partial<IntrospectEvent>)).resolves.toEqual(refused(description));
    expect(world.telemetry.rejections).toEqual([]);
  });

  it('is none of 10 KB', async () => {
    await expect(answerTo(form({ token: 'x'.repeat(10_234) }))).resolves.toEqual(INACTIVE);
  });

  it('takes a token from the body only', async () => {
    const token = world.token(accessPayload());
    const { headers } = event<IntrospectEvent>('http-introspect');
    const elsewhere = {
      ...form({}),
      queryStringParameters: { token },
      rawQueryString: `token=${token}`,
      headers: { ...headers, authorization: `Bearer ${token}` },
    };

    await expect(answerTo(elsewhere)).resolves.toEqual(refused('token is missing'));
  });
});

it.each([
  undefined,
  null,
  {},
  { jwt: {} },
  { lambda: { userArn: 'x' } },
  { iam: null },
  { iam: {} },
  { iam: { userArn: '' } },
])('answers 403 if IAM let nobody through, whatever the headers say: %j', async (authorizer) => {
  const token = world.token(accessPayload());
  const golden = event<IntrospectEvent>('http-introspect');
  const requestContext = { ...golden.requestContext, authorizer } as IntrospectEvent['requestContext'];
  for (const authorization of [`Bearer ${token}`, golden.headers['authorization']]) {
    const headers = { ...golden.headers, authorization };
    const answer = await answerTo({ requestContext, headers, ...form({ token }) });

    expect(answer).toEqual(answered(403, { message: 'Forbidden' }));
  }
  expect(world.keyServer.requests).toEqual([]);
});

describe('a fault is 503, and says neither active nor inactive', () => {
  const UNAVAILABLE = answered(503, { error: 'temporarily_unavailable' }, { 'retry-after': '1' });

  it('if the table cannot be read', async () => {
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(answerTo(form({ token: world.token(accessPayload()) }))).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
    expect(world.telemetry.requestIds).toEqual(['request-1']);
    expect(world.telemetry.rejections).toEqual([]);
  });

  it('if the keys cannot be fetched', async () => {
    world.keyServer.status = 500;

    await expect(answerTo(form({ token: world.token(accessPayload()) }))).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toMatchObject([{ code: 'signing_keys_unavailable' }]);
  });

  it('if nobody expected it, and tells nothing of it', async () => {
    const token = world.token(accessPayload());
    world.revocations.fault = new TypeError(`cannot read ${token}`);

    await expect(answerTo(form({ token }))).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
  });
});
