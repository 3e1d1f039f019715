import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';

import { ROOT } from '../../local/files';
import { axeViolations, DARK, focusedName, launchBrowser, NARROW, scrollsSideways, tabTo } from '../support/browser';
import { DemoProgram, REJECTIONS } from './demo-page';

const PICTURE = path.join(ROOT, 'docs/images/demo.png');
/** What every gateway says to those who may go on. */
const GO_ON = [200, 200, 200, 'accepted'];
const STOP = [401, 401, 401, 'rejected'];

let browser: Browser;
let program: DemoProgram;

beforeAll(async () => {
  // First: where there is none, nothing is left running.
  browser = await launchBrowser();
  program = await DemoProgram.start();
});

afterAll(async () => {
  await browser.close();
  await program.end();
});

describe('the demonstration', () => {
  it('signs two devices in, which every gateway accepts, and each is told of the other', async () => {
    const demo = await program.open(browser);

    expect(await demo.saysNow('Phone')).toEqual(GO_ON);
    await demo.device('Phone').getByText('Laptop since').waitFor();
    await demo.device('Laptop').getByText('Phone since').waitFor();
    await demo.timeLineSays('The Phone signed in');
    await demo.timeLineSays('The Laptop signed in');
    expect(await axeViolations(demo.page)).toEqual([]);
    expect(demo.faults).toEqual([]);
    await demo.close();
  });

  it.each([
    {
      way: 'this device',
      by: 'Phone',
      button: 'This device',
      answer: /Answered: done, in/,
      says: 'The Phone signed out',
      rejects: ['Phone'],
    },
    {
      way: 'all others',
      by: 'Laptop',
      button: 'All others',
      answer: /Answered: complete, in/,
      says: 'The Laptop signed out all others',
      rejects: ['Phone'],
    },
    {
      way: 'everywhere',
      by: 'Laptop',
      button: 'Everywhere',
      answer: /Answered: done, in/,
      says: 'The Laptop signed out everywhere',
      rejects: ['Phone', 'Laptop'],
    },
    {
      way: 'the session of another device',
      by: 'Laptop',
      button: 'End the session of the Phone',
      answer: /Answered: partial \(unfinished: refresh_token\), in/,
      says: 'The Laptop ended a session',
      rejects: ['Phone'],
    },
    {
      way: 'a user, by an administrator',
      by: undefined,
      button: 'Sign the user out',
      answer: /Answered: complete, in/,
      says: 'The administrator signed the user out',
      rejects: ['Phone', 'Laptop'],
    },
  ] as const)('signs out $way, at every gateway and in the open connection', async (sample) => {
    const { by, button, says, answer, rejects } = sample;
    const demo = await program.open(browser);

    if (by === undefined) await demo.page.getByRole('button', { name: button }).click();
    else await demo.press(by, button);

    for (const device of rejects) {
      await demo.becomes(device, 'rejected');
      expect(await demo.saysNow(device)).toEqual(STOP);
    }
    for (const device of (['Phone', 'Laptop'] as const).filter(
      (device) => !rejects.some((other) => other === device),
    )) {
      expect(await demo.saysNow(device)).toEqual(GO_ON);
    }
    const told = await demo.timeLineSays(says, /Last connection closed .* (before|after) the answer/);
    expect(told).toMatch(answer);
    expect(told).toMatch(/Rejected everywhere .* (before|after) the answer/);
    for (const device of rejects) {
      expect(told).toMatch(
        new RegExp(`${device}\\s+HTTP API\\s.* m?s\\s+REST API\\s.* m?s\\s+AppSync\\s.* m?s\\s+WebSocket\\s.* m?s`),
      );
    }
    expect(await axeViolations(demo.page)).toEqual([]);
    expect(demo.faults).toEqual([]);
    await demo.close();
  });

  it('refreshes tokens, which does not bring an ended session back; signing in again does', async () => {
    // Cognito's way to refuse.
    const demo = await program.open(browser, {}, [...REJECTIONS, /status of 400/]);
    await demo.press('Phone', 'Refresh tokens');
    await demo.timeLineSays('The Phone refreshed its tokens');
    expect(await demo.saysNow('Phone')).toEqual(GO_ON);

    await demo.press('Laptop', 'All others');
    await demo.becomes('Phone', 'rejected');
    await demo.press('Phone', 'Refresh tokens');
    await demo.timeLineSays('Cognito gave the Phone new tokens of the session that has ended');
    expect(await demo.saysNow('Phone')).toEqual(STOP);

    await demo.press('Laptop', 'This device');
    await demo.becomes('Laptop', 'rejected');
    await demo.press('Laptop', 'Refresh tokens');
    await demo.timeLineSays('Cognito refused the Laptop new tokens');
    expect(await demo.saysNow('Laptop')).toEqual(STOP);

    await demo.press('Phone', 'Sign in again');
    await demo.becomes('Phone', 'accepted');
    expect(await demo.saysNow('Phone')).toEqual(GO_ON);
    expect(demo.faults).toEqual([]);
    await demo.close();
  });

  it('is used by the keyboard alone, and the focus stays where it was', async () => {
    const demo = await program.open(browser);

    await tabTo(demo.page, 'All others: sign out by the Laptop');
    await demo.page.keyboard.press('Enter');
    await demo.becomes('Phone', 'rejected');
    expect(await focusedName(demo.page)).toBe('All others: sign out by the Laptop');
    await tabTo(demo.page, 'Sign the user out');
    await demo.page.keyboard.press('Space');
    await demo.becomes('Laptop', 'rejected');

    expect(demo.faults).toEqual([]);
    await demo.close();
  });

  it.each([
    ['on a narrow screen', NARROW],
    ['in the dark', DARK],
  ])('is read %s', async (_, options) => {
    const demo = await program.open(browser, options);
    await demo.press('Phone', 'End the session of the Laptop');
    await demo.becomes('Laptop', 'rejected');
    await demo.timeLineSays('The Phone ended a session', 'Last connection closed');

    const sideways = await Promise.all(demo.page.frames().map(scrollsSideways));
    expect(sideways).toEqual([false, false, false]);
    expect(await axeViolations(demo.page)).toEqual([]);
    expect(demo.faults).toEqual([]);
    await demo.close();
  });

  it('allows its own files and its own server alone, and nobody else to ask it', async () => {
    const { origin, hash } = new URL(program.address);
    const response = await fetch(origin);
    const policy = (response.headers.get('content-security-policy') ?? '').split('; ');
    const authorization = `Bearer ${hash.slice(1)}`;
    const ask = async (headers: Record<string, string>) =>
      (
        await fetch(`${origin}/api/account`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
        })
      ).status;

    expect(policy).toEqual(
      expect.arrayContaining(["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"]),
    );
    expect(policy).toEqual(expect.arrayContaining(["base-uri 'none'", "form-action 'none'", "frame-ancestors 'self'"]));
    expect(policy.join()).not.toMatch(/unsafe|\*|https?:/);
    expect(await ask({ origin, authorization })).toBe(200);
    expect(await ask({ origin, authorization: 'Bearer guessed' })).toBe(401);
    expect(await ask({ origin: 'https://evil.example', authorization })).toBe(403);
    expect((await fetch(`${origin}/rest-api/session`, { headers: { origin: 'https://evil.example' } })).status).toBe(
      403,
    );
  });

  it('is the picture in the README', async () => {
    const demo = await program.open(browser, { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.25 });
    await demo.device('Phone').locator('li[data-gateway=AppSync] rect').nth(9).waitFor({ state: 'attached' });
    await demo.press('Laptop', 'All others');
    await demo.becomes('Phone', 'rejected');
    await demo.timeLineSays('The Laptop signed out all others', 'Last connection closed');
    await demo.press('Phone', 'Refresh tokens');
    await demo.timeLineSays('Cognito gave the Phone new tokens');
    await demo
      .device('Phone')
      .locator('li[data-gateway=AppSync] rect[data-verdict=rejected]')
      .nth(7)
      .waitFor({ state: 'attached' });
    await demo.page.mouse.move(0, 0);

    const picture = await demo.page.screenshot();
    expect(picture.length).toBeGreaterThan(20_000);
    expect(picture.length).toBeLessThan(300_000);
    if (process.env['UPDATE_PICTURES'] === '1') {
      mkdirSync(path.dirname(PICTURE), { recursive: true });
      writeFileSync(PICTURE, picture);
    }
    expect(statSync(PICTURE).size).toBeLessThan(300_000);
    await demo.close();
  });
});
