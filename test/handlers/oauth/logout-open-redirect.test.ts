import { createLogoutWorld, DONE, OUT, type LogoutWorld } from '../../support/logout';
import { idPayload } from '../../support/tokens';

/** What only looks like `https://app.example.com/out`, or would be taken for it by somebody. */
const HOSTILE = [
  // Elsewhere.
  'https://evil.example/',
  'https://evil.example/https://app.example.com/out',
  'https://evil.example/?https://app.example.com/out',
  'https://evil.example/#https://app.example.com/out',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  'https:evil.example',
  'https:/evil.example',
  'https:///evil.example',
  // Hosts that begin or end alike.
  'https://app.example.com.evil.example/out',
  'https://app.example.comevil.example/out',
  'https://evil-app.example.com/out',
  'https://xapp.example.com/out',
  'https://app.example.com./out',
  'https://app.example.com:443/out',
  'https://app.example.com:8443/out',
  'https://app。example.com/out',
  'https://app.example.com\u3002evil.example/out',
  'https://аpp.example.com/out',
  'https://xn--pp-8ka.example.com/out',
  'https://app.example\u00ad.com/out',
  // User information.
  'https://app.example.com@evil.example/out',
  'https://app.example.com%40evil.example/out',
  'https://app.example.com:x@evil.example/out',
  'https://evil.example\\@app.example.com/out',
  'https://user@app.example.com/out',
  'https://evil.example%00@app.example.com/out',
  // Backslashes and slashes.
  'https:\\\\app.example.com\\out',
  'https://app.example.com\\out',
  'https://app.example.com\\.evil.example/out',
  'https://app.example.com//out',
  'https://app.example.com/out/',
  'https://app.example.com/out//evil.example',
  // Paths, queries and fragments.
  'https://app.example.com',
  'https://app.example.com/out/..',
  'https://app.example.com/./out',
  'https://app.example.com/x/../out',
  'https://app.example.com/out;x',
  'https://app.example.com/out?',
  'https://app.example.com/out?next=https://evil.example',
  'https://app.example.com/out#',
  'https://app.example.com/out#@evil.example',
  'https://app.example.com/ou',
  'https://app.example.com/outer',
  // Case.
  'HTTPS://app.example.com/out',
  'https://APP.example.com/out',
  'https://app.example.com/OUT',
  // Encodings.
  'https://app.example.com/%6fut',
  'https://app.example.com/o%75t',
  'https://app.example.com%2fout',
  'https%3A%2F%2Fapp.example.com%2Fout',
  'https://app.example.com/out%00',
  'https://app.example.com/out%0d%0aSet-Cookie:x=y',
  'https://app.example.com/out%E2%80%8B',
  // What no URL holds.
  'https://app.example.com/out\r\nLocation: https://evil.example',
  'https://app.example.com/out\n',
  '\thttps://app.example.com/out',
  ' https://app.example.com/out',
  'https://app.example.com/out ',
  'https://app.example.com/out\u0000',
  'https://app.example.com/out\u200b',
  '\ufeffhttps://app.example.com/out',
  'https://app.example.com/out\ufffd',
  // Other schemes.
  'http://app.example.com/out',
  'javascript:location="https://evil.example"//https://app.example.com/out',
  'data:text/html,<script>location="https://evil.example"</script>',
  'myapp://out',
  'app.example.com/out',
  '/out',
  // Several at once.
  'https://app.example.com/out,https://evil.example/',
  'https://app.example.com/out https://evil.example/',
  '["https://app.example.com/out"]',
  '*',
  'undefined',
  // Wildcards of a careless comparison.
  'https://app.example.com/ou.',
  'https://app-example.com/out',
];

describe.each([true, false])('where there is managed login: %p', (hasManagedLogin) => {
  let world: LogoutWorld;

  beforeAll(async () => {
    world = await createLogoutWorld({ hasManagedLogin });
  });

  afterAll(() => world.stop());

  it.each(HOSTILE.map((uri) => [JSON.stringify(uri), uri]))('nobody is sent to %s', async (_, uri) => {
    const hints = [{ id_token_hint: world.token(idPayload()) }, { client_id: 'client-1' }];
    for (const hint of hints) {
      for (const more of [{}, { state: '1' }]) {
        for (const by of ['get', 'post'] as const) {
          const answer = await world[by]({ ...hint, post_logout_redirect_uri: uri, ...more });

          expect(answer).toEqual({
            status: 400,
            location: undefined,
            cookies: [],
            headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
            body: JSON.stringify({
              error: 'invalid_request',
              error_description:
                'post_logout_redirect_uri must be one of the sign-out URLs of the client, to the character',
            }),
          });
        }
      }
    }
    expect([...world.revocations.records.keys()]).toEqual([]);
  });

  it.each([
    ['bytes that are no UTF-8', 'post_logout_redirect_uri=https://app.example.com/out%ff&client_id=client-1'],
    ['half an escape', 'post_logout_redirect_uri=https://app.example.com/out%&client_id=client-1'],
    ['another name', 'post_logout_redirect_uri[]=https://app.example.com/out&client_id[]=client-1'],
    ['brackets', 'post_logout_redirect_uri[0]=https://evil.example&client_id[0]=client-1'],
    ['a name in another case', 'Post_Logout_Redirect_Uri=https://evil.example&CLIENT_ID=client-1'],
    ['a semicolon between parameters', 'client_id=client-1;post_logout_redirect_uri=https://evil.example'],
  ])('nobody is sent elsewhere by %s', async (_, query) => {
    await expect(world.get(query)).resolves.toMatchObject({ status: 400, location: undefined });
  });

  it('what the registered URL is, encoded in whatever way a query may be, is the registered URL', async () => {
    for (const encoded of [
      OUT,
      encodeURIComponent(OUT),
      OUT.replaceAll(/./g, (c) => `%${c.charCodeAt(0).toString(16)}`),
    ]) {
      const { status } = await world.get(`client_id=client-1&post_logout_redirect_uri=${encoded}`);

      expect(status).toBe(302);
    }
  });

  it.each([
    '\r\nSet-Cookie: x=y',
    '&next=https://evil.example',
    '#@evil.example',
    '"><script>',
    '\u0000',
    '💥',
    '%0d%0a',
  ])('no state makes another address, header or cookie: %j', async (state) => {
    const answer = await world.get({ client_id: 'client-1', post_logout_redirect_uri: OUT, state });
    const [cookie] = answer.cookies;
    const { location } = hasManagedLogin ? await world.done([cookie?.split(';')[0] ?? '']) : answer;

    expect(location).toBe(`${OUT}?state=${encodeURIComponent(state)}`);
    for (const text of [answer.location, location, cookie ?? '']) expect(text).toMatch(/^[\u0020-\u007e]*$/);
    expect(answer.cookies).toHaveLength(hasManagedLogin ? 1 : 0);
  });

  it('a browser that is sent to where browsers come back to goes round once, and no further', async () => {
    const { status, location } = await world.get({ client_id: 'client-1', post_logout_redirect_uri: DONE });

    expect(status).toBe(302);
    expect(hasManagedLogin ? new URL(location ?? '').searchParams.get('logout_uri') : location).toBe(DONE);
    await expect(world.done([])).resolves.toMatchObject({ status: 400, location: undefined });
  });
});
