import {
  AdminCreateUserCommand,
  AdminDeleteUserCommand,
  AdminUpdateUserAttributesCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { randomUUID } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';

import type { OpenConnection } from '../../local/client';
import {
  axeViolations,
  DARK,
  focusedName,
  launchBrowser,
  NARROW,
  openWatched,
  scrollsSideways,
  tabTo,
  type WatchedPage,
} from '../support/browser';
import { documentedPolicy, startConsole, type RunningConsole } from './console-program';
import { iamUserWith, refuseFromNowOn, removeIamUsers } from './iam';
import type { Credentials } from './signed-request';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const { SignOutApiUrl, UserPoolId, UserPoolClientId } = stack.outputs;
const PICTURE = path.join(__dirname, '../../docs/images/console.png');
const POLICY = documentedPolicy({
  userPoolId: UserPoolId,
  apiId: /execute-api\/(\w+)/.exec(SignOutApiUrl)?.[1] ?? '*',
});

let browser: Browser;
let operator: Credentials;
let running: RunningConsole;
let watched: WatchedPage[];
let connections: OpenConnection[];

beforeAll(async () => {
  browser = await launchBrowser();
  // It may do what docs/console.md says, and no more.
  operator = await iamUserWith(POLICY);
  running = await startConsole(variablesOf(operator));
});

beforeEach(() => {
  watched = [];
  connections = [];
});

afterEach(async () => {
  const faults = watched.flatMap((page) => page.faults);
  for (const { context } of watched) await context.close();
  for (const { socket } of connections) socket.close();
  expect(faults).toEqual([]);
});

afterAll(async () => {
  expect(await running.end()).toBe(0);
  await browser.close();
  await removeIamUsers();
  stack.cognito.destroy();
});

function variablesOf({ accessKeyId, secretAccessKey }: Credentials): NodeJS.ProcessEnv {
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, SIGN_OUT_API_URL: SignOutApiUrl };
}

async function open(
  options: BrowserContextOptions = {},
  { address = running.address, expected = [] as RegExp[] } = {},
): Promise<Page> {
  const page = await openWatched(browser, options, expected);
  watched.push(page);
  await page.page.goto(address);
  return page.page;
}

