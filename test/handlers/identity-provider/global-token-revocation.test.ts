import { createHmac } from 'node:crypto';

import { RevocationError } from '../../../lambda/core/errors';
import { createGlobalTokenRevocation } from '../../../lambda/handlers/identity-provider/global-token-revocation';
import { event } from '../../support/events';
import {
  assertionPayload,
  CORP,
  createProviderWorld,
  logoutPayload,
  OKTA,
  OKTA_CLIENT,
  REVOCATION_URL,
  T,
  type ProviderWorld,
} from '../../support/identity-provider';
import { accessPayload, base64url, createSigningKey, POOL, sign } from '../../support/tokens';

type Request = Parameters<ReturnType<typeof createGlobalTokenRevocation>>[0];

let world: ProviderWorld;

beforeEach(async () => {
  world = await createProviderWorld();
});

afterEach(async () => {
  await world.stop();
});

async function answerTo(token: string, body?: object | string) {
  const request = event<Request>('http-global-token-revocation', token);
  const {
    statusCode,
    headers,
    body: answered,
  } = await createGlobalTokenRevocation(world.dependencies)({
    ...request,
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  expect(headers).toMatchObject({ 'cache-control': 'no-store' });
  return { statusCode, headers, ...(answered !== undefined && { body: JSON.parse(answered) as object }) };
}

const statusOf = async (token: string, body?: object | string) => (await answerTo(token, body)).statusCode;
const subject = (sub_id: object) => ({ sub_id });
const BY_EMAIL = subject({ format: 'email', email: 'alice@example.com' });

describe('POST /oauth2/global-token-revocation', () => {
  it('ends all sessions of the user, by a record that says who asked, and then at Cognito', async () => {
    await expect(answerTo(world.assertion())).resolves.toEqual({
      statusCode: 204,
      headers: { 'cache-control': 'no-store' },
    });
    expect(world.revocations.records.get(`${POOL}#user#user-1`)).toEqual({
      revocation: expect.objectContaining({ tokensValidAfter: T }) as object,
      audit: {
        revokedAt: T,
        initiatedBy: 'event',
        actor: 'https://acme.okta.com (Okta)',
        reason: 'global token revocation',
        requestId: 'request-1',
      },
    });
    expect(world.userPool.calls).toEqual(['globalSignOut user-1 Okta_00u1']);
    expect(world.telemetry.signOuts).toEqual([{ outcome: 'signed_out' }]);
    expect(world.keyServer.requests).toEqual(['/okta']);
  });

  it('answers when nobody who signs in from then on is covered', async () => {
    await answerTo(world.assertion());

    expect(world.clock.waits).toEqual([(T + 1) * 1000 + 100]);
  });

  it('has recorded it before Cognito is asked', async () => {
    world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down');

    await expect(answerTo(world.assertion())).resolves.toMatchObject({
      statusCode: 503,
      headers: { 'retry-after': '1' },
      body: { error: 'temporarily_unavailable' },
    });
    expect(world.userPool.calls).toEqual([]);
    expect(world.telemetry.faults).toHaveLength(1);
  });

  it('is no success if Cognito has not ended them: the record stands, and the same request may be sent again', async () => {
    world.userPool.isDown = true;
    await expect(statusOf(world.assertion())).resolves.toBe(503);
    expect(world.signedOut()).toEqual({ 'user-1': T });

    world.userPool.isDown = false;
    await expect(statusOf(world.assertion())).resolves.toBe(204);
    expect(world.userPool.calls).toHaveLength(2);
  });
});

describe('the user', () => {
  it.each([
    ['by issuer and subject', { format: 'iss_sub', iss: OKTA, sub: '00u1' }],
    ['by issuer and subject, in another case than the pool has', { format: 'iss_sub', iss: OKTA, sub: '00U1' }],
    ['by e-mail', { format: 'email', email: 'alice@example.com' }],
    ['by e-mail, in another case', { format: 'email', email: 'Alice@Example.com' }],
    ['by the id that the user has here', { format: 'opaque', id: 'user-1' }],
  ])('is named %s, and nobody else of that address or name is signed out', async (_, sub_id) => {
    await expect(statusOf(world.assertion(), subject(sub_id))).resolves.toBe(204);
    expect(world.signedOut()).toEqual({ 'user-1': T });
  });

  it('is named under `subject` too, as in the first drafts', async () => {
    const sub_id = { format: 'email', email: 'alice@example.com' };

    await expect(statusOf(world.assertion(), { subject: sub_id })).resolves.toBe(204);
    await expect(statusOf(world.assertion({ jti: '2' }), { subject: sub_id, sub_id })).resolves.toBe(400);
  });

  it.each([
    ['of another provider', { format: 'opaque', id: 'user-2' }],
    ['who only has a password', { format: 'opaque', id: 'user-3' }],
    ['whom nobody knows', { format: 'opaque', id: 'user-9' }],
    ['whom nobody knows, by subject', { format: 'iss_sub', iss: OKTA, sub: '00u9' }],
    ['whose name Cognito could not have', { format: 'iss_sub', iss: OKTA, sub: 'a b' }],
    ['whose address nobody has', { format: 'email', email: 'bob@example.com' }],
  ])('%s is unknown', async (_, sub_id) => {
    await expect(answerTo(world.assertion(), subject(sub_id))).resolves.toMatchObject({
      statusCode: 404,
      body: { error: 'unknown_user' },
    });
    expect(world.signedOut()).toEqual({});
    expect(world.userPool.calls).toEqual([]);
  });

  it('of this provider alone is unknown to another', async () => {
    const corp = (claims: object) => sign(assertionPayload({ iss: CORP, sub: 'app-1', ...claims }), world.corpKey);

    await expect(statusOf(corp({ jti: 'a' }), subject({ format: 'opaque', id: 'user-1' }))).resolves.toBe(404);
    await expect(statusOf(corp({ jti: 'b' }), BY_EMAIL)).resolves.toBe(204);
    expect(world.signedOut()).toEqual({ 'user-2': T });
  });

  it('who has chosen the name of a federated one is not taken for them', async () => {
    world.users.users.length = 0;
    const name = { username: 'Okta_00u1', email: undefined };
    world.users.users.push({ ...name, sub: 'squatter', identities: [] });
    await expect(statusOf(world.assertion())).resolves.toBe(404);

    // Not even if the provider signs them in, under another name.
    world.users.users[0] = { ...name, sub: 'squatter', identities: [{ providerName: 'Okta', userId: '00u2' }] };
    await expect(statusOf(world.assertion({ jti: '2' }))).resolves.toBe(404);
    expect(world.signedOut()).toEqual({});
  });

  it('to whom the provider’s is linked is signed out, as whom they are signed in', async () => {
    const identities = [
      { providerName: 'Corp', userId: '7' },
      { providerName: 'Okta', userId: '00u7' },
    ];
    world.users.users.push({ sub: 'user-7', username: 'grace', email: 'grace@example.com', identities });
    world.users.linked.set('Okta_00u7', 'grace');

    await expect(statusOf(world.assertion(), subject({ format: 'iss_sub', iss: OKTA, sub: '00u7' }))).resolves.toBe(
      204,
    );
    await expect(
      statusOf(world.assertion({ jti: '2' }), subject({ format: 'email', email: 'grace@example.com' })),
    ).resolves.toBe(204);
    expect(Object.keys(world.signedOut())).toEqual(['user-7']);
    expect(world.userPool.calls).toEqual(['globalSignOut user-7 grace', 'globalSignOut user-7 grace']);
  });

  it('may be several, if they have one address: all of the provider’s are signed out', async () => {
    for (let i = 10; i < 32; i++)
      world.users.federate('Okta', `00u${String(i)}`, `user-${String(i)}`, 'alice@example.com');
    await expect(statusOf(world.assertion(), BY_EMAIL)).resolves.toBe(204);
    expect(Object.keys(world.signedOut())).toHaveLength(23);
    expect(world.signedOut()).not.toHaveProperty('user-2');
  });

  it('may not be so many that nobody could wait for it: then none is signed out', async () => {
    for (let i = 10; i < 33; i++)
      world.users.federate('Okta', `00u${String(i)}`, `user-${String(i)}`, 'alice@example.com');

    await expect(answerTo(world.assertion(), BY_EMAIL)).resolves.toMatchObject({
      statusCode: 422,
      body: { error: 'too_many_users', error_description: 'more than 25 users have that address' },
    });
    expect(world.signedOut()).toEqual({});
  });

  it('can’t be looked up while Cognito can’t be asked', async () => {
    world.users.isDown = true;

    await expect(statusOf(world.assertion())).resolves.toBe(503);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no object', 'null'],
    ['no subject', {}],
    ['a list', []],
    ['an unknown format', subject({ format: 'phone_number', phone_number: '+1' })],
    ['no format', subject({ email: 'alice@example.com' })],
    ['a text', { sub_id: 'alice@example.com' }],
    ['no address', subject({ format: 'email' })],
    ['an address that is none', subject({ format: 'email', email: 'alice' })],
    ['an address that is a filter', subject({ format: 'email', email: 'a"@b' })],
    ['an address that is too long', subject({ format: 'email', email: `${'a'.repeat(250)}@b.example` })],
    ['no issuer', subject({ format: 'iss_sub', sub: '00u1' })],
    ['no subject of the issuer', subject({ format: 'iss_sub', iss: OKTA, sub: 7 })],
    ['an id that is a filter', subject({ format: 'opaque', id: 'a" or "' })],
    ['an id that is empty', subject({ format: 'opaque', id: '' })],
  ])('must be named, and not by %s', async (_, body) => {
    await expect(answerTo(world.assertion(), body)).resolves.toMatchObject({
      statusCode: 400,
      body: { error: 'invalid_request' },
    });
    expect(world.signedOut()).toEqual({});
  });
});

describe('who asks', () => {
  const hs256 = (publicKey: string) => {
    const input = `${base64url(JSON.stringify({ alg: 'HS256', kid: 'okta-1', typ: 'JWT' }))}.${base64url(JSON.stringify(assertionPayload()))}`;
    return `${input}.${createHmac('sha256', publicKey).update(input).digest('base64url')}`;
  };
  const none = () => {
    const input = `${base64url(JSON.stringify({ alg: 'none', kid: 'okta-1' }))}.${base64url(JSON.stringify(assertionPayload()))}`;
    return [`${input}.`, `${input}.AAAA`];
  };

  it.each<[string, (w: ProviderWorld) => string]>([
    ['nobody', () => ''],
    ['no JWT', () => 'abc'],
    ['another issuer', (w) => w.assertion({ iss: 'https://evil.example.com' })],
    ['an issuer that is spelled otherwise', (w) => w.assertion({ iss: `${OKTA}/` })],
    ['no issuer', (w) => w.assertion({ iss: undefined })],
    ['another provider in this one’s name', (w) => sign(assertionPayload(), w.corpKey)],
    ['this one in another provider’s name', (w) => sign(assertionPayload({ iss: CORP }), w.key)],
    ['somebody with a key of that name', () => sign(assertionPayload(), createSigningKey('okta-1'))],
    ['somebody with a key that nobody has seen', () => sign(assertionPayload(), createSigningKey('okta-9'))],
    ['somebody who names no key', (w) => w.assertion({}, { kid: undefined })],
    ['nobody who has signed', () => none()[0] ?? ''],
    ['somebody who says that none has to sign', () => none()[1] ?? ''],
    [
      'somebody who has signed with the public key',
      (w) => hs256(w.key.publicKey.export({ type: 'spki', format: 'pem' }).toString()),
    ],
    [
      'somebody who means another address',
      (w) => w.assertion({ aud: 'https://other.example.com/oauth2/global-token-revocation' }),
    ],
    ['somebody who means an address that begins alike', (w) => w.assertion({ aud: `${REVOCATION_URL}/` })],
    ['somebody who means nobody', (w) => w.assertion({ aud: undefined })],
    ['somebody who means several others', (w) => w.assertion({ aud: [`${REVOCATION_URL}2`, 'x'] })],
    ['somebody with an id too long to be kept', (w) => w.assertion({ jti: 'x'.repeat(257) })],
    ['a logout token', (w) => w.logoutToken()],
    ['a logout token that names this address', (w) => w.logoutToken({ aud: REVOCATION_URL })],
    ['a logout token that does not say so', (w) => w.logoutToken({ aud: REVOCATION_URL }, { typ: undefined })],
    ['an ID token that names this address', (w) => w.assertion({ nonce: 'n' }, { typ: 'JWT' })],
    ['an access token that names this address', (w) => w.assertion({}, { typ: 'at+jwt' })],
    ['a token whose type is no text', (w) => w.assertion({}, { typ: 7 })],
    ['a token of Cognito’s', () => sign(accessPayload(), createSigningKey('pool'))],
    ['a token that is too long', (w) => w.assertion({ pad: 'x'.repeat(16_384) })],
  ])('is not %s', async (_, token) => {
    await expect(answerTo(token(world))).resolves.toMatchObject({
      statusCode: 401,
      headers: { 'www-authenticate': 'Bearer error="invalid_token"' },
      body: { error: 'invalid_token', error_description: expect.any(String) as string },
    });
    expect(world.revocations.records.size).toBe(0);
    expect(world.userPool.calls).toEqual([]);
    expect(world.telemetry.faults).toEqual([]);
  });

  it.each(['jti', 'iss', 'sub', 'aud', 'iat', 'exp'])('must say its %s', async (claim) => {
    await expect(statusOf(world.assertion({ [claim]: undefined }))).resolves.toBe(401);
    await expect(statusOf(world.assertion({ [claim]: '' }))).resolves.toBe(401);
    await expect(statusOf(world.assertion({ nbf: undefined }))).resolves.toBe(204);
  });

  it.each([
    ['written by Okta', 'global-token-revocation+jwt'],
    ['written in full, in whatever case', 'Application/Global-Token-Revocation+JWT'],
    ['of any JWT', 'JWT'],
    ['left out, as in the draft', undefined],
  ])('may have a type that is %s', async (_, typ) => {
    await expect(statusOf(world.assertion({}, { typ }))).resolves.toBe(204);
  });

  it('may mean others as well', async () => {
    await expect(statusOf(world.assertion({ aud: ['https://other.example.com', REVOCATION_URL] }))).resolves.toBe(204);
  });

  it('may not ask for another of its apps', async () => {
    await expect(answerTo(world.assertion({ sub: 'another-app' }))).resolves.toMatchObject({
      statusCode: 403,
      body: {
        error: 'access_denied',
        error_description: 'sub of the JWT must be the clientId of the identity provider',
      },
    });
    expect(world.signedOut()).toEqual({});
  });

  it.each([CORP, 'urn:corp:saml', `${OKTA}/`])('may not name a user of another issuer: %s', async (iss) => {
    await expect(statusOf(world.assertion(), subject({ format: 'iss_sub', iss, sub: '00u1' }))).resolves.toBe(403);
    expect(world.signedOut()).toEqual({});
  });

  it('names its users by what it calls itself to them', async () => {
    const asked = (jti: string, iss: string) =>
      statusOf(
        sign(assertionPayload({ iss: CORP, sub: 'app-1', jti }), world.corpKey),
        subject({ format: 'iss_sub', iss, sub: '00u1' }),
      );

    await expect(asked('a', CORP)).resolves.toBe(403);
    await expect(asked('b', 'urn:corp:saml')).resolves.toBe(204);
    expect(world.signedOut()).toEqual({ 'user-2': T });
  });
});

describe('when', () => {
  const at = (milliseconds: number) => {
    world.clock.time = milliseconds;
  };

  it.each([
    ['a millisecond before it expires', (T + 300) * 1000 - 1, 204],
    ['as it expires', (T + 300) * 1000, 401],
    ['a second later', (T + 301) * 1000, 401],
    ['a second before its time, by our clock', (T - 1) * 1000, 204],
    ['5 s before its time', (T - 5) * 1000, 204],
    ['more than that before its time', (T - 5) * 1000 - 1, 401],
  ])('it comes %s, the answer is', async (_, time, status) => {
    at(time);

    await expect(statusOf(world.assertion({ nbf: undefined }))).resolves.toBe(status);
  });

  it.each([
    ['five minutes, and as much as clocks may differ', (T + 305) * 1000, 204],
    ['more than that', (T + 305) * 1000 + 1, 401],
  ])('it is %s old, the answer is, however long it would live', async (_, time, status) => {
    at(time);

    await expect(statusOf(world.assertion({ exp: T + 86_400 }))).resolves.toBe(status);
  });

  it('it is not to be used yet, it is not', async () => {
    await expect(statusOf(world.assertion({ nbf: T + 6 }))).resolves.toBe(401);
    await expect(statusOf(world.assertion({ nbf: T + 5 }))).resolves.toBe(204);
  });

  it.each([
    ['on time', 0, T],
    ['from a clock that is ahead: it ends nothing that begins later', 4, T],
    ['from a clock that is behind: it ends what began before it came', -4, T],
    ['late: it ends what began up to 5 s after it was asked for', -60, T - 55],
  ])('it comes %s', async (_, difference, cutOff) => {
    await expect(statusOf(world.assertion({ iat: T + difference }))).resolves.toBe(204);
    expect(world.signedOut()).toEqual({ 'user-1': cutOff });
    expect(world.userPool.calls).toHaveLength(1);
  });

  it('it comes again, it is refused, and ends no newer sign-in', async () => {
    await answerTo(world.assertion());
    at((T + 60) * 1000);

    await expect(answerTo(world.assertion())).resolves.toMatchObject({
      statusCode: 401,
      body: { error_description: 'the JWT has been used (jti)' },
    });
    expect(world.signedOut()).toEqual({ 'user-1': T });
    expect(world.userPool.calls).toHaveLength(1);
  });

  it('it comes again with another user in it, that one is not signed out', async () => {
    world.users.federate('Okta', '00u2', 'user-4');
    await answerTo(world.assertion());

    await expect(statusOf(world.assertion(), subject({ format: 'iss_sub', iss: OKTA, sub: '00u2' }))).resolves.toBe(
      401,
    );
    expect(world.signedOut()).toEqual({ 'user-1': T });
  });

  it.each([
    ['a user whom nobody knows', subject({ format: 'opaque', id: 'user-9' })],
    ['nobody', {}],
  ])('it has named %s, it is used up as well', async (_, body) => {
    await answerTo(world.assertion(), body);

    await expect(statusOf(world.assertion())).resolves.toBe(401);
    expect(world.signedOut()).toEqual({});
  });

  it('another provider’s has the same id, that is another one', async () => {
    await answerTo(world.assertion({ jti: 'same' }));

    await expect(
      statusOf(sign(assertionPayload({ iss: CORP, sub: 'app', jti: 'same' }), world.corpKey), BY_EMAIL),
    ).resolves.toBe(204);
  });

  it('it could not be kept that it was used, it is no success', async () => {
    const update = world.revocations.update.bind(world.revocations);
    jest.spyOn(world.revocations, 'update').mockImplementation((...args) => {
      if (args[0].includes('#token#')) throw new RevocationError('revocation_store_unavailable', 'down');
      return update(...args);
    });

    await expect(statusOf(world.assertion())).resolves.toBe(503);
  });
});

describe('the provider’s keys', () => {
  it('are fetched once, for all that they have signed', async () => {
    for (const jti of ['1', '2', '3']) await expect(statusOf(world.assertion({ jti }))).resolves.toBe(204);

    expect(world.keyServer.requests).toEqual(['/okta']);
  });

  it('are asked for again at most once in 10 s, whatever keys forged tokens name', async () => {
    await answerTo(world.assertion());
    const forged = (kid: string) => sign(assertionPayload(), createSigningKey(kid));
    for (const kid of ['a', 'b', 'c']) await answerTo(forged(kid));
    expect(world.keyServer.requests).toHaveLength(2);

    world.clock.time += 10_000;
    await answerTo(forged('d'));
    expect(world.keyServer.requests).toHaveLength(3);
  });

  it('may be new', async () => {
    await answerTo(world.assertion());
    const key = createSigningKey('okta-2');
    world.keyServer.keys = [key];

    await expect(statusOf(sign(assertionPayload({ jti: '2' }), key))).resolves.toBe(204);
  });

  it('that have been taken back are good for an hour at most', async () => {
    await answerTo(world.assertion());
    world.keyServer.keys = [];
    const later = (seconds: number) => {
      world.clock.time = (T + seconds) * 1000;
      return statusOf(world.assertion({ jti: String(seconds), iat: T + seconds, exp: T + seconds + 300 }));
    };

    await expect(later(3599)).resolves.toBe(204);
    await expect(later(3601)).resolves.toBe(401);
  });

  it.each<[string, (w: ProviderWorld) => void]>([
    ['the server fails', (w) => (w.keyServer.status = 500)],
    [
      'the server is another',
      (w) => {
        w.keyServer.isUntrusted();
      },
    ],
    ['the server has none', (w) => (w.keyServer.status = 404)],
    ['the server sends us elsewhere', (w) => (w.keyServer.status = 302)],
    ['they are none', (w) => (w.keyServer.body = '{"keys":[{"kid":"okta-1","kty":"RSA"}]}')],
    ['they are not to be read', (w) => (w.keyServer.body = 'a page')],
    ['they are too long', (w) => (w.keyServer.body = `{"keys":[],"pad":"${'x'.repeat(256 * 1024)}"}`)],
  ])('can’t be known if %s: nobody is refused or signed out for that', async (_, fail) => {
    fail(world);

    await expect(statusOf(world.assertion())).resolves.toBe(503);
    expect(world.telemetry.faults).toEqual([expect.objectContaining({ code: 'provider_keys_unavailable' })]);
    expect(world.revocations.records.size).toBe(0);
  });

  it('of one provider say nothing of another', async () => {
    await answerTo(sign(assertionPayload({ iss: CORP, sub: 'a', jti: 'a' }), world.corpKey), BY_EMAIL);

    expect(world.keyServer.requests).toEqual(['/corp']);
  });

  it('are not those of OpenID Connect’s logout: a client id is no address', async () => {
    await expect(statusOf(world.assertion({ aud: OKTA_CLIENT }))).resolves.toBe(401);
    await expect(statusOf(sign(logoutPayload({ events: undefined, sub: OKTA_CLIENT }), world.key))).resolves.toBe(401);
  });
});
