import { RevocationError } from '../../../lambda/core/errors';
import { createAdminSignOut } from '../../../lambda/handlers/admin/admin-sign-out';
import { StandingClock } from '../../support/clock';
import { encoded, event } from '../../support/events';
import { accessPayload, POOL } from '../../support/tokens';
import { createWorld, type World } from '../../support/world';

type AdminSignOutEvent = Parameters<ReturnType<typeof createAdminSignOut>>[0];

const T = 1_800_000_000;
const HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };
const ADMINISTRATOR = 'arn:aws:sts::123456789012:assumed-role/support/session';

let world: World;

beforeEach(async () => {
  world = await createWorld();
  world.userPool.users.set('alice', { sub: 'user-1', username: 'alice' });
});

afterEach(async () => {
  await world.stop();
});

const answerTo = (overrides: Partial<AdminSignOutEvent> = {}) =>
  createAdminSignOut({ ...world.dependencies, clock: new StandingClock(T * 1000 + 250) })({
    ...event<AdminSignOutEvent>('http-admin-sign-out'),
    ...overrides,
  });

function answered(statusCode: number, body: unknown, headers: Record<string, string> = {}) {
  return { statusCode, headers: { ...HEADERS, ...headers }, body: JSON.stringify(body) };
}

function refused(description: string) {
  return answered(400, { error: 'invalid_request', error_description: description });
}

