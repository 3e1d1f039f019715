import { once } from 'node:events';
import http from 'node:http';

import { accessPayload, createSigningKey, idPayload, machinePayload, sign } from '../support/tokens';
import { samplesOf, type Sample } from '../support/samples';
import { startService, type Service } from '../support/service';
import { startVerification, type Verification } from '../support/verification';

// Every service that docs/services.md shows is run as it stands there, in its own process and framework, on the package as it is
// built; and asked the same, over HTTP.

const SERVICES = samplesOf('docs/services.md').filter(({ notRun }) => notRun?.includes('served by') === true);
const nameOf = ({ code }: Sample) =>
  /from '(?:cognito-sign-out\/verify\/)?(express|fastify|hono|nest|lambda)'/.exec(code)?.[1] ?? 'Request';

const NOW = Math.floor(Date.now() / 1000);
/** When the pool was signed out, then a client, a user, and another user's other sessions: before the services start. */
const POOL_CUT_OFF = NOW - 7200;
const CUT_OFF = NOW - 600;

const INVALID = [401, 'Bearer error="invalid_token"', null];
const NO_CREDENTIAL = [401, 'Bearer', null];
const UNAVAILABLE = [503, null, '1'];
const OK = [200, null, null];

let verification: Verification;

beforeAll(async () => {
  verification = await startVerification();
  const wide = { tokensValidAfter: CUT_OFF };
  await verification.revoke({ kind: 'session' }, 'session#signed-out');
  await verification.revoke({ kind: 'token' }, 'token#revoked-machine');
  await verification.revoke({ kind: 'user', ...wide }, 'user#signed-out-user');
  await verification.revoke({ kind: 'user', others: { validAfter: CUT_OFF, exemptSession: 'kept' } }, 'user#others');
  await verification.revoke({ kind: 'client', ...wide }, 'client#client-2');
  await verification.revoke({ kind: 'pool', tokensValidAfter: POOL_CUT_OFF }, 'pool#us-east-1_Example');
});

afterAll(async () => {
  await verification.stop();
});

const bearer = (payload: Readonly<Record<string, unknown>>) => `Bearer ${verification.token(accessPayload(payload))}`;

/** One table of cases for every service. */
const CASES: readonly (readonly [name: string, header: () => string | undefined, answer: readonly unknown[]])[] = [
  ['no credential', () => undefined, NO_CREDENTIAL],
  ['another scheme', () => 'Basic YTpi', NO_CREDENTIAL],
  ['the scheme alone', () => 'Bearer', INVALID],
  ['a bare token', () => verification.token(accessPayload()), NO_CREDENTIAL],
  ['a malformed token', () => 'Bearer abc', INVALID],
  ['two tokens in one', () => `${bearer({})}, ${bearer({})}`, INVALID],
  ['a forged token', () => `Bearer ${sign(accessPayload(), createSigningKey('key-1'))}`, INVALID],
  ['an expired token', () => bearer({ exp: NOW - 1 }), INVALID],
  ['a foreign client', () => bearer({ client_id: 'client-9' }), INVALID],
  ['a use that is not accepted', () => `Bearer ${verification.token(idPayload())}`, INVALID],
  ['a token of no session', () => bearer({ origin_jti: undefined }), INVALID],
  ['a signed-out session', () => bearer({ origin_jti: 'signed-out' }), INVALID],
  ['a signed-out user', () => bearer({ sub: 'signed-out-user', auth_time: CUT_OFF }), INVALID],
  ['that user, signed in again', () => bearer({ sub: 'signed-out-user', auth_time: CUT_OFF + 1 }), OK],
  ['another session of a user', () => bearer({ sub: 'others', auth_time: CUT_OFF }), INVALID],
  ['the session that stays', () => bearer({ sub: 'others', auth_time: CUT_OFF, origin_jti: 'kept' }), OK],
  ['a signed-out client', () => bearer({ client_id: 'client-2', auth_time: CUT_OFF }), INVALID],
  ['a signed-out pool', () => bearer({ auth_time: POOL_CUT_OFF }), INVALID],
  ['a machine', () => `Bearer ${verification.token(machinePayload())}`, OK],
  ['a revoked machine', () => `Bearer ${verification.token(machinePayload({ jti: 'revoked-machine' }))}`, INVALID],
  ['a live session', () => bearer({}), OK],
  ['a live session, in another spelling', () => bearer({}).replace('Bearer', 'bearer '), OK],
];

