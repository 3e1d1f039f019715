import { RevocationError } from '../../../lambda/core/errors';
import { createSignOut } from '../../../lambda/handlers/sign-out/sign-out';
import { event } from '../../support/events';
import { accessPayload, machinePayload } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

type SignOutEvent = Parameters<ReturnType<typeof createSignOut>>[0];

let world: World;
let token: string;

beforeEach(async () => {
  world = await createWorld();
  token = world.token(accessPayload());
});

afterEach(async () => {
  await world.stop();
});

/** What the API answers to a body. */
async function answerTo(body: string | undefined, overrides: Partial<SignOutEvent> = {}, bearer = token) {
  const golden = event<SignOutEvent>('http-sign-out', bearer);
  const {
    statusCode,
    headers,
    body: text,
  } = await createSignOut(world.dependencies)({
    ...golden,
    ...(body === undefined ? {} : { body }),
    ...overrides,
  });
  return { statusCode, headers, body: JSON.parse(text ?? '') as Record<string, unknown>, text };
}

describe('POST /sign-out', () => {
  it('answers what has been done', async () => {
    const { statusCode, body, headers } = await answerTo('{"scope":"global"}');

    expect(statusCode).toBe(200);
    expect(body).toEqual({
      outcome: 'complete',
      scope: 'global',
      signedOutAt: expect.any(Number) as number,
      unfinished: [],
    });
    expect(headers).toEqual({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  });

  it('takes no body, and an empty one, for a local sign-out', async () => {
    for (const body of [undefined, '']) {
      const answer = await answerTo(body, { body } as Partial<SignOutEvent>);
      expect(answer).toMatchObject({ statusCode: 200, body: { scope: 'local' } });
    }
  });

  it('reads a body that the gateway has encoded, whatever its content type', async () => {
    const body = Buffer.from('{"scope":"others"}').toString('base64');
    const headers = { ...event<SignOutEvent>('http-sign-out', token).headers, 'content-type': 'text/plain' };

    await expect(answerTo(body, { isBase64Encoded: true, headers })).resolves.toMatchObject({
      statusCode: 200,
      body: { scope: 'others' },
    });
  });

  it('tells where the browser ends its managed-login cookie, if the session has ended', async () => {
    const managedLogin = { baseUrl: 'https://login.example.com', logoutUri: 'https://app.example.com/bye?a=b&c' };
    Object.assign(world.dependencies, { managedLogin });
    const logoutUrl =
      'https://login.example.com/logout?client_id=client-2&logout_uri=https%3A%2F%2Fapp.example.com%2Fbye%3Fa%3Db%26c';
    const answered = { signedOutAt: expect.any(Number) as number };
    const session = (name: string) => world.token(accessPayload({ client_id: 'client-2', origin_jti: name }));

    await expect(answerTo('{"scope":"others"}', {}, session('session-1'))).resolves.toMatchObject({
      body: { ...answered, outcome: 'complete', scope: 'others', unfinished: [] },
      text: expect.not.stringContaining('logout') as string,
    });
    const local = await answerTo('{"scope":"local"}', {}, session('session-1'));
    expect(local.body).toEqual({
      ...answered,
      outcome: 'partial',
      scope: 'local',
      unfinished: ['refresh_token'],
      logoutUrl,
    });
    await expect(answerTo('{"scope":"local"}', {}, session('session-1'))).resolves.toMatchObject({
      body: { logoutUrl },
    });
    world.revocations.records.clear();
    const global = await answerTo('{"scope":"global"}', {}, session('session-1'));
    expect(global.body).toEqual({ ...answered, outcome: 'complete', scope: 'global', unfinished: [], logoutUrl });
    const refused = await answerTo('{"scope":"global"}', {}, session('session-1'));
    expect(refused).toMatchObject({ statusCode: 401, text: '{"error":"invalid_token"}' });
  });

  it('answers 401, with a challenge, to whoever is not signed in', async () => {
    for (const bearer of ['x.y.z', '']) {
      const { statusCode, headers, body } = await answerTo('{}', {}, bearer);
      expect(statusCode).toBe(401);
      expect(body).toEqual({ error: 'invalid_token' });
      expect(headers).toMatchObject({
        'www-authenticate': 'Bearer error="invalid_token"',
        'cache-control': 'no-store',
      });
    }
  });

  it('takes no bare token', async () => {
    await expect(answerTo('{}', { headers: { authorization: token } })).resolves.toMatchObject({ statusCode: 401 });
  });

  it.each([
    'null',
    '[]',
    '"local"',
    '1',
    'true',
    '{',
    '{}{}',
    'scope=local',
    '\u0000',
    '{"scope":null}',
    '{"scope":"LOCAL"}',
    '{"scope":["local"]}',
    '{"refreshToken":null}',
    '{"refreshToken":""}',
    '{"refreshToken":"a b"}',
    '{"scope":"global","refreshToken":"abc"}',
    '{"scope":"local","sub":"user-2"}',
    '{"__proto__":{"scope":"global"}}',
  ])('answers 400 to %p, and does nothing', async (body) => {
    const answer = await answerTo(body);

    expect(answer).toMatchObject({
      statusCode: 400,
      body: { error: 'invalid_request', error_description: expect.any(String) as string },
      headers: { 'cache-control': 'no-store' },
    });
    expect(world.revocations.records.size).toBe(0);
    expect(world.userPool.calls).toEqual([]);
  });

  it.each([
    [10_240, 200],
    [10_241, 400],
  ])('bounds the body: %i bytes are %i', async (size, statusCode) => {
    const body = `{"scope":"others"${' '.repeat(size - 18)}}`;
    expect(Buffer.byteLength(body)).toBe(size);

    await expect(answerTo(body)).resolves.toMatchObject({ statusCode });
    await expect(answerTo(Buffer.from(body).toString('base64'), { isBase64Encoded: true })).resolves.toMatchObject({
      statusCode,
    });
  });

  it('tells 401 before 400', async () => {
    await expect(answerTo('{', {}, 'x.y.z')).resolves.toMatchObject({ statusCode: 401 });
  });

  it('answers 400 to a machine that wants more than to sign itself out', async () => {
    const machine = world.token(machinePayload());

    await expect(answerTo('{"scope":"global"}', {}, machine)).resolves.toMatchObject({ statusCode: 400 });
    await expect(answerTo('{}', {}, machine)).resolves.toMatchObject({ statusCode: 200 });
  });

  it('answers 503, with when to try again, if nothing can be promised', async () => {
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    const { statusCode, headers, body } = await answerTo('{}');

    expect(statusCode).toBe(503);
    expect(body).toEqual({ error: 'temporarily_unavailable' });
    expect(headers).toMatchObject({ 'retry-after': '1', 'cache-control': 'no-store' });
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
  });

  it('answers 503 to what nobody expected, without a stack trace', async () => {
    world.revocations.fault = new TypeError(`cannot read ${token}`);

    const { statusCode, text } = await answerTo('{}');

    expect(statusCode).toBe(503);
    expect(text).toBe('{"error":"temporarily_unavailable"}');
  });

  it('repeats nothing of what was sent', async () => {
    const secret = 'refresh.token.of.alice';
    const bodies = [`{"refreshToken":"${secret}"}`, `{"refreshToken":"${secret} "}`, `{"${secret}":1}`, secret];
    for (const body of bodies) {
      const { text, headers } = await answerTo(body);
      expect(JSON.stringify([text, headers])).not.toContain(secret);
      expect(JSON.stringify([text, headers])).not.toContain(token);
    }
  });

  it('is told to the operators, with its request', async () => {
    await answerTo('{"scope":"global"}');
    await answerTo('{"scope":"global"}', {}, 'x.y.z');
    await answerTo('null');

    expect(world.telemetry.signOuts).toMatchObject([
      { outcome: 'complete', scope: 'global' },
      { outcome: 'invalid_token', reason: 'malformed_token' },
      { outcome: 'invalid_token', reason: 'revoked' },
    ]);
    expect(world.telemetry.rejections).toEqual([]);
    expect(new Set(world.telemetry.requestIds)).toEqual(new Set(['request-1']));
  });

  it('keeps the request in the record', async () => {
    await answerTo('{}');

    expect([...world.revocations.records.values()]).toMatchObject([{ audit: { requestId: 'request-1' } }]);
  });
});
