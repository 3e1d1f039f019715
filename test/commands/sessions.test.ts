import { execFile } from 'node:child_process';
import path from 'node:path';

import { CALLER, FakeAdminApi, REGION } from '../fakes/fake-admin-api';

const PROGRAM = path.join(__dirname, '../../dist/cognito-sign-out.js');
const USER = ['--username', 'alice@example.com'];
const ID = '9c1b7e52-6a0f-4d0e-8f43-1c2d3e4f5a6b';
const END = [...USER, '--end', ID, '--reason', 'stolen'];
const SIGNED_IN_AT = Date.parse('2027-01-15T08:00:00Z') / 1000;
const PHONE = {
  sessionId: ID,
  current: false,
  label: 'Pixel 9',
  clientId: '1example23456789',
  signedInAt: SIGNED_IN_AT,
  lastSeenAt: SIGNED_IN_AT + 3661,
  userAgent: 'Dart/3.9',
  ipAddress: '203.0.113.7',
};
const UNKNOWN_DEVICE = { sessionId: 'b', current: false, clientId: 'c', signedInAt: 0, lastSeenAt: 1 };
const ENDED = { outcome: 'partial', scope: 'session', signedOutAt: SIGNED_IN_AT, unfinished: ['refresh_token'] };

let api: FakeAdminApi;
let address: string;

beforeEach(async () => {
  api = new FakeAdminApi();
  api.reply = { status: 200, body: { sessions: [PHONE, UNKNOWN_DEVICE] } };
  address = await api.start();
});

afterEach(() => api.stop());

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
  readonly errors: string;
}

/** Runs the command as npm does on AWS. Whatever comes of it, it tells no secret, and drives no terminal. */
async function sessions(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const env = {
    SIGN_OUT_API_URL: address,
    AWS_ENDPOINT_URL: address,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: CALLER.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CALLER.secretAccessKey,
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: path.join(__dirname, 'nowhere'),
    ...environment,
  };
  const outcome = await new Promise<Outcome>((resolve) => {
    execFile(process.execPath, [PROGRAM, 'sessions', ...args], { env }, (error, output, errors) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output, errors });
    });
  });
  expect(outcome.output + outcome.errors).not.toMatch(/secret-of|Signature=|^ +at /m);
  expect((outcome.output + outcome.errors).replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
  return outcome;
}

