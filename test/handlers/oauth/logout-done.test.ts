import { createLogoutWorld, HOME, OUT, sentBack, type LogoutWorld } from '../../support/logout';

const NAME = '__Host-logout-return';
const FORGOTTEN = `${NAME}=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax`;
let world: LogoutWorld;

beforeEach(async () => {
  world = await createLogoutWorld({ hasManagedLogin: true });
});

afterEach(() => world.stop());

const cookie = (parameters: Record<string, string> | [string, string][]) =>
  `${NAME}=${new URLSearchParams(parameters).toString()}`;
const KEPT = { client_id: 'client-1', uri: OUT, state: 'state-1' };

describe('GET /oauth2/logout/done', () => {
  it('sends the browser back to its client with the state, and has it forget that', async () => {
    const { cookies } = await world.get({ client_id: 'client-1', post_logout_redirect_uri: OUT, state: 'a b;c=ü' });
    const answer = await world.done(['session=1', sentBack(cookies), 'theme=dark']);

    expect(answer).toEqual({
      status: 302,
      location: `${OUT}?state=a%20b%3Bc%3D%C3%BC`,
      cookies: [FORGOTTEN],
      headers: { location: `${OUT}?state=a%20b%3Bc%3D%C3%BC`, 'cache-control': 'no-store' },
      body: '',
    });
  });

  it('finds the cookie in the header, where a gateway does not take cookies apart', async () => {
    await expect(world.done(undefined, { cookie: `a=1; ${cookie(KEPT)}; b=2` })).resolves.toMatchObject({
      location: `${OUT}?state=state-1`,
    });
  });

  it('returns the state of the sign-out that began last', async () => {
    const first = await world.get({ client_id: 'client-1', post_logout_redirect_uri: OUT, state: 'first' });
    const second = await world.get({ client_id: 'client-1', post_logout_redirect_uri: HOME, state: 'second' });

    expect(sentBack(first.cookies).split('=')[0]).toBe(sentBack(second.cookies).split('=')[0]);
    await expect(world.done([sentBack(second.cookies)])).resolves.toMatchObject({ location: `${HOME}?state=second` });
  });

  it.each<[string, readonly string[] | undefined]>([
    ['none', []],
    ['none at all', undefined],
    ['an empty one', [`${NAME}=`]],
    ['one of another name', [cookie(KEPT).replace(NAME, 'logout-return')]],
    ['one whose name only begins alike', [cookie(KEPT).replace(NAME, `${NAME}2`)]],
    ['one in another case', [cookie(KEPT).replace(NAME, NAME.toLowerCase())]],
    ['two', [cookie(KEPT), cookie({ ...KEPT, uri: HOME })]],
  ])('returns nowhere with no cookie that is certain: %s', async (_, cookies) => {
    await expect(world.done(cookies)).resolves.toEqual({
      status: 400,
      location: undefined,
      cookies: [FORGOTTEN],
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
      body: JSON.stringify({
        error: 'invalid_request',
        error_description: 'there is nothing to return to: the sign-out began elsewhere, or too long ago',
      }),
    });
  });

  it.each<[string, string]>([
    ['another address', cookie({ ...KEPT, uri: 'https://evil.example/' })],
    ['another address of a client', cookie({ ...KEPT, uri: 'myapp://out' })],
    ['an address that only looks registered', cookie({ ...KEPT, uri: `${OUT}/` })],
    ['another address behind the first', cookie([...Object.entries(KEPT), ['uri', 'https://evil.example/']])],
    ['another address before the first', cookie([['uri', 'https://evil.example/'], ...Object.entries(KEPT)])],
    ['another client', cookie({ ...KEPT, client_id: 'client-2' })],
    ['a client that is not accepted', cookie({ ...KEPT, client_id: 'client-9' })],
    ['no client', cookie({ uri: OUT, state: '1' })],
    ['no address', cookie({ client_id: 'client-1', state: '1' })],
    ['no state', cookie({ client_id: 'client-1', uri: OUT })],
    ['something more', cookie({ ...KEPT, more: '1' })],
    ['too much', cookie({ ...KEPT, state: 'x'.repeat(3800) })],
    ['something else', `${NAME}=eyJhbGciOiJub25lIn0`],
  ])('returns nowhere by a cookie that was altered to hold %s', async (_, altered) => {
    const answer = await world.done([altered]);

    expect(answer).toMatchObject({ status: 400, location: undefined, cookies: [FORGOTTEN] });
    expect(JSON.parse(answer.body)).toEqual({
      error: 'invalid_request',
      error_description: 'what to return to is not what was kept, or is no longer a sign-out URL of the client',
    });
  });

  it('checks again: an address that is no longer registered is not returned to', async () => {
    const { cookies } = await world.get({ client_id: 'client-1', post_logout_redirect_uri: OUT, state: '1' });
    world.clients.clients.set('client-1', { logoutUrls: [HOME], usesManagedLogin: true });

    await expect(world.done([sentBack(cookies)])).resolves.toMatchObject({ status: 400, location: undefined });
  });

  it('answers 503 if it can’t check, and leaves the browser its cookie for another time', async () => {
    world.clients.isDown = true;

    await expect(world.done([cookie(KEPT)])).resolves.toEqual({
      status: 503,
      location: undefined,
      cookies: [],
      headers: { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '1' },
      body: '{"error":"temporarily_unavailable"}',
    });
    expect(world.telemetry.faults).toMatchObject([{ code: 'user_pool_unavailable' }]);
    world.clients.isDown = false;
    await expect(world.done([cookie(KEPT)])).resolves.toMatchObject({ status: 302 });
  });
});
