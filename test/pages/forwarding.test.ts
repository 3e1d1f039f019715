import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { startPageServer, type PageServer } from '../../pages/server/page-server';

let page: string;
let server: PageServer;
let forwarded: string[];

beforeEach(async () => {
  forwarded = [];
  page = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-page-'));
  writeFileSync(path.join(page, 'index.html'), '<!doctype html><title>A page</title>');
  server = await startPageServer({
    page,
    routes: {},
    forwarding: {
      isFor: (name) => name.startsWith('/elsewhere'),
      web: (request, response) => {
        forwarded.push(`${request.method ?? ''} ${request.url ?? ''}`);
        response.writeHead(401, { 'cache-control': 'max-age=60' }).end('from elsewhere');
      },
      upgrade: (request, socket) => {
        forwarded.push(`upgrade ${request.url ?? ''}`);
        socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n');
      },
    },
  });
});

afterEach(async () => {
  await server.close();
  rmSync(page, { recursive: true });
});

const origin = () => new URL(server.address).origin;

/** Asks for a WebSocket. Resolves with the status line, and when the connection has ended. */
async function upgrade(url: string, headers: Readonly<Record<string, string>> = {}) {
  const { host, hostname, port } = new URL(server.address);
  const all = { host, origin: origin(), connection: 'upgrade', upgrade: 'websocket', ...headers };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}`);
  const socket = connect(Number(port), hostname);
  const ended = new Promise((resolve) => socket.once('close', resolve));
  const answer = await new Promise<string>((resolve, reject) => {
    socket.once('error', reject).once('data', (data) => {
      resolve(data.toString());
    });
    socket.write(`GET ${url} HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`);
  });
  return { status: answer.split('\r\n')[0], ended, reset: () => socket.resetAndDestroy() };
}

describe('what a page asks of elsewhere', () => {
  it('is handed on as it is, with any method, and keeps what protects the page', async () => {
    const response = await fetch(`${origin()}/elsewhere/session?x=1`, { method: 'DELETE' });

    expect([response.status, await response.text()]).toEqual([401, 'from elsewhere']);
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(forwarded).toEqual(['DELETE /elsewhere/session?x=1']);
  });

  it.each([
    ['another origin', { origin: 'https://evil.example' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
  ])('is not handed on for %s', async (_, headers: Record<string, string>) => {
    const response = await fetch(`${origin()}/elsewhere`, { headers });

    expect([response.status, await response.json()]).toMatchObject([403, { error: 'wrong_origin' }]);
    expect((await upgrade('/elsewhere', headers)).status).toBe('HTTP/1.1 403 Forbidden');
    expect(forwarded).toEqual([]);
  });

  it('is not handed on under another name of this machine', async () => {
    const headers = { host: 'evil.example', origin: 'http://evil.example' };

    expect((await upgrade('/elsewhere', headers)).status).toBe('HTTP/1.1 403 Forbidden');
    expect(forwarded).toEqual([]);
  });

  it('may be a WebSocket, which ends with the server', async () => {
    const { status, ended } = await upgrade('/elsewhere');
    expect(status).toBe('HTTP/1.1 101 Switching Protocols');
    expect(forwarded).toEqual(['upgrade /elsewhere']);

    await server.close();

    await expect(ended).resolves.toBe(false);
  });

  it('is nothing else', async () => {
    expect((await upgrade('/else')).status).toBe('HTTP/1.1 404 Not Found');
    expect((await fetch(`${origin()}/else`)).status).toBe(404);
    expect(forwarded).toEqual([]);
  });

  it.each(['/elsewhere', '/else'])('may be given up by a reset, which ends nothing else: %s', async (url) => {
    const { reset } = await upgrade(url);

    reset();

    // An error that nobody hears ends the process: here, the test.
    expect((await fetch(`${origin()}/else`)).status).toBe(404);
  });
});