describe("a user's sessions", () => {
  it.each([
    ['username', 'alice@example.com', 'the user "alice@example.com"'],
    ['sub', '5e0c1f6a', 'the user with the sub 5e0c1f6a'],
  ])('are asked for by %s, and are a table', async (option, value, whom) => {
    const { exitCode, output, errors } = await sessions([`--${option}`, value]);

    expect([api.routes, api.requests]).toEqual([['/admin/sessions'], [{ [option]: value }]]);
    expect([exitCode, errors]).toEqual([0, '']);
    expect(output.split('\n')).toEqual([
      `Sessions of:  ${whom}`,
      `At:           ${address}`,
      '',
      'SESSION                               LABEL    CLIENT            SIGNED IN             LAST SEEN             DEVICE    ADDRESS',
      `${ID}  Pixel 9  1example23456789  2027-01-15T08:00:00Z  2027-01-15T09:01:01Z  Dart/3.9  203.0.113.7`,
      'b                                     -        c                 1970-01-01T00:00:00Z  1970-01-01T00:00:01Z  -         -',
      '',
      '2 registered sessions are alive. To end one: --end SESSION --reason TEXT',
      '',
    ]);
  });

  it('are JSON for programs, whole, and nothing else is', async () => {
    const userAgent = `Mozilla/5.0 ${'x'.repeat(244)}`;
    api.reply = { status: 200, body: { sessions: [{ ...PHONE, userAgent }] } };

    const { exitCode, output } = await sessions([...USER, '--json']);

    const { current, ...told } = PHONE;
    expect(current).toBe(false);
    expect([exitCode, JSON.parse(output)]).toEqual([0, { sessions: [{ ...told, userAgent }] }]);
  });

  it('that bear long names are shortened in the table', async () => {
    const [label, userAgent] = ['l'.repeat(100), '\u001b'.repeat(256)];
    api.reply = { status: 200, body: { sessions: [{ ...PHONE, label, userAgent }] } };

    const { output } = await sessions(USER);

    expect(output).toContain(` ${'l'.repeat(39)}…  `);
    expect(output).toContain(` ${'\\u001b'.repeat(6)}\\u0…  `);
  });

  it.each([[], ['--json']])('cannot drive the terminal: %j', async (...json) => {
    const evil = '\u001b]0;x\u0007\u009b2J\r\n\u202e';
    const session = { ...PHONE, sessionId: `s${evil}`, clientId: evil, label: evil, userAgent: evil, ipAddress: evil };
    api.reply = { status: 200, body: { sessions: [session] } };

    const { exitCode, output } = await sessions([...USER, ...json]);

    expect(exitCode).toBe(0);
    expect(output).toContain('\\u001b]0;x\\u0007\\u009b2J');
  });

  it('are told of where there are none', async () => {
    api.reply = { status: 200, body: { sessions: [] } };

    expect(await sessions(USER)).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('No registered session is alive. Sessions that no app has registered') as string,
    });
    expect(JSON.parse((await sessions([...USER, '--json'])).output)).toEqual({ sessions: [] });
  });

  it('are all of them, however many parts the list has', async () => {
    const page = (names: string[], nextToken?: string) => ({
      status: 200,
      body: { sessions: names.map((sessionId) => ({ ...PHONE, sessionId })), nextToken },
    });
    api.firstReplies.push(page(['a', 'b'], '2.b'), page(['c'], '1.c'), page(['d']));

    const { output, errors } = await sessions([...USER, '--json']);

    const user = { username: 'alice@example.com' };
    expect(api.requests).toEqual([user, { ...user, nextToken: '2.b' }, { ...user, nextToken: '1.c' }]);
    const { sessions: listed } = JSON.parse(output) as { sessions: { sessionId: string }[] };
    expect(listed.map(({ sessionId }) => sessionId)).toEqual(['a', 'b', 'c', 'd']);
    expect(errors).toBe('2 sessions so far …\n3 sessions so far …\n');
  });

  it('are not listed in part: where a later part fails, nothing is', async () => {
    api.firstReplies.push({ status: 200, body: { sessions: [PHONE], nextToken: '2.b' } });
    api.reply = { status: 503, body: { error: 'temporarily_unavailable' }, headers: { 'retry-after': '1' } };

    expect(await sessions(USER)).toMatchObject({
      exitCode: 1,
      output: '',
      errors: expect.stringContaining('(503). Nothing was listed: try again in 1 s.') as string,
    });
  });

  it('are not asked for without end where the list leads back to itself', async () => {
    api.reply = { status: 200, body: { sessions: [PHONE], nextToken: '2.b' } };

    expect(await sessions(USER)).toMatchObject({
      exitCode: 1,
      errors: expect.stringContaining('did not answer as the sign-out API does') as string,
    });
    expect(api.requests).toHaveLength(2);
  });
});

describe('one session', () => {
  it.each([
    [ENDED, 'Cognito still accepts its refresh token. What it gives for that is rejected as well.'],
    [{ ...ENDED, outcome: 'complete', unfinished: [] }, 'Its access and ID tokens are rejected.\nIt was taken for'],
  ])('is ended, with why, and its end told: %j', async (body, said) => {
    api.reply = { status: 200, body };

    const { exitCode, output } = await sessions(END);

    expect(api.routes).toEqual(['/admin/sign-out']);
    expect(api.requests).toEqual([{ username: 'alice@example.com', sessionId: ID, reason: 'stolen' }]);
    expect(exitCode).toBe(0);
    expect(output.split('\n').slice(0, 6)).toEqual([
      `Ending:  the session ${ID} of the user "alice@example.com"`,
      `At:      ${address}`,
      'Reason:  "stolen"',
      '',
      `Ended: the session ${ID}, at 2027-01-15T08:00:00.000Z.`,
      'Its access and ID tokens are rejected.',
    ]);
    expect(output).toContain(said);
    expect(output).toContain('taken for one of the user "alice@example.com", and not looked up');
  });

  it.each([
    [{ ...ENDED, outcome: 'ended' }],
    [{ ...ENDED, scope: 'user' }],
    [{ ...ENDED, signedOutAt: 'now' }],
    ['Ended'],
  ])('is not said to have ended where the API does not say so: %j', async (body) => {
    api.reply = { status: 200, body };

    const { exitCode, output, errors } = await sessions(END);

    expect([exitCode, errors]).toEqual([
      1,
      expect.stringContaining('It is not known whether the sign-out was recorded.'),
    ]);
    expect(output).not.toContain('Ended');
  });

  it('is ended where sessions are not registered as well', async () => {
    api.hasSessions = false;
    api.reply = { status: 200, body: ENDED };

    expect((await sessions(END)).exitCode).toBe(0);
  });
});