/** A user with a session on each of these devices. */
async function signedIn(...labels: string[]) {
  const user = await newUser();
  const devices = [];
  for (const label of labels) {
    const tokens = await stack.signIn(user);
    await fetch(`${SignOutApiUrl}/session`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${tokens.accessToken}`, 'user-agent': `Mozilla/5.0 (${label})` },
      body: JSON.stringify({ label }),
    });
    devices.push(tokens);
  }
  const [first] = devices;
  const { sub } = (await stack.session('HTTP API', first?.accessToken ?? '')).body as { sub: string };
  return { username: user.username, sub, devices };
}

/** A WebSocket with this token. */
async function connected(token = ''): Promise<OpenConnection> {
  const connection = await stack.connect(token);
  if (connection === undefined) throw new Error('the WebSocket was refused');
  connections.push(connection);
  return connection;
}

/** The view of a user, all of it read. */
async function show(page: Page, sub: string): Promise<void> {
  await page.goto(`${new URL(page.url()).origin}/#/user/${sub}`);
  await page.getByText(/^(\d+ sessions?|No session .*)$/).waitFor();
  await page.getByText(/^(\d+ connections?|No WebSocket .*)$/).waitFor();
  await page.getByText('Reading the record').waitFor({ state: 'detached' });
}

const sessionNames = (page: Page) => page.locator('#sessions .name').allTextContents();
const dialogOf = (page: Page) => page.getByRole('dialog');

/** Gives a reason, goes on, and tells what the dialog says of what came of it. */
async function confirm(dialog: Locator, action: string, reason: string): Promise<string> {
  await dialog.getByLabel('Reason').fill(reason);
  await dialog.getByRole('button', { name: action }).click();
  const result = await dialog.getByRole('status').innerText();
  await dialog.getByRole('button', { name: 'Close' }).click();
  return result;
}

describe('a user', () => {
  it('is found by username, by the beginning of it, by e-mail address and by sub', async () => {
    const username = `e2e-${randomUUID()}`;
    const email = `${randomUUID()}@example.com`;
    const UserAttributes = [{ Name: 'email', Value: email }];
    const created = await stack.cognito.send(
      new AdminCreateUserCommand({ UserPoolId, Username: username, MessageAction: 'SUPPRESS', UserAttributes }),
    );
    const sub = created.User?.Attributes?.find(({ Name }) => Name === 'sub')?.Value ?? '';
    const page = await open();

    for (const text of [username, username.slice(0, 20), email.slice(0, 20), sub, ` ${email} `]) {
      await page.getByLabel('Find a user').fill(text);
      await page.getByRole('button', { name: 'Search' }).click();
      await page.getByText('1 user', { exact: true }).waitFor();
      expect(await page.getByRole('rowheader').allInnerTexts()).toEqual([username]);
    }
    await page.getByRole('link', { name: username }).click();
    await page.getByRole('heading', { level: 1, name: username }).waitFor();
    await page.getByText('No session of this user is registered.').waitFor();
    expect(await page.getByText(email).isVisible()).toBe(true);
  });

  it.each([
    'nobody-at-all',
    '" or username ^= "',
    '\\',
    '"',
    '" ^= \\"',
    '<img src=x onerror=alert(1)>',
    "'; --",
    'ü 😀',
  ])('is not found by what is no beginning of a name: %s', async (text) => {
    const page = await open();

    await page.getByLabel('Find a user').fill(text);
    await page.getByRole('button', { name: 'Search' }).click();

    await page.getByText('There is no such user.').waitFor();
    expect(await page.getByRole('table').count()).toBe(0);
  });

  it('is one of many, who are read part by part', async () => {
    const prefix = `many-${randomUUID()}`;
    for (let number = 0; number < 45; number += 1) {
      const Username = `${prefix}-${String(number)}`;
      await stack.cognito.send(new AdminCreateUserCommand({ UserPoolId, Username, MessageAction: 'SUPPRESS' }));
    }
    const page = await open();

    await page.getByLabel('Find a user').fill(prefix);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText('30 users so far: there may be more').waitFor();
    await page.getByRole('button', { name: 'Show more users' }).click();
    await page.getByText('45 users', { exact: true }).waitFor();

    expect(new Set(await page.getByRole('rowheader').allInnerTexts()).size).toBe(45);
    expect(await page.getByRole('button', { name: 'Show more users' }).count()).toBe(0);
  });

  it('that was deleted is signed out by its sub', async () => {
    const { username, sub, devices } = await signedIn('Phone');
    await stack.cognito.send(new AdminDeleteUserCommand({ UserPoolId, Username: username }));
    const page = await open();
    await page.getByLabel('Find a user').fill(sub);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('link', { name: 'Look at the sessions of this sub' }).click();
    await page.getByText('Cognito does not know this user').waitFor();

    await page.getByRole('button', { name: 'End all sessions' }).click();
    expect(await confirm(dialogOf(page), 'End all sessions', 'left the company')).toContain('Complete');

    for (const tokens of devices) expect(await verdictsOn(tokens)).toEqual(REJECTED);
  });
});

describe('sessions', () => {
  it('are shown with what is known of them, and one is ended: at every gateway, with its connection, in the record', async () => {
    const label = '<script>alert("Pixel")</script>';
    const { sub, devices } = await signedIn('Laptop', label);
    const [laptop, phone] = devices;
    const connection = await connected(phone?.accessToken);
    const page = await open();
    await show(page, sub);
    expect((await sessionNames(page)).sort()).toEqual([label, 'Laptop']);
    expect(await page.getByText(`Mozilla/5.0 (${label})`).isVisible()).toBe(true);
    expect(await page.getByText('1 connection', { exact: true }).isVisible()).toBe(true);

    const id = await page.getByRole('row', { name: label }).locator('th code').first().innerText();
    await page.getByRole('button', { name: `End “${label}”` }).click();
    const heading = await dialogOf(page).getByRole('heading').innerText();
    expect(heading.replaceAll(/\s+/g, ' ')).toBe(`End the session “${label}” ${id}`);
    const result = await confirm(dialogOf(page), 'End the session', 'Lost <phone>, “ticket” 4711');

    expect(result).toContain('The session is ended: its tokens are rejected.');
    expect(result).toContain('Cognito itself still accepts the refresh token.');
    if (phone === undefined || laptop === undefined) throw new Error('there are two devices');
    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
    const refreshed = await stack.refresh(phone.refreshToken);
    expect(refreshed && (await verdictsOn(refreshed))).toEqual(REJECTED);
    await connection.closed;
    await page.getByText('1 session', { exact: true }).waitFor();
    expect(await sessionNames(page)).toEqual(['Laptop']);
    const record = page.locator('#record');
    await record.getByText('Lost <phone>, “ticket” 4711').waitFor();
    expect(await record.getByText(/^arn:aws:iam::\d{12}:user\/e2e-/).count()).toBe(1);
  });

  it('all but one are ended, one after the other', async () => {
    const { sub, devices } = await signedIn('Phone', 'Tablet', 'Laptop');
    const page = await open();
    await show(page, sub);

    await page.getByRole('button', { name: 'End the others, and keep “Tablet”' }).click();
    expect(await dialogOf(page).innerText()).toContain('2 other sessions are ended');
    const result = await confirm(dialogOf(page), 'End the others', 'stolen bag');

    expect(result).toContain('2 of 2 sessions are ended');
    const [phone, tablet, laptop] = await Promise.all(devices.map((tokens) => verdictsOn(tokens)));
    expect([phone, tablet, laptop]).toEqual([REJECTED, ACCEPTED, REJECTED]);
    await page.getByText('1 session', { exact: true }).waitFor();
    expect(await sessionNames(page)).toEqual(['Tablet']);
  });

  it('are ended in sight: neither Back nor another address hides it, and to close the page is asked about', async () => {
    const { sub } = await signedIn('Phone', 'Tablet', 'Laptop');
    const page = await open();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    await show(page, sub);
    const held = Promise.withResolvers<undefined>();
    await page.route('**/api/sign-out', async (route) => {
      await held.promise;
      await route.continue();
    });
    await page.getByRole('button', { name: 'End the others, and keep “Tablet”' }).click();
    await dialogOf(page).getByLabel('Reason').fill('stolen bag');
    await dialogOf(page).getByRole('button', { name: 'End the others' }).click();
    await dialogOf(page).getByText('Ended 0 of 2').waitFor();

    for (const leave of ['history.back()', 'location.hash = "#/queues"', 'history.back()']) {
      await page.evaluate(leave);
      // The address changes after that, and is then put back.
      await page.waitForTimeout(300);
      expect(page.url()).toContain(sub);
      expect(await dialogOf(page).innerText()).toContain('Ended 0 of 2');
    }
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();
    held.resolve(undefined);

    await dialogOf(page).getByText('2 of 2 sessions are ended').waitFor();
    await dialogOf(page).getByRole('button', { name: 'Close' }).click();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Dead letters' }).waitFor();
  });

  it('are all ended, also one that is not registered; whoever signs in after that is accepted', async () => {
    const { username, sub, devices } = await signedIn('Phone', 'Laptop');
    const user = { username, password: 'Correct-horse-1' };
    const unregistered = await stack.signIn(user);
    const page = await open();
    await show(page, sub);

    await page.getByRole('button', { name: 'End all sessions' }).click();
    const result = await confirm(dialogOf(page), 'End all sessions', 'breach');

    const again = await stack.signIn(user);
    expect(result).toMatch(/^Complete\s+Every session that began up to \d\d:\d\d:\d\d UTC is ended/);
    for (const tokens of [...devices, unregistered]) expect(await verdictsOn(tokens)).toEqual(REJECTED);
    expect(await verdictsOn(again)).toEqual(ACCEPTED);
    await page.getByText('No session of this user is registered.').waitFor();
  });

  it('are ended on two consoles at once, and both say so', async () => {
    const { sub, devices } = await signedIn('Phone');
    const other = await startConsole(variablesOf(operator));
    const pages = [await open(), await open({}, { address: other.address })];
    for (const page of pages) await show(page, sub);

    const results = await Promise.all(
      pages.map(async (page) => {
        await page.getByRole('button', { name: 'End “Phone”' }).click();
        return confirm(dialogOf(page), 'End the session', 'lost');
      }),
    );

    // They read on, and are not to be told that the console has ended.
    for (const page of pages) await page.context().close();
    expect(await other.end()).toBe(0);
    for (const result of results) expect(result).toContain('The session is ended');
    for (const tokens of devices) expect(await verdictsOn(tokens)).toEqual(REJECTED);
  });

  it('are not ended without a reason', async () => {
    const { sub, devices } = await signedIn('Phone');
    const page = await open();
    await show(page, sub);

    await page.getByRole('button', { name: 'End all sessions' }).click();
    await dialogOf(page).getByLabel('Reason').fill('   ');
    await dialogOf(page).getByRole('button', { name: 'End all sessions' }).click();
    await page.getByText('A reason is needed.').waitFor();
    expect(await focusedName(page)).toBe('Reason');
    await page.keyboard.press('Escape');

    await dialogOf(page).waitFor({ state: 'detached' });
    for (const tokens of devices) expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
  });
});

describe('everybody', () => {
  it.each([
    ['client', UserPoolClientId],
    ['user pool', UserPoolId],
  ])('of the %s is signed out once its id is typed', async (what, id) => {
    const { devices } = await signedIn('Phone');
    const page = await open();
    await page.getByRole('link', { name: 'Everybody' }).click();
    await page.getByRole('button', { name: `Sign out everybody of the ${what} ${id}` }).click();
    const dialog = dialogOf(page);
    const goOn = () => dialog.getByRole('button', { name: 'Sign out everybody' }).click();

    await dialog.getByLabel('Reason').fill('leaked secret');
    await goOn();
    await dialog.getByText('That is not it.').waitFor();
    await dialog.getByLabel('To go on, type').fill(id.slice(0, -1));
    await goOn();
    await dialog.getByText('That is not it.').waitFor();
    for (const tokens of devices) expect(await verdictsOn(tokens)).toEqual(ACCEPTED);

    await dialog.getByLabel('To go on, type').fill(id);
    await goOn();
    await dialog.getByText('this takes about five seconds').waitFor();
    await dialog.getByText('Every session that began').waitFor();
    for (const tokens of devices) expect(await verdictsOn(tokens)).toEqual(REJECTED);
  });
});

describe('the record', () => {
  it('is searched for a reason, and leads to the user', async () => {
    const { sub } = await signedIn('Phone');
    const reason = `case ${randomUUID()}`;
    const page = await open();
    await show(page, sub);
    await page.getByRole('button', { name: 'End all sessions' }).click();
    await confirm(dialogOf(page), 'End all sessions', reason);

    await page.getByRole('link', { name: 'Record', exact: true }).click();
    await page.getByText(/^[\d,]+ records/).waitFor();
    await page.getByLabel('Find records').fill(reason);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByText(/^1 record, of [\d,]+ looked at$/).waitFor();
    await page.getByRole('link', { name: sub }).click();

    await page.getByText('No session of this user is registered.').waitFor();
  });

  it('holds nothing of what nobody has recorded', async () => {
    const page = await open();
    await page.getByRole('link', { name: 'Record', exact: true }).click();
    await page.getByLabel('Find records').fill(randomUUID());
    await page.getByRole('button', { name: 'Search' }).click();

    await page.getByText('No record holds this text.').waitFor();
  });
});

it('the dead letters of every part of the stack are counted', async () => {
  const page = await open();
  await page.getByRole('link', { name: 'Dead letters' }).click();

  await page.getByRole('rowheader', { name: /LiveConnections.*DeadLetterQueue/ }).waitFor();
  expect(await page.getByRole('rowheader').count()).toBeGreaterThanOrEqual(3);
  expect(await page.getByText('not known').count()).toBe(0);
});

describe('who may use it', () => {
  const ask = async (headers: Record<string, string>, token = new URL(running.address).hash.slice(1)) => {
    const { origin } = new URL(running.address);
    const own = { origin, authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const response = await fetch(`${origin}/api/users`, {
      method: 'POST',
      headers: { ...own, ...headers },
      body: '{"text":""}',
    });
    return response.status;
  };

  it('is nobody with another token, and no page of another origin', async () => {
    expect(await ask({})).toBe(200);
    expect(await ask({}, 'A'.repeat(43))).toBe(401);
    expect(await ask({ origin: 'https://evil.example' })).toBe(403);
    expect(await ask({ 'sec-fetch-site': 'cross-site' })).toBe(403);
  });

  it('is no page of another server of this machine, with the token or without', async () => {
    const other = await startConsole(variablesOf(operator));
    const page = await open({}, { address: other.address, expected: [/CORS|ERR_FAILED|Content Security Policy/] });
    await page.getByText(/^\d+ users?/).waitFor();
    const answer = await page.evaluate<string>(
      `fetch(${JSON.stringify(`${new URL(running.address).origin}/api/users`)}, {
        method: 'POST', body: '{"text":""}',
        headers: { authorization: ${JSON.stringify(`Bearer ${new URL(running.address).hash.slice(1)}`)}, 'content-type': 'application/json' },
      }).then((response) => String(response.status), (error) => error.name)`,
    );
    await other.end();

    expect(answer).toBe('TypeError');
  });

  it('is told where the address is, if the page is opened without its token, or with an old one', async () => {
    const without = await open({}, { address: new URL(running.address).origin });
    await without.getByText('Open the address that the console has printed').waitFor();
    expect(await axeViolations(without)).toEqual([]);

    const { origin } = new URL(running.address);
    const old = await open({}, { address: `${origin}/#${'A'.repeat(43)}`, expected: [/401/] });
    await old.getByText('This tab does not have the token').waitFor();
  });

  it('does not see the token in the address bar, and does not lose it when the page is loaded again', async () => {
    const page = await open();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    expect(page.url()).toBe(`${new URL(running.address).origin}/#/users`);

    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'Users' }).waitFor();
    expect(running.output()).not.toContain('Error');
  });
});

it('credentials that expire are told of, and renewed ones are taken without a new start', async () => {
  const { sub, devices } = await signedIn('Phone');
  const home = mkdtempSync(path.join(tmpdir(), 'cognito-sign-out-console-'));
  const file = path.join(home, 'credentials');
  const write = ({ accessKeyId, secretAccessKey }: Credentials) => {
    const lines = ['[support]', `aws_access_key_id = ${accessKeyId}`, `aws_secret_access_key = ${secretAccessKey}`, ''];
    writeFileSync(file, lines.join('\n'));
  };
  const temporary = await iamUserWith(POLICY);
  write(temporary);
  const variables = { AWS_SHARED_CREDENTIALS_FILE: file, AWS_PROFILE: 'support', SIGN_OUT_API_URL: SignOutApiUrl };
  const console_ = await startConsole(variables);
  const page = await open({}, { address: console_.address, expected: [/502/] });
  await show(page, sub);
  await page.getByRole('button', { name: 'End “Phone”' }).click();
  await dialogOf(page).getByLabel('Reason').fill('lost');

  await refuseFromNowOn(temporary);
  await dialogOf(page).getByRole('button', { name: 'End the session' }).click();
  await dialogOf(page).getByText('There are no AWS credentials, or they are not valid any more').waitFor();
  for (const tokens of devices) expect(await verdictsOn(tokens)).toEqual(ACCEPTED);
  expect(await dialogOf(page).getByRole('status').innerText()).toContain('Not done');

  write(operator);
  await dialogOf(page).getByRole('button', { name: 'Try again' }).click();
  await dialogOf(page).getByText('The session is ended').waitFor();
  expect(await console_.end()).toBe(0);
  rmSync(home, { recursive: true });
  for (const tokens of devices) expect(await verdictsOn(tokens)).toEqual(REJECTED);
});

it('a permission that is missing is named, and the rest goes on', async () => {
  const { sub } = await signedIn('Phone');
  const denied = POLICY.replaceAll(/"dynamodb:(Query|Scan)",? ?/g, '').replace(
    '"dynamodb:DescribeTable", ]',
    '"dynamodb:DescribeTable"]',
  );
  const limited = await startConsole(variablesOf(await iamUserWith(denied)));
  const page = await open({}, { address: limited.address, expected: [/502/] });
  await page.goto(`${new URL(limited.address).origin}/#/user/${sub}`);

  await page.locator('#connections').getByText('do not allow dynamodb:Query').waitFor();
  await page.getByText('1 session', { exact: true }).waitFor();
  await page.getByRole('link', { name: 'Record', exact: true }).click();
  await page.getByText('do not allow dynamodb:Scan').waitFor();
  expect(await limited.end()).toBe(0);
});

describe('a person', () => {
  it('needs no mouse: finds a user, ends a session, and is back where it was', async () => {
    const { username, sub, devices } = await signedIn('Phone', 'Laptop');
    const page = await open();
    await page.getByText(/^\d+ users?/).waitFor();

    await tabTo(page, 'Skip to the content');
    await page.keyboard.press('Enter');
    await tabTo(page, 'Find a user');
    await page.keyboard.type(username);
    await page.keyboard.press('Enter');
    await page.getByText('1 user', { exact: true }).waitFor();
    await tabTo(page, username);
    await page.keyboard.press('Enter');
    await page.getByText('2 sessions', { exact: true }).waitFor();
    expect(page.url()).toContain(sub);
    await tabTo(page, 'End “Phone”');
    await page.keyboard.press('Enter');
    await dialogOf(page).waitFor();
    await page.keyboard.press('Escape');
    await dialogOf(page).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'End “Phone”' }).and(page.locator(':focus')).waitFor();
    await page.keyboard.press('Enter');
    await tabTo(page, 'Reason');
    await page.keyboard.type('lost');
    await page.keyboard.press('Enter');
    await dialogOf(page).getByText('The session is ended').waitFor();
    expect(await focusedName(page)).toBe('Close');
    await page.keyboard.press('Enter');

    await page.getByText('1 session', { exact: true }).waitFor();
    const [phone, laptop] = await Promise.all(devices.map((tokens) => verdictsOn(tokens)));
    expect([phone, laptop]).toEqual([REJECTED, ACCEPTED]);
  });

  it.each<[string, BrowserContextOptions]>([
    ['a wide screen', {}],
    ['a narrow screen', NARROW],
    ['the dark', DARK],
    ['a narrow screen in the dark', { ...NARROW, ...DARK }],
  ])('reads every view on %s', async (_, options) => {
    const { sub, devices } = await signedIn('Phone', 'Laptop');
    await connected(devices[0]?.accessToken);
    const page = await open(options);
    const isFine = async () => {
      expect(await axeViolations(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
    };

    await page.getByText(/^\d+ users?/).waitFor();
    await isFine();
    await show(page, sub);
    await isFine();
    await page.getByRole('button', { name: 'End the others, and keep “Phone”' }).click();
    await dialogOf(page).waitFor();
    await isFine();
    await dialogOf(page).getByRole('button', { name: 'End the others' }).click();
    await isFine();
    await dialogOf(page).getByLabel('Reason').fill('lost');
    await dialogOf(page).getByRole('button', { name: 'End the others' }).click();
    await dialogOf(page).getByText('The session is ended').waitFor();
    await isFine();
    await dialogOf(page).getByRole('button', { name: 'Close' }).click();
    await page.getByRole('link', { name: 'Record', exact: true }).click();
    await page.getByText(/^[\d,]+ records/).waitFor();
    await isFine();
    await page.getByRole('link', { name: 'Everybody' }).click();
    await page.getByRole('heading', { level: 1, name: 'Everybody' }).waitFor();
    await isFine();
    await page.getByRole('button', { name: /user pool/ }).click();
    await dialogOf(page).waitFor();
    await isFine();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'Dead letters' }).click();
    await page.getByText(/given up|wait for a person/).waitFor();
    await isFine();
  });
});

