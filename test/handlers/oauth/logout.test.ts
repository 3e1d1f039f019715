import { RevocationError } from '../../../lambda/core/errors';
import { API, createLogoutWorld, DONE, HOME, LOGIN, OUT, type LogoutWorld } from '../../support/logout';
import {
  accessPayload,
  base64url,
  createSigningKey,
  idPayload,
  machinePayload,
  POOL,
  sign,
} from '../../support/tokens';

const SESSION = `${POOL}#session#session-1`;
const LONG_AGO = { iat: 1_700_000_000, auth_time: 1_700_000_000, exp: 1_700_003_600 };
const UNAVAILABLE = {
  status: 503,
  location: undefined,
  cookies: [],
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '1' },
  body: '{"error":"temporarily_unavailable"}',
};
let world: LogoutWorld;

const recorded = () => [...world.revocations.records.keys()];
const hint = (claims: Record<string, unknown> = {}) => world.token(idPayload(claims));
const refusal = (error_description: string) => ({
  status: 400,
  location: undefined,
  cookies: [],
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({ error: 'invalid_request', error_description }),
});

afterEach(() => world.stop());

describe('/oauth2/logout where there is no managed login', () => {
  beforeEach(async () => {
    world = await createLogoutWorld({ hasManagedLogin: false });
  });

  it.each(['get', 'post'] as const)(
    'records the session, and sends the browser back with its state: %s',
    async (by) => {
      const answer = await world[by]({ id_token_hint: hint(), post_logout_redirect_uri: OUT, state: 'a b&c' });

      expect(answer).toEqual({
        status: 302,
        location: `${OUT}?state=a%20b%26c`,
        cookies: [],
        headers: { location: `${OUT}?state=a%20b%26c`, 'cache-control': 'no-store' },
        body: '',
      });
      expect(recorded()).toEqual([SESSION]);
      expect(world.revocations.records.get(SESSION)?.audit).toMatchObject({
        actor: 'user-1',
        reason: 'logout',
        requestId: 'request-1',
      });
      expect(world.telemetry.signOuts).toMatchObject([{ outcome: 'signed_out' }]);
    },
  );

  it('sends it back to the character, if there is no state', async () => {
    const { location } = await world.get({ id_token_hint: hint(), post_logout_redirect_uri: OUT });

    expect(location).toBe(OUT);
  });

  it.each([
    ['https://app.example.com/out?from=us', 'https://app.example.com/out?from=us&state=1'],
    ['https://app.example.com/out?', 'https://app.example.com/out?state=1'],
    ['https://app.example.com/out?a&', 'https://app.example.com/out?a&state=1'],
    ['myapp://out', 'myapp://out?state=1'],
    ['https://app.example.com/aus/tschüß', 'https://app.example.com/aus/tsch%C3%BC%C3%9F?state=1'],
  ])('adds the state to any registered URL: %s', async (uri, location) => {
    world.clients.clients.set('client-1', { logoutUrls: [uri], usesManagedLogin: false });

    await expect(
      world.get({ id_token_hint: hint(), post_logout_redirect_uri: uri, state: '1' }),
    ).resolves.toMatchObject({ status: 302, location });
  });

  it('signs out and sends the browser nowhere, if it was not said where to', async () => {
    await expect(world.get({ id_token_hint: hint(), state: 'x' })).resolves.toEqual({
      status: 200,
      location: undefined,
      cookies: [],
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: '{}',
    });
    expect(recorded()).toEqual([SESSION]);
  });

  it('takes a hint that has expired, and one of a session that is signed out already, which costs no write', async () => {
    const now = Math.floor(Date.now() / 1000);
    const expired = hint({ iat: now - 7200, auth_time: now - 7200, exp: now - 3600 });
    for (const id_token_hint of [expired, expired, hint({ auth_time: now - 7200 })]) {
      await expect(world.get({ id_token_hint, post_logout_redirect_uri: OUT })).resolves.toMatchObject({ status: 302 });
    }

    expect(recorded()).toEqual([SESSION]);
    expect(world.revocations.writes).toBe(1);
  });

  it('writes nothing for a hint that is so old that nothing of its session lives', async () => {
    const answer = await world.get({ id_token_hint: hint(LONG_AGO), post_logout_redirect_uri: OUT });

    expect(answer).toMatchObject({ status: 302, location: OUT });
    expect(recorded()).toEqual([]);
    expect(world.telemetry.signOuts).toMatchObject([{ outcome: 'nothing_to_sign_out' }]);
  });

  it('goes by the client of the hint: its URLs are the ones that count', async () => {
    const id_token_hint = hint({ aud: 'client-2' });

    await expect(world.get({ id_token_hint, post_logout_redirect_uri: 'myapp://out' })).resolves.toMatchObject({
      location: 'myapp://out',
    });
    await expect(world.get({ id_token_hint, post_logout_redirect_uri: OUT })).resolves.toMatchObject({ status: 400 });
  });

  it('ignores what it does not know, and what has no value', async () => {
    const parameters = { id_token_hint: hint(), logout_hint: 'alice', ui_locales: 'de', client_id: '', state: '' };

    await expect(world.get({ ...parameters, post_logout_redirect_uri: OUT })).resolves.toMatchObject({ location: OUT });
  });

  it.each(['id_token_hint', 'client_id', 'post_logout_redirect_uri', 'state', 'unknown'])(
    'refuses a parameter that is repeated, though it were the same: %s',
    async (name) => {
      const once: Record<string, string> = {
        id_token_hint: hint(),
        client_id: 'client-1',
        post_logout_redirect_uri: OUT,
        state: '1',
        unknown: 'x',
      };
      const twice: [string, string][] = [...Object.entries(once), [name, once[name] ?? '']];
      const refused = refusal('a parameter must not be repeated');

      await expect(world.get(twice)).resolves.toEqual(refused);
      await expect(world.post(twice)).resolves.toEqual(refused);
      await expect(world.post(once, new URLSearchParams([[name, 'other']]).toString())).resolves.toEqual(refused);
      expect(recorded()).toEqual([]);
    },
  );

  it('refuses a form that is over 10 KB', async () => {
    await expect(world.post({ id_token_hint: 'x'.repeat(10_240) })).resolves.toEqual(
      refusal('the body must not be over 10 KB'),
    );
  });

  it('refuses a request that says neither whose session nor which client', async () => {
    const refused = refusal('id_token_hint is missing, and client_id is missing');

    await expect(world.get('')).resolves.toEqual(refused);
    await expect(world.get({ post_logout_redirect_uri: OUT, state: '1' })).resolves.toEqual(refused);
  });

  it.each(['get', 'post'] as const)(
    'signs nothing out without a hint, and sends a client’s browser back: %s',
    async (by) => {
      await expect(
        world[by]({ client_id: 'client-1', post_logout_redirect_uri: OUT, state: '1' }),
      ).resolves.toMatchObject({ status: 302, location: `${OUT}?state=1` });
      await expect(world[by]({ client_id: 'client-1' })).resolves.toMatchObject({ status: 200, body: '{}' });
      expect(recorded()).toEqual([]);
      expect(world.telemetry.signOuts).toMatchObject([
        { outcome: 'nothing_to_sign_out' },
        { outcome: 'nothing_to_sign_out' },
      ]);
    },
  );

  it('refuses a client that is not accepted', async () => {
    await expect(world.get({ client_id: 'client-9', post_logout_redirect_uri: OUT })).resolves.toEqual(
      refusal('client_id is not one of the accepted app clients'),
    );
  });

  it('refuses a client that is not the hint’s', async () => {
    for (const client_id of ['client-2', 'client-9', 'CLIENT-1', 'client-1 ', 'client-1,client-2']) {
      await expect(world.get({ id_token_hint: hint(), client_id, post_logout_redirect_uri: OUT })).resolves.toEqual(
        refusal('client_id must be the client that id_token_hint was issued to'),
      );
    }
    expect(recorded()).toEqual([]);
  });

  it.each(['client-1', 'client-9', undefined])(
    'refuses a hint of a client that is not accepted, client_id %p',
    async (id) => {
      const parameters = { id_token_hint: hint({ aud: 'client-9' }), post_logout_redirect_uri: OUT };

      await expect(world.get({ ...parameters, ...(id !== undefined && { client_id: id }) })).resolves.toEqual(
        refusal('id_token_hint was issued to a client that is not accepted here'),
      );
      expect(recorded()).toEqual([]);
    },
  );

  const stranger = createSigningKey('key-1');
  const HINTS: [string, () => string][] = [
    ['forged', () => sign(idPayload(), stranger)],
    ['altered', () => hint().replace(/\.[^.]+\./, `.${base64url(JSON.stringify(idPayload({ sub: 'user-2' })))}.`)],
    ['unsigned', () => `${base64url('{"alg":"none"}')}.${base64url(JSON.stringify(idPayload()))}.`],
    ['signed by the public key', () => sign(idPayload(), stranger, { alg: 'HS256' })],
    ['of a foreign pool', () => hint({ iss: 'https://cognito-idp.us-east-1.amazonaws.com/us-east-1_Other' })],
    ['of another issuer', () => hint({ iss: 'https://example.com' })],
    ['an access token', () => world.token(accessPayload())],
    ['a machine’s token', () => world.token(machinePayload())],
    ['of no known use', () => hint({ token_use: 'logout' })],
    ['without a user', () => hint({ sub: undefined })],
    ['a refresh token', () => 'eyJjdHkiOiJKV1QifQ.a.b.c.d'],
    ['no token at all', () => 'alice'],
    ['too long to be looked at', () => `${hint()}.`.padEnd(9000, 'x')],
  ];

  it.each(HINTS)('signs nothing out by a hint that is not valid: %s', async (_, make) => {
    const id_token_hint = make();
    const refused = await world.post({ id_token_hint, post_logout_redirect_uri: OUT });

    expect(refused).toEqual(refusal('id_token_hint is not an ID token of this user pool, and client_id is missing'));
    // As if there were none: the client alone is known then.
    await expect(
      world.post({ id_token_hint, client_id: 'client-1', post_logout_redirect_uri: OUT }),
    ).resolves.toMatchObject({ status: 302, location: OUT });
    expect(recorded()).toEqual([]);
    expect(JSON.stringify(world.telemetry.signOuts)).not.toContain(id_token_hint);
  });

  it('signs nothing out by a hint of no session, as its client had token revocation off, and goes by its client', async () => {
    const id_token_hint = hint({ origin_jti: undefined });

    await expect(world.get({ id_token_hint, post_logout_redirect_uri: OUT, state: '1' })).resolves.toMatchObject({
      status: 302,
      location: `${OUT}?state=1`,
    });
    await expect(
      world.get({ id_token_hint, client_id: 'client-2', post_logout_redirect_uri: 'myapp://out' }),
    ).resolves.toEqual(refusal('client_id must be the client that id_token_hint was issued to'));
    expect(recorded()).toEqual([]);
    expect(world.telemetry.signOuts).toMatchObject([
      { outcome: 'nothing_to_sign_out' },
      { outcome: 'invalid_request' },
    ]);
  });

  it.each<[string, () => void]>([
    ['the record fails', () => (world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down'))],
    ['the client can’t be looked up', () => (world.clients.isDown = true)],
    ['the keys can’t be fetched', () => (world.keyServer.status = 500)],
    ['nobody expected it', () => (world.revocations.fault = new TypeError('bug'))],
  ])('answers 503 and sends the browser nowhere, if %s', async (_, breaks) => {
    breaks();

    await expect(world.get({ id_token_hint: hint(), post_logout_redirect_uri: OUT, state: '1' })).resolves.toEqual(
      UNAVAILABLE,
    );
    expect(recorded()).toEqual([]);
    expect(world.telemetry.faults).toHaveLength(1);
    expect(world.telemetry.signOuts).toEqual([]);
  });

  it('ends that session, and no other', async () => {
    await world.get({ id_token_hint: hint({ origin_jti: 'phone' }) });
    await world.get({ id_token_hint: hint({ origin_jti: 'laptop' }) });

    expect(recorded()).toEqual([`${POOL}#session#phone`, `${POOL}#session#laptop`]);
  });
});

describe('/oauth2/logout where there is managed login', () => {
  beforeEach(async () => {
    world = await createLogoutWorld({ hasManagedLogin: true });
  });

  const managedLogout = (logoutUri: string) => {
    const url = new URL('/logout', LOGIN);
    url.search = `client_id=client-1&logout_uri=${encodeURIComponent(logoutUri)}`;
    return url.href;
  };

  it('records the session, and sends the browser there, to come back to the client', async () => {
    await expect(world.get({ id_token_hint: hint(), post_logout_redirect_uri: OUT })).resolves.toMatchObject({
      status: 302,
      location: managedLogout(OUT),
      cookies: [],
    });
    expect(recorded()).toEqual([SESSION]);
  });

  it('has it come back to the owner’s first URL, if it was not said where to', async () => {
    for (const parameters of [{ id_token_hint: hint() }, { client_id: 'client-1', state: 'x' }]) {
      await expect(world.get(parameters)).resolves.toMatchObject({ location: managedLogout(HOME), cookies: [] });
    }
  });

  it('has it come back here, if there is a state to return', async () => {
    const { status, location, cookies } = await world.get({
      id_token_hint: hint(),
      post_logout_redirect_uri: OUT,
      state: 'a b;c',
    });

    expect([status, location]).toEqual([302, managedLogout(DONE)]);
    expect(cookies).toEqual([
      `__Host-logout-return=client_id=client-1&uri=${encodeURIComponent(OUT)}&state=a+b%3Bc; Max-Age=600; Path=/; Secure; HttpOnly; SameSite=Lax`,
    ]);
    expect(recorded()).toEqual([SESSION]);
  });

  it('ends the browser’s cookie for a client, without a hint', async () => {
    await expect(world.get({ client_id: 'client-1', post_logout_redirect_uri: OUT })).resolves.toMatchObject({
      location: managedLogout(OUT),
    });
    expect(recorded()).toEqual([]);
  });

  it('goes straight back to a client without OAuth flows, which managed login refuses', async () => {
    const id_token_hint = hint({ aud: 'client-2' });

    await expect(
      world.get({ id_token_hint, post_logout_redirect_uri: 'myapp://out', state: '1' }),
    ).resolves.toMatchObject({ status: 302, location: 'myapp://out?state=1', cookies: [] });
    await expect(world.get({ id_token_hint })).resolves.toMatchObject({ status: 200 });
  });

  it('says what to register, if there is a state and managed login would not send browsers here', async () => {
    world.clients.clients.set('client-1', { logoutUrls: [OUT], usesManagedLogin: true });

    await expect(world.get({ id_token_hint: hint(), post_logout_redirect_uri: OUT, state: '1' })).resolves.toEqual(
      refusal(`state can come back only if ${API}/oauth2/logout/done is one of the sign-out URLs of the client`),
    );
    expect(recorded()).toEqual([]);
  });

  it.each([
    ['x'.repeat(2048), 'x'.repeat(2049)],
    // As it stands in an address.
    [' '.repeat(682), ' '.repeat(683)],
  ])('refuses a state that an address may not hold, and records nothing', async (longest, tooLong) => {
    const parameters = { id_token_hint: hint(), post_logout_redirect_uri: OUT };

    await expect(world.post({ ...parameters, state: tooLong })).resolves.toEqual(refusal('state is too long'));
    expect(recorded()).toEqual([]);
    await expect(world.post({ ...parameters, state: longest })).resolves.toMatchObject({ status: 302 });
  });

  it('refuses a state that no cookie can hold beside the sign-out URL', async () => {
    const long = `${OUT}?${'&'.repeat(600)}`;
    const client = { logoutUrls: [long, `${API}/oauth2/logout/done`], usesManagedLogin: true };
    world.clients.clients.set('client-1', client);
    const parameters = { id_token_hint: hint(), post_logout_redirect_uri: long };

    await expect(world.post({ ...parameters, state: 'x'.repeat(2048) })).resolves.toEqual(refusal('state is too long'));
    await expect(world.post({ ...parameters, state: 'x'.repeat(1000) })).resolves.toMatchObject({ status: 302 });
  });

  it.each<[string, () => void]>([
    ['the record fails', () => (world.revocations.fault = new RevocationError('revocation_store_unavailable', 'down'))],
    ['the client can’t be looked up', () => (world.clients.isDown = true)],
  ])('answers 503 without a redirect and without a cookie, if %s', async (_, breaks) => {
    breaks();

    await expect(world.get({ id_token_hint: hint(), post_logout_redirect_uri: OUT, state: '1' })).resolves.toEqual(
      UNAVAILABLE,
    );
  });
});
