import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startPageServer, type PageServer } from '../../pages/server/page-server';

let page: string;
let server: PageServer;
let asked: unknown[];
let untilGone: Promise<void>;

beforeAll(async () => {
  page = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-page-'));
  mkdirSync(path.join(page, 'fonts'));
  writeFileSync(path.join(page, 'index.html'), '<!doctype html><title>A page</title>');
  writeFileSync(path.join(page, 'index.js'), 'document.title = "run";');
  writeFileSync(path.join(page, 'notes.txt'), 'of no type that pages have');
  writeFileSync(path.join(page, '..', `${path.basename(page)}.html`), 'beside the page');
  const { promise, resolve } = Promise.withResolvers<undefined>();
  untilGone = promise;
  server = await startPageServer({
    page,
    routes: {
      '/api/echo': (body) => {
        asked.push(body);
        return Promise.resolve({ status: 200, body: { got: body } });
      },
      '/api/fault': () => Promise.reject(new TypeError('a token, and what not')),
      '/api/slow': (_, signal) =>
        new Promise((answer) => {
          signal.addEventListener('abort', () => {
            resolve(undefined);
            answer({ status: 200, body: {} });
          });
        }),
    },
  });
});

beforeEach(() => {
  asked = [];
});

afterAll(async () => {
  await server.close();
  rmSync(page, { recursive: true });
  rmSync(`${page}.html`);
});

const origin = () => new URL(server.address).origin;
const token = () => new URL(server.address).hash.slice(1);
const port = () => Number(new URL(server.address).port);

/** What the page itself sends, but for some of it. */
function ask(route: string, headers: Record<string, string> = {}, body = '{}'): Promise<Response> {
  const own = { origin: origin(), authorization: `Bearer ${token()}`, 'content-type': 'application/json' };
  return fetch(`${origin()}${route}`, { method: 'POST', headers: { ...own, ...headers }, body });
}

/** Whatever bytes: what fetch would not send. */
async function raw(text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port(), '127.0.0.1', () => socket.end(text));
    socket.setEncoding('utf8').on('data', (data: string) => (answer += data));
    socket.once('error', reject).once('close', () => {
      resolve(answer);
    });
  });
}

const lines = (...text: string[]) => `${text.join('\r\n')}\r\n\r\n`;

describe('the page', () => {
  it('is served with what keeps it to itself', async () => {
    const response = await fetch(server.address);

    expect(await response.text()).toContain('A page');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cache-control': 'no-store',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
  });

  it('has a type for each of its files, and no other files', async () => {
    const types = await Promise.all(
      ['/index.html', '/index.js', '/notes.txt', '/fonts'].map(async (file) => {
        const { status, headers } = await fetch(origin() + file);
        return [status, headers.get('content-type')];
      }),
    );

    expect(types).toEqual([
      [200, 'text/html; charset=utf-8'],
      [200, 'text/javascript; charset=utf-8'],
      [404, 'application/json'],
      [404, 'application/json'],
    ]);
  });

  it('may be allowed more, by directive', async () => {
    const open = await startPageServer({ page, routes: {}, contentSecurityPolicy: { 'connect-src': "'self' https:" } });
    const policy = (await fetch(open.address)).headers.get('content-security-policy');
    await open.close();

    expect(policy).toContain("connect-src 'self' https:; img-src");
  });

  it('must be built', async () => {
    await expect(startPageServer({ page: path.join(page, 'fonts'), routes: {} })).rejects.toThrow('is the page built?');
  });

  it('is on the port that is asked for, or the server says why not', async () => {
    const taken = startPageServer({ page, routes: {}, port: port() });

    await expect(taken).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });

  it.each([
    '/../%f.html',
    '/..%2f%f.html',
    '/%2e%2e/%f.html',
    '/fonts/../../%f.html',
    '//etc/passwd',
    '/index.html/',
    '/index.js%00',
    '/__proto__',
    '/INDEX.JS',
    'http://example.com/index.js',
    '*',
  ])('is all that is served: not %s', async (target) => {
    const name = target.replace('%f', path.basename(page));
    const answer = await raw(lines(`GET ${name} HTTP/1.1`, `Host: 127.0.0.1:${String(port())}`));

    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).toContain('"not_found"');
    expect(answer).not.toContain('beside the page');
  });
});