/** What a service says to two headers: `fetch` would make one of them. */
async function statusOfTwo(url: string, ...authorization: readonly string[]): Promise<number | undefined> {
  const headers = ['Host', new URL(url).host, ...authorization.flatMap((value) => ['Authorization', value])];
  const request = http.get(`${url}/session`, { headers, agent: false });
  const [response] = (await once(request, 'response')) as [http.IncomingMessage];
  response.resume();
  return response.statusCode;
}

it('every framework has its service', () => {
  expect(SERVICES.map(nameOf)).toEqual(['express', 'fastify', 'hono', 'nest', 'lambda', 'Request']);
});

describe.each(SERVICES.map((sample) => ({ name: nameOf(sample), sample })))(
  'a service on $name',
  ({ name, sample }) => {
    let service: Service;

    beforeAll(async () => {
      service = await startService(sample, verification.environment);
    }, 60_000);

    afterAll(async () => {
      await service.stop();
    });

    const get = (route: string, authorization?: string) =>
      fetch(service.url + route, { headers: authorization === undefined ? {} : { authorization } });

    async function answerTo(route: string, authorization?: string) {
      const { status, headers } = await get(route, authorization);
      return [status, headers.get('www-authenticate'), headers.get('retry-after')];
    }

    it.each(CASES)('answers %s as every other', async (_, header, answer) => {
      await expect(answerTo('/session', header())).resolves.toEqual(answer);
    });

    it('takes neither of two tokens', async () => {
      await expect(statusOfTwo(service.url, bearer({}), 'Bearer abc')).resolves.toBe(401);
      await expect(statusOfTwo(service.url, bearer({}), bearer({}))).resolves.toBe(401);
    });

    it('knows the session', async () => {
      const payload = {
        auth_time: NOW - 60,
        exp: NOW + 3600,
        scope: 'openid orders/read',
        'cognito:groups': ['a b', 'c,d'],
      };

      await expect(get('/session', bearer(payload)).then((response) => response.json())).resolves.toEqual({
        sub: 'user-1',
        username: 'alice',
        clientId: 'client-1',
        tokenUse: 'access',
        sessionId: 'session-1',
        authTime: NOW - 60,
        expiresAt: NOW + 3600,
        scopes: ['openid', 'orders/read'],
        groups: ['a b', 'c,d'],
      });
    });

    it('answers in JSON, says nothing of why, and lets nobody cache it', async () => {
      const response = await get('/session', bearer({ origin_jti: 'signed-out' }));

      expect(response.headers.get('content-type')).toMatch(/^application\/json/);
      expect(response.headers.get('cache-control')).toBe('no-store');
      await expect(response.text()).resolves.toBe('{"message":"Unauthorized"}');
    });

    it('rejects a session on the very next request after its sign-out', async () => {
      const token = bearer({ origin_jti: name });
      await expect(answerTo('/session', token)).resolves.toEqual(OK);
      await verification.revoke({ kind: 'session' }, `session#${name}`);

      await expect(answerTo('/session', token)).resolves.toEqual(INVALID);
    });

    if (name !== 'Request') {
      it('wants the scope and the group of a route', async () => {
        const scoped = bearer({ scope: 'orders/read', 'cognito:groups': ['staff'] });
        const lacksScope = [403, 'Bearer error="insufficient_scope", scope="orders/read"', null];

        await expect(answerTo('/orders', scoped)).resolves.toEqual(OK);
        await expect(answerTo('/orders', bearer({}))).resolves.toEqual(lacksScope);
        await expect(answerTo('/admin', bearer({}))).resolves.toEqual(OK);
        await expect(answerTo('/admin', scoped)).resolves.toEqual([403, 'Bearer error="insufficient_scope"', null]);
        await expect(answerTo('/admin')).resolves.toEqual(NO_CREDENTIAL);
      });
    }

    it('says 503 if the table can’t be read, and serves again once it can', async () => {
      verification.breakTable(true);
      const answers = [await answerTo('/session', bearer({})), await answerTo('/session', 'Bearer abc')];
      verification.breakTable(false);

      expect(answers).toEqual([UNAVAILABLE, INVALID]);
      await expect(answerTo('/session', bearer({}))).resolves.toEqual(OK);
    });

    it('says 503 if a key can’t be fetched', async () => {
      verification.keyServer.status = 503;
      const answer = await answerTo('/session', `Bearer ${sign(accessPayload(), createSigningKey('key-2'))}`);
      verification.keyServer.status = 200;

      expect(answer).toEqual(UNAVAILABLE);
    });
  },
);