describe('POST /admin/sign-out', () => {
  it('answers what has been done, and keeps who did it, why and in which request', async () => {
    await expect(answerTo()).resolves.toEqual(
      answered(200, { outcome: 'complete', scope: 'user', signedOutAt: T, unfinished: [] }),
    );
    expect([...world.revocations.records.values()]).toEqual([
      {
        revocation: expect.objectContaining({ key: `${POOL}#user#user-1`, tokensValidAfter: T }) as object,
        audit: {
          revokedAt: T,
          initiatedBy: 'admin',
          actor: ADMINISTRATOR,
          reason: 'lost device',
          requestId: 'request-1',
        },
      },
    ]);
    expect(world.userPool.calls).toEqual(['findUser alice', 'globalSignOut user-1 alice']);
  });

  it.each([
    [{ sub: 'user-1' }, 'user', T, `${POOL}#user#user-1`],
    [{ clientId: 'client-2' }, 'client', T, `${POOL}#client#client-2`],
    [{ userPool: true }, 'userPool', T, `${POOL}#pool#${POOL}`],
  ])('ends the sessions of %j', async (target, scope, signedOutAt, key) => {
    const body = JSON.stringify({ ...target, reason: 'incident 7' });

    await expect(answerTo({ body })).resolves.toEqual(
      answered(200, { outcome: 'complete', scope, signedOutAt, unfinished: [] }),
    );
    expect([...world.revocations.records.keys()]).toEqual([key]);
  });

  it('answers what Cognito has not done', async () => {
    world.userPool.isDown = true;

    await expect(answerTo({ body: '{"sub":"user-1","reason":"why"}' })).resolves.toEqual(
      answered(200, {
        outcome: 'partial',
        scope: 'user',
        signedOutAt: T,
        unfinished: ['cognito_global_sign_out'],
      }),
    );
  });

  it('reads a body that the gateway has encoded, whatever its content type', async () => {
    const { headers } = event<AdminSignOutEvent>('http-admin-sign-out');
    const request = { ...encoded('{"sub":"user-1","reason":"ä"}'), headers: { ...headers, 'content-type': 'x/y' } };

    await expect(answerTo(request)).resolves.toMatchObject({ statusCode: 200 });
    expect([...world.revocations.records.values()]).toMatchObject([{ audit: { reason: 'ä' } }]);
  });

  it('answers 404 to a username that nobody has', async () => {
    await expect(answerTo({ body: '{"username":"nobody","reason":"why"}' })).resolves.toEqual(
      answered(404, { error: 'unknown_user' }),
    );
    expect(world.revocations.records.size).toBe(0);
  });

  const ONE_OF = 'exactly one of these must be given: username, sub, clientId, userPool';
  const OBJECT = 'the body must be a JSON object';
  const REASON = 'reason must be a text of 1 to 256 characters';
  const UNKNOWN = 'unknown member; allowed are: username, sub, clientId, userPool, sessionId, reason';
  it.each([
    ['', ONE_OF],
    ['{}', ONE_OF],
    ['null', OBJECT],
    ['[]', OBJECT],
    ['"alice"', OBJECT],
    ['1', OBJECT],
    ['{', 'the body must be JSON'],
    ['username=alice&reason=why', 'the body must be JSON'],
    ['{"reason":"why"}', ONE_OF],
    ['{"username":"alice","sub":"user-1","reason":"why"}', ONE_OF],
    ['{"username":"alice","userPool":true,"reason":"why"}', ONE_OF],
    ['{"username":"alice","scope":"global","reason":"why"}', UNKNOWN],
    ['{"__proto__":{"username":"alice"},"reason":"why"}', UNKNOWN],
    [
      '{"username":null,"reason":"why"}',
      'username must be a username or an alias, of 1 to 128 characters and no spaces',
    ],
    [
      '{"username":["alice"],"reason":"why"}',
      'username must be a username or an alias, of 1 to 128 characters and no spaces',
    ],
    ['{"sub":null,"reason":"why"}', 'sub must be a user id (claim sub)'],
    ['{"sub":7,"reason":"why"}', 'sub must be a user id (claim sub)'],
    ['{"clientId":null,"reason":"why"}', 'clientId must be an app client id'],
    ['{"clientId":"client-9","reason":"why"}', 'clientId must be an app client whose tokens are accepted'],
    ['{"userPool":"true","reason":"why"}', 'userPool must be true'],
    ['{"userPool":false,"reason":"why"}', 'userPool must be true'],
    ['{"userPool":null,"reason":"why"}', 'userPool must be true'],
    ['{"sub":"user-1"}', REASON],
    ['{"sub":"user-1","reason":null}', REASON],
    ['{"sub":"user-1","reason":" "}', REASON],
    ['{"sub":"user-1","reason":{}}', REASON],
  ])('answers 400 to %p, and does nothing', async (body, description) => {
    await expect(answerTo({ body })).resolves.toEqual(refused(description));
    expect(world.revocations.records.size).toBe(0);
    expect(world.userPool.calls).toEqual([]);
    expect(world.telemetry.signOuts).toEqual([{ outcome: 'invalid_request', description }]);
  });

  it.each([
    [10_240, 200],
    [10_241, 400],
  ])('bounds the body: %i bytes are %i', async (size, statusCode) => {
    const start = '{"sub":"user-1","reason":"why"';
    const body = `${start}${' '.repeat(size - start.length - 1)}}`;
    const expected =
      statusCode === 200
        ? answered(200, { outcome: 'complete', scope: 'user', signedOutAt: T, unfinished: [] })
        : refused('the body must not be over 10 KB');

    await expect(answerTo({ body })).resolves.toEqual(expected);
    await expect(answerTo(encoded(body))).resolves.toEqual(expected);
  });

  it.each([
    ['none', undefined],
    ['null', null],
    ['an empty one', {}],
    ['one of JWTs', { jwt: { claims: { sub: 'user-1' }, scopes: null } }],
    ['a Lambda function', { lambda: { sub: 'user-1', userArn: ADMINISTRATOR } }],
    ['IAM, which says nothing', { iam: null }],
    ['IAM, which says nobody', { iam: { userArn: null } }],
    ['IAM, which says an empty ARN', { iam: { userArn: '' } }],
  ])('answers 403 if the authorizer was %s, whatever the headers say', async (_, authorizer) => {
    const golden = event<AdminSignOutEvent>('http-admin-sign-out');
    const requestContext = { ...golden.requestContext, authorizer } as AdminSignOutEvent['requestContext'];
    const token = world.token(accessPayload());
    for (const authorization of [`Bearer ${token}`, golden.headers['authorization']]) {
      const headers = { ...golden.headers, authorization, 'x-amzn-iam-user-arn': ADMINISTRATOR };

      await expect(answerTo({ requestContext, headers })).resolves.toEqual(answered(403, { message: 'Forbidden' }));
      await expect(answerTo({ requestContext, headers, body: '{' })).resolves.toMatchObject({ statusCode: 403 });
    }
    expect(world.revocations.records.size).toBe(0);
    expect(world.userPool.calls).toEqual([]);
  });

  const UNAVAILABLE = answered(503, { error: 'temporarily_unavailable' }, { 'retry-after': '1' });

  it('answers 503, with when to try again, if nothing can be promised', async () => {
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(answerTo()).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
    expect(world.telemetry.requestIds).toEqual(['request-1']);
    expect(world.telemetry.signOuts).toEqual([]);
  });

  it('answers 503 if the user could not be looked up: that is not an unknown user', async () => {
    world.userPool.isDown = true;

    await expect(answerTo()).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toMatchObject([{ code: 'user_pool_unavailable' }]);
    expect(world.revocations.records.size).toBe(0);
  });

  it('answers 503 to what nobody expected, and tells nothing of it', async () => {
    world.revocations.fault = new TypeError('cannot read alice');

    await expect(answerTo()).resolves.toEqual(UNAVAILABLE);
    expect(world.telemetry.faults).toEqual([world.revocations.fault]);
  });

  it('is told to the operators, with its request', async () => {
    await answerTo();
    await answerTo({ body: '{"username":"nobody","reason":"why"}' });

    expect(world.telemetry.signOuts).toEqual([
      { outcome: 'complete', scope: 'user', signedOutAt: T, unfinished: [] },
      { outcome: 'unknown_user' },
    ]);
    expect(world.telemetry.requestIds).toEqual(['request-1', 'request-1']);
  });
});