describe('it says what to do', () => {
  it('where sessions are not registered: how to switch that on', async () => {
    api.hasSessions = false;

    const { exitCode, errors } = await sessions(USER);

    expect(exitCode).toBe(1);
    expect(errors).toContain(`${address} has no POST /admin/sessions (404). Nothing was listed.`);
    expect(errors).toContain('TokenRevocation the property sessions: {} and deploy');
  });

  it('where a command is not valid: nothing is called', async () => {
    const { exitCode, errors } = await sessions(['--end', ID]);

    expect([exitCode, errors]).toEqual([2, expect.stringContaining('--reason: missing')]);
    expect(errors).toContain('npx cognito-sign-out sessions (--username NAME | ');
    expect(api.requests).toEqual([]);
  });

  it('where help is asked for', async () => {
    expect(await sessions(['--help'])).toMatchObject({
      exitCode: 0,
      output: expect.stringContaining('--end SESSION_ID') as string,
    });
  });

  it.each([
    [USER, 'Nothing was listed.'],
    [END, 'Nobody was signed out.'],
  ])('where the user is not known: %j', async (args, notDone) => {
    api.reply = { status: 404, body: { error: 'unknown_user' } };

    const { exitCode, errors } = await sessions(args);

    expect([exitCode, errors]).toEqual([
      1,
      expect.stringContaining(`Cognito does not know the user "alice@example.com". ${notDone}`),
    ]);
  });

  it.each([
    [USER, 'the IAM permission execute-api:Invoke on the route POST /admin/sessions of this API'],
    [END, 'the IAM permission execute-api:Invoke on the route POST /admin/sign-out of this API'],
  ])('where IAM does not allow it: %j', async (args, permission) => {
    api.reply = { status: 403, body: {}, headers: { 'x-amzn-errortype': 'ForbiddenException' } };

    const { exitCode, errors } = await sessions(args);

    expect([exitCode, errors]).toEqual([1, expect.stringContaining(permission)]);
  });

  it.each([
    [
      400,
      { error: 'invalid_request', error_description: 'no\u001b[2J' },
      'refused the request: no\\u001b[2J.\nNothing was',
    ],
    [429, {}, 'has too much to do. Nothing was listed: try again.'],
    [500, {}, 'could not answer (500). Nothing was listed: try again in a moment.'],
    [200, { sessions: 'secret-of-theirs' }, 'did not answer as the sign-out API does. Nothing was listed.'],
    [200, { sessions: [null] }, 'did not answer as the sign-out API does'],
    [200, { sessions: [{ ...PHONE, sessionId: 1 }] }, 'did not answer as the sign-out API does'],
    [200, { sessions: [{ ...PHONE, signedInAt: 1e13 }] }, 'did not answer as the sign-out API does'],
    [200, { sessions: [{ ...PHONE, lastSeenAt: -1 }] }, 'did not answer as the sign-out API does'],
    [200, { sessions: [{ ...PHONE, label: 7 }] }, 'did not answer as the sign-out API does'],
    [200, { sessions: [PHONE], nextToken: 7 }, 'did not answer as the sign-out API does'],
    [200, '{"sessions": [], "secret-of', 'did not answer as the sign-out API does'],
    [307, '', 'answered 307, as the sign-out API does not'],
  ])('where the API answers %d %j', async (status, body, said) => {
    api.reply = { status, body };

    expect(await sessions(USER)).toMatchObject({ exitCode: 1, errors: expect.stringContaining(said) as string });
  });

  it('where the API cannot be reached, or no Region or credentials are there', async () => {
    expect((await sessions(USER, { AWS_REGION: '' })).errors).toContain('No AWS Region is configured');
    expect((await sessions(USER, { AWS_ACCESS_KEY_ID: '' })).errors).toContain(
      'no AWS credentials, or they are not valid',
    );
    expect(
      (await sessions([...USER, '--api-url', 'https://abcd1234.execute-api.eu-west-1.amazonaws.com'])).errors,
    ).toContain('Set AWS_REGION=eu-west-1 if it is the API that you mean. Nothing was listed.');
    await api.stop();
    expect((await sessions(USER)).errors).toContain('(ECONNREFUSED).\nNothing was listed.');
  });
});
