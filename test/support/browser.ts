import axe from 'axe-core';
import {
  chromium,
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Frame,
  type Page,
} from 'playwright-core';

import { findBrowser } from '../../local/browser/find-browser';

const FLAGS = [
  // Tests run as root as well, where Chromium refuses to start with its sandbox.
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Width in pixels of the narrowest screen that pages must be usable on: WCAG's reflow asks for 320, phones have 360. */
export const NARROW: BrowserContextOptions = { viewport: { width: 360, height: 740 } };

/** As {@link NARROW}, in the dark. */
export const DARK: BrowserContextOptions = { colorScheme: 'dark' };

/** The browser that `npm run browser` has found or installed, without a window. */
export async function launchBrowser(): Promise<Browser> {
  const executablePath = findBrowser(process.env);
  if (executablePath === undefined) throw new Error('There is no Chromium: run npm run browser, or set CHROMIUM_PATH.');
  return chromium.launch({ executablePath, args: FLAGS });
}

/** A page under test, and what it must not do. */
export interface WatchedPage {
  readonly page: Page;
  readonly context: BrowserContext;
  /**
   * What went wrong so far: a request to another host than 127.0.0.1 (HTTP is not let through), an error on the console (breaches
   * of the Content-Security-Policy are), an error that nobody caught. Expect it to be empty at the end of each test.
   */
  readonly faults: string[];
}

/**
 * A page of its own storage. Its screen is 1280 pixels wide and light unless told otherwise.
 *
 * @param expected - errors on the console that belong to the test: a browser logs each answer that is an error
 */
export async function openWatched(
  browser: Browser,
  options: BrowserContextOptions = {},
  expected: readonly RegExp[] = [],
): Promise<WatchedPage> {
  const context = await browser.newContext({
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    ...options,
  });
  const faults: string[] = [];
  await context.route(isElsewhere, async (route) => {
    faults.push(`request to ${route.request().url()}`);
    await route.abort();
  });
  context.on('console', (message) => {
    if (message.type() !== 'error' || expected.some((pattern) => pattern.test(message.text()))) return;
    faults.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => faults.push(`error: ${error.error().message}`));
  const page = await context.newPage();
  // Not by a route: Playwright would stand between the page and its sockets.
  page.on('websocket', (socket) => {
    if (isElsewhere(new URL(socket.url()))) faults.push(`WebSocket to ${socket.url()}`);
  });
  return { page, context, faults };
}

/** Data and blobs are of the page itself. */
function isElsewhere({ protocol, hostname }: URL): boolean {
  return /^(https?|wss?):$/.test(protocol) && hostname !== '127.0.0.1';
}

/**
 * What axe finds wrong with the page as it is now, frames included, by WCAG 2.2 AA and axe's best practices: a line each. It is
 * run by the debugger, so that the page's Content-Security-Policy stays as it is.
 */
export async function axeViolations(page: Page): Promise<string[]> {
  const found: string[] = [];
  for (const frame of page.frames()) {
    await frame.evaluate(axe.source);
    const { violations } = await frame.evaluate<Pick<axe.AxeResults, 'violations'>>(
      `axe.run(document, { iframes: false, runOnly: ${JSON.stringify(TAGS)} })`,
    );
    found.push(
      ...violations.flatMap(({ id, help, nodes }) => nodes.map(({ target }) => `${id}: ${help} (${target.join(' ')})`)),
    );
  }
  return found;
}

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Whether one must scroll sideways to read the page. */
export async function scrollsSideways(page: Page | Frame): Promise<boolean> {
  return page.evaluate<boolean>('document.documentElement.scrollWidth > document.documentElement.clientWidth');
}

/** Presses Tab until the button, link or field of this name has the focus, and fails if it is not reached. */
export async function tabTo(page: Page, name: string | RegExp): Promise<void> {
  const passed: string[] = [];
  for (let presses = 0; presses < 200; presses++) {
    await page.keyboard.press('Tab');
    const focused = await focusedName(page);
    if (typeof name === 'string' ? focused === name : name.test(focused)) return;
    passed.push(focused);
  }
  throw new Error(`The keyboard does not reach ${String(name)}; it reaches ${[...new Set(passed)].join(', ')}`);
}

/** The name of what has the focus, in whatever frame; "" if nothing has. */
export async function focusedName(page: Page): Promise<string> {
  for (const frame of page.frames()) {
    const name = await frame.evaluate<string>(
      `(({ activeElement: e }) => document.hasFocus() && e !== null && e !== document.body && e.tagName !== 'IFRAME'
        ? (e.getAttribute('aria-label') ?? e.labels?.[0]?.textContent ?? e.textContent).trim() : '')(document)`,
    );
    if (name !== '') return name;
  }
  return '';
}
