import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';

import {
  axeViolations,
  DARK,
  focusedName,
  launchBrowser,
  NARROW,
  openWatched,
  scrollsSideways,
  tabTo,
} from '../support/browser';

// What the tests of pages stand on: that what goes wrong in the browser is seen.

const POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src *; img-src data:";
let browser: Browser;
let html = '';
let script = '';
const server = createServer(({ url }, response) => {
  const type = url === '/script.js' ? 'text/javascript' : 'text/html; charset=utf-8';
  response.writeHead(200, { 'content-type': type, 'content-security-policy': POLICY });
  response.end(url === '/script.js' ? script : html);
});
const address = () => `http://127.0.0.1:${String((server.address() as AddressInfo).port)}`;

beforeAll(async () => {
  // First: where there is none, nothing is left running.
  browser = await launchBrowser();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  await browser.close();
  server.close();
});

/** Opens a page of this body and script, which is over when it sets its title. */
async function open(body: string, code = '', options = {}) {
  html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Page</title>
    <link rel="icon" href="data:,"><body><main><h1>Page</h1>${body}</main><script src="/script.js"></script></body></html>`;
  script = code;
  const watched = await openWatched(browser, options);
  await watched.page.goto(address());
  return watched;
}

describe('a page under test', () => {
  it('has no faults if it does nothing wrong, and axe looks at it under a strict policy', async () => {
    const { page, context, faults } = await open('<p>Text</p><button>Press</button>');

    expect(await axeViolations(page)).toEqual([]);
    expect(faults).toEqual([]);
    await context.close();
  });

  it.each([
    ['a request to another host', "fetch('https://localhost/').finally(DONE)", 'request to https://localhost/'],
    [
      'a WebSocket to another host',
      "new WebSocket('wss://localhost/').onclose = DONE",
      'WebSocket to wss://localhost/',
    ],
    ['an error on the console', "console.error('broken'); DONE()", 'console: broken'],
    ['an error that nobody caught', "setTimeout(DONE, 0); throw new Error('broken')", 'error: broken'],
    [
      'a breach of its policy',
      "document.body.append(Object.assign(new Image(), { src: '/image', onerror: DONE }))",
      'console: Loading the image',
    ],
  ])('is at fault for %s', async (_, code, fault) => {
    const { page, context, faults } = await open('', `const DONE = () => { document.title = 'Done' }; ${code}`);
    await page.waitForFunction("document.title === 'Done'");

    expect(faults.some((found) => found.startsWith(fault))).toBe(true);
    await context.close();
  });

  it('is told what it lacks for those who do not see it', async () => {
    const { page, context } = await open('<button></button><img src="data:,">');

    expect((await axeViolations(page)).map((line) => line.replace(/:.*/, '')).sort()).toEqual([
      'button-name',
      'image-alt',
    ]);
    await context.close();
  });

  it('is narrow, dark, and used by the keyboard alone', async () => {
    const { page, context } = await open('<button>One</button><button aria-label="Two">2</button><p>Text</p>', '', {
      ...NARROW,
      ...DARK,
    });

    expect(await page.evaluate("innerWidth + ' ' + matchMedia('(prefers-color-scheme: dark)').matches")).toBe(
      '360 true',
    );
    expect(await scrollsSideways(page)).toBe(false);
    await tabTo(page, 'Two');
    expect(await focusedName(page)).toBe('Two');
    await expect(tabTo(page, 'Three')).rejects.toThrow('does not reach Three; it reaches');
    await page.evaluate("document.querySelector('p').style.width = '400px'");
    expect(await scrollsSideways(page)).toBe(true);
    await context.close();
  });
});