describe('a route', () => {
  it('answers the page', async () => {
    const response = await ask('/api/echo', { 'sec-fetch-site': 'same-origin' }, '{"a":[1,"ü"]}');

    expect([response.status, await response.json()]).toEqual([200, { got: { a: [1, 'ü'] } }]);
    expect(response.headers.get('cache-control')).toBe('no-store');
  });

  it('answers by the name localhost too, to a page of that name', async () => {
    const byName = `localhost:${String(port())}`;
    const request = (from: string) =>
      raw(
        lines(
          'POST /api/echo HTTP/1.1',
          `Host: ${byName}`,
          `Origin: http://${from}`,
          `Authorization: Bearer ${token()}`,
          'Content-Type: application/json',
        ),
      );

    expect(await request(byName)).toMatch(/^HTTP\/1\.1 200 /);
    expect(await request(`127.0.0.1:${String(port())}`)).toMatch(/^HTTP\/1\.1 403 /);
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['the origin of another port', { origin: 'http://127.0.0.1:1' }],
    ['an origin that is hidden', { origin: 'null' }],
    ['the origin with TLS', { origin: 'https://127.0.0.1:%p' }],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }],
    ['another port, as the browser says', { 'sec-fetch-site': 'same-site' }],
    ['the address bar', { 'sec-fetch-site': 'none' }],
  ])('is for no page of %s', async (_, headers: Record<string, string>) => {
    const sent = Object.entries(headers).map(([name, value]) => [name, value.replace('%p', String(port()))]);
    const response = await ask('/api/echo', Object.fromEntries(sent) as Record<string, string>);

    expect([response.status, await response.json()]).toEqual([
      403,
      { error: 'wrong_origin', error_description: expect.any(String) as string },
    ]);
    expect(asked).toEqual([]);
  });

  it('is for nobody without an origin', async () => {
    const answer = await raw(
      lines(
        'POST /api/echo HTTP/1.1',
        `Host: 127.0.0.1:${String(port())}`,
        `Authorization: Bearer ${token()}`,
        'Content-Type: application/json',
      ),
    );

    expect(answer).toMatch(/^HTTP\/1\.1 403 /);
    expect(asked).toEqual([]);
  });

  it.each([
    ['no token', ''],
    ['an empty one', 'Bearer '],
    ['half of it', 'Bearer %h'],
    ['the token of another server', `Bearer ${'A'.repeat(43)}`],
    ['it in another scheme', 'Basic %t'],
    ['it and more', 'Bearer %t x'],
  ])('is for nobody with %s', async (_, authorization) => {
    const sent = authorization.replace('%t', token()).replace('%h', token().slice(0, 20));
    const response = await ask('/api/echo', { authorization: sent });

    expect(response.status).toBe(401);
    expect(await response.text()).not.toContain(token());
    expect(asked).toEqual([]);
  });

  it('is for POST alone', async () => {
    const methods = ['GET', 'PUT', 'OPTIONS', 'HEAD'];
    const answers = await Promise.all(methods.map((method) => fetch(`${origin()}/api/echo`, { method })));

    expect(answers.map(({ status, headers }) => [status, headers.get('allow')])).toEqual(
      methods.map(() => [405, 'POST']),
    );
    expect((await fetch(`${origin()}/index.js`, { method: 'POST' })).status).toBe(405);
  });

  it.each([
    ['text', 'text/plain', '{}', 415, 'wrong_content_type'],
    ['a form', 'application/x-www-form-urlencoded', 'a=1', 415, 'wrong_content_type'],
    ['what only begins so', 'application/jsonx', '{}', 415, 'wrong_content_type'],
    ['half of it', 'application/json', '{"a":', 400, 'invalid_request'],
    ['too much', 'application/json; charset=utf-8', JSON.stringify('x'.repeat(16_384)), 413, 'too_large'],
  ])('takes JSON, and not %s', async (_, contentType, body, status, error) => {
    const response = await ask('/api/echo', { 'content-type': contentType }, body);

    expect([response.status, await response.json()]).toEqual([
      status,
      { error, error_description: expect.any(String) as string },
    ]);
    expect(asked).toEqual([]);
  });

  it('tells of a fault no more than its name', async () => {
    const response = await ask('/api/fault');

    expect([response.status, await response.json()]).toEqual([
      500,
      { error: 'unexpected', error_description: 'TypeError' },
    ]);
  });

  it('learns that nobody waits any more', async () => {
    const impatience = new AbortController();
    const call = fetch(`${origin()}/api/slow`, {
      method: 'POST',
      headers: { origin: origin(), authorization: `Bearer ${token()}`, 'content-type': 'application/json' },
      signal: impatience.signal,
    });
    setTimeout(() => {
      impatience.abort();
    }, 50);

    await expect(call).rejects.toThrow('abort');
    await untilGone;
  });
});

describe('the name of the server', () => {
  it.each([
    ['of another site that leads here', ['Host: evil.example']],
    ['with the port', ['Host: evil.example:%p']],
    ['without the port', ['Host: 127.0.0.1']],
    ['with another port', ['Host: 127.0.0.1:80']],
    ['of another address of this machine', ['Host: 127.0.0.2:%p']],
    ['that only begins so', ['Host: localhost.evil.example:%p']],
    ['with a user', ['Host: evil@127.0.0.1:%p']],
    ['twice', ['Host: 127.0.0.1:%p', 'Host: evil.example']],
  ])('is its own: not one %s', async (_, hosts) => {
    const headers = hosts.map((line) => line.replace('%p', String(port())));
    for (const target of ['/', '/index.js', '/api/echo', '/nothing']) {
      const answer = await raw(lines(`GET ${target} HTTP/1.1`, ...headers));

      expect(answer).toMatch(/^HTTP\/1\.1 403 /);
      expect(answer).toContain('"wrong_host"');
    }
  });

  it('is needed', async () => {
    expect(await raw(lines('GET / HTTP/1.1'))).toMatch(/^HTTP\/1\.1 400 /);
    expect(await raw(lines('GET / HTTP/1.0'))).toMatch(/^HTTP\/1\.[01] 403 /);
  });
});

it('what is no HTTP is refused, and the server goes on', async () => {
  expect(await raw('\x16\x03\x01\x00\xa5\x01')).toMatch(/^(HTTP\/1\.1 400 |$)/);
  expect(await raw(`GET / HTTP/1.1\r\nHost: 127.0.0.1:${String(port())}\r\nX: ${'x'.repeat(40_000)}\r\n\r\n`)).toMatch(
    /^HTTP\/1\.1 431 /,
  );
  expect((await fetch(server.address)).status).toBe(200);
});

it('each server has a token of its own, of 256 bits', async () => {
  const other = await startPageServer({ page, routes: {} });
  const theirs = new URL(other.address).hash.slice(1);
  await other.close();

  expect(Buffer.from(theirs, 'base64url')).toHaveLength(32);
  expect(theirs).not.toBe(token());
});
