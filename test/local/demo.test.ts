import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

import { openInBrowser } from '../../local/demo/open-in-browser';

const ROOT = path.join(__dirname, '../..');

describe('what the demonstration asks of the cloud', () => {
  let folder: string;
  let cloud: Server;
  let asked: { readonly request: IncomingMessage; readonly body: string }[];
  let program: ChildProcess;
  let origin: string;

  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-demo-'));
    writeFileSync(path.join(folder, 'index.html'), '<!doctype html><title>A page</title>');
    cloud = createServer((request, response) => {
      let body = '';
      request.setEncoding('utf8').on('data', (data: string) => (body += data));
      request.on('end', () => {
        asked.push({ request, body });
        response.writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Bearer' }).end('{"no":1}');
      });
    });
    await new Promise<void>((resolve) => cloud.listen(0, '127.0.0.1', resolve));
    // The proxy is an ES module, which Jest does not load.
    const script = `
      const { forwardTo } = require('./dist/local/demo/forwarding.js');
      const { startPageServer } = require('./dist/pages/server/page-server.js');
      const [page, cloud] = process.argv.slice(1);
      const forwarding = forwardTo({ '/api': cloud + '/stage', '/dead': 'http://127.0.0.1:1' });
      startPageServer({ page, routes: {}, forwarding }).then(({ address }) => console.log(address));`;
    const target = `http://127.0.0.1:${String((cloud.address() as AddressInfo).port)}`;
    const args = ['--eval', script, folder, target];
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
    program = child;
    for await (const line of createInterface(child.stdout)) {
      ({ origin } = new URL(line));
      break;
    }
  });

  beforeEach(() => {
    asked = [];
  });

  afterAll(() => {
    program.kill();
    cloud.close();
    rmSync(folder, { recursive: true });
  });

  it('is asked for as the device does: method, path, query, token and body; and so is the answer', async () => {
    const response = await fetch(`${origin}/api/session?x=1`, {
      method: 'PUT',
      headers: { authorization: 'Bearer abc', 'content-type': 'application/json' },
      body: '{"label":"Phone"}',
    });

    expect([response.status, await response.text()]).toEqual([401, '{"no":1}']);
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    const [{ request, body } = {}] = asked;
    expect([request?.method, request?.url, body]).toEqual(['PUT', '/stage/session?x=1', '{"label":"Phone"}']);
    const { port } = cloud.address() as AddressInfo;
    expect(request?.headers).toMatchObject({ authorization: 'Bearer abc', host: `127.0.0.1:${String(port)}` });
  });

  it('is nothing that only begins like it', async () => {
    expect((await fetch(`${origin}/apis`)).status).toBe(404);
    expect(asked).toEqual([]);
  });

  it('is an error where the cloud does not answer', async () => {
    const response = await fetch(`${origin}/dead/session`);
    expect([response.status, await response.json()]).toEqual([502, { error: 'bad_gateway' }]);

    const socket = new WebSocket(`${origin.replace('http', 'ws')}/dead`);
    const closed = new Promise((resolve) => {
      socket.addEventListener('close', resolve);
    });
    await expect(closed).resolves.toMatchObject({ wasClean: false });
  });
});

describe('the address of the demonstration', () => {
  let bin: string;

  beforeEach(() => {
    bin = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-opener-'));
  });

  afterEach(() => {
    rmSync(bin, { recursive: true });
  });

  it.each([
    ['linux', 'xdg-open'],
    ['darwin', 'open'],
  ] as const)('is opened in the browser: %s', async (platform, name) => {
    const program = path.join(bin, name);
    writeFileSync(program, `#!/bin/sh\necho "$@" >'${bin}/half' && /bin/mv '${bin}/half' '${bin}/asked'\n`);
    chmodSync(program, 0o755);

    openInBrowser('http://127.0.0.1:1/#token', { PATH: bin }, platform);

    // Moved there when it is whole.
    while (!existsSync(path.join(bin, 'asked'))) await sleep(10);
    expect(readFileSync(path.join(bin, 'asked'), 'utf8')).toBe('http://127.0.0.1:1/#token\n');
  });

  it('is only printed where nothing can open it', async () => {
    openInBrowser('http://127.0.0.1:1/', { PATH: bin }, 'linux');
    openInBrowser('http://127.0.0.1:1/', { PATH: bin }, 'win32');

    // An error that nobody listens to would come now, and end the process.
    await expect(sleep(100, 'went on')).resolves.toBe('went on');
  });
});