it('has a picture, which is made anew with UPDATE_PICTURES=1', async () => {
  if (process.env['UPDATE_PICTURES'] === '1') {
    const { username, sub, devices } = await signedIn('Office computer', 'Tablet in the kitchen', 'Pixel 9');
    const [office, tablet] = devices;
    const email = 'alice@example.com';
    await stack.cognito.send(
      new AdminUpdateUserAttributesCommand({
        UserPoolId,
        Username: username,
        UserAttributes: [{ Name: 'email', Value: email }],
      }),
    );
    await connected(office?.accessToken);
    const page = await open({ viewport: { width: 1180, height: 900 } });
    await show(page, sub);
    await page.getByText(email).waitFor();
    await page.getByRole('button', { name: 'End “Tablet in the kitchen”' }).click();
    await confirm(dialogOf(page), 'End the session', 'Left on the train, ticket 4711');
    await page.getByText('2 sessions', { exact: true }).waitFor();
    await page.locator('#record').getByText('ticket 4711').waitFor();
    mkdirSync(path.dirname(PICTURE), { recursive: true });
    await page.screenshot({ path: PICTURE, fullPage: true });
    expect(tablet && (await verdictsOn(tablet))).toEqual(REJECTED);
  }

  expect(statSync(PICTURE).size).toBeLessThan(300_000);
});
