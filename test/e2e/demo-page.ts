import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser, BrowserContextOptions, Frame, Page } from 'playwright-core';

import { ROOT } from '../../local/files';
import type { Device } from '../../pages/demo/messages';
import { openWatched, type WatchedPage } from '../support/browser';

/** What a browser says of each answer that rejects: it belongs to the demonstration. */
export const REJECTIONS = [/status of 401/, /WebSocket connection .* HTTP Authentication failed/];
/** Milliseconds. Only bounds a hang. */
const PATIENCE = 90_000;

/** The demonstration, as `npm run demo` serves it. */
export class DemoProgram {
  private constructor(
    private readonly child: ChildProcess,
    /** Where its page is. */
    readonly address: string,
  ) {}

  static async start(): Promise<DemoProgram> {
    const program = path.join(ROOT, 'dist/local/demo/serve.js');
    const child = spawn(process.execPath, [program, '--no-open'], { stdio: ['ignore', 'pipe', 'inherit'] });
    for await (const line of createInterface(child.stdout)) {
      const [address] = /http:\/\/\S+/.exec(line) ?? [];
      if (address !== undefined) return new DemoProgram(child, address);
    }
    throw new Error('the demonstration ended before it said where it is');
  }

  /** Ends it as Ctrl+C does, with pages open or not. Resolves with its exit code. */
  async end(): Promise<unknown> {
    const ended = once(this.child, 'exit');
    this.child.kill('SIGINT');
    const [code] = (await ended) as unknown[];
    return code;
  }

  /** Opens the page, with a user of its own, and waits until both devices are accepted everywhere. */
  async open(browser: Browser, options?: BrowserContextOptions, expected = REJECTIONS): Promise<DemoPage> {
    const watched = await openWatched(browser, options, expected);
    watched.page.setDefaultTimeout(PATIENCE);
    await watched.page.goto(this.address);
    const demo = new DemoPage(watched);
    for (const device of ['Phone', 'Laptop'] as const) await demo.becomes(device, 'accepted');
    return demo;
  }
}

/** The page, as one looks at it and presses its buttons. */
export class DemoPage {
  readonly page: Page;
  readonly faults: readonly string[];

  constructor(private readonly watched: WatchedPage) {
    this.page = watched.page;
    this.faults = watched.faults;
  }

  device(device: Device) {
    return this.page.frameLocator(`iframe[title="${device}"]`);
  }

  /** Waits until every gateway says so to the device. */
  async becomes(device: Device, verdict: 'accepted' | 'rejected'): Promise<void> {
    await this.device(device).locator(`li[data-verdict="${verdict}"]`).nth(3).waitFor();
  }

  /** What HTTP gateways say to calls of the device that begin from now on, and whether its WebSocket is accepted. */
  async saysNow(device: Device): Promise<unknown[]> {
    const frame = await this.frameOf(device);
    const statuses = ['/sign-out-api/session', '/rest-api/session', '/graphql'].map(async (url) => {
      const request = await this.page.waitForRequest(
        (request) => request.frame() === frame && new URL(request.url()).pathname === url,
      );
      return (await request.response())?.status();
    });
    const said = await Promise.all(statuses);
    return [...said, await this.device(device).locator('li[data-gateway=WebSocket]').getAttribute('data-verdict')];
  }

  /** Presses a button of a device, by the beginning of its name. */
  async press(device: Device, name: string): Promise<void> {
    await this.device(device).locator(`button[aria-label^="${name}"]:not([aria-disabled=true])`).click();
  }

  /** The newest entry of this text, once it holds the other one as well. */
  async timeLineSays(text: string | RegExp, and: string | RegExp = text): Promise<string> {
    const entry = this.page.locator('.time-line > li').filter({ hasText: text }).filter({ hasText: and }).first();
    await entry.waitFor();
    return entry.innerText();
  }

  async close(): Promise<void> {
    await this.watched.context.close();
  }

  private async frameOf(device: Device): Promise<Frame | null> {
    const element = await this.page.locator(`iframe[title="${device}"]`).elementHandle();
    return element.contentFrame();
  }
}
