import { execFile, spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';

import { CALLER, FakeAdminApi, REGION } from '../fakes/fake-admin-api';

const PROGRAM = path.join(__dirname, '../../dist/cognito-sign-out.js');
const SIGNED_OUT = { outcome: 'complete', scope: 'user', signedOutAt: 1_800_000_000, unfinished: [] };

let api: FakeAdminApi;
let address: string;
let started: ChildProcess[];

beforeEach(async () => {
  api = new FakeAdminApi();
  api.reply = { status: 200, body: SIGNED_OUT };
  address = await api.start();
  started = [];
  const outputs = { UserPoolId: 'us-east-1_Pool', UserPoolClientId: 'client1', SignOutApiUrl: address };
  const members = Object.entries(outputs).map(
    ([key, value]) => `<member><OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member>`,
  );
  api.stackReply = {
    status: 200,
    // CloudFormation's answers to both questions: outputs, and no resources.
    body: [
      '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>Theirs</StackName><Outputs>',
      ...members,
      '</Outputs></member></Stacks></DescribeStacksResult></DescribeStacksResponse>',
    ].join(''),
  };
});

afterEach(async () => {
  for (const child of started) child.kill('SIGKILL');
  await api.stop();
});

const environment = (more: Record<string, string> = {}) => ({
  AWS_ENDPOINT_URL: address,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: CALLER.accessKeyId,
  AWS_SECRET_ACCESS_KEY: CALLER.secretAccessKey,
  AWS_EC2_METADATA_DISABLED: 'true',
  HOME: path.join(__dirname, 'nowhere'),
  ...more,
});

/** Runs it where it ends by itself. */
async function run(args: readonly string[], more: Record<string, string> = {}): Promise<[number, string]> {
  return new Promise((resolve) => {
    const options = { env: environment(more) };
    execFile(process.execPath, [PROGRAM, 'console', ...args], options, (error, stdout, stderr) => {
      resolve([error === null ? 0 : Number(error.code), stdout + stderr]);
    });
  });
}

/** Starts it, and waits for its page. */
async function start() {
  const child = spawn(process.execPath, [PROGRAM, 'console', '--stack', 'Theirs'], { env: environment() });
  started.push(child);
  let output = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const { origin, hash } = await new Promise<URL>((resolve, reject) => {
    child.stdout.on('data', () => {
      const [found] = /http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}/.exec(output) ?? [];
      if (found !== undefined) resolve(new URL(found));
    });
    child.once('exit', () => {
      reject(new Error(output));
    });
  });
  const ask = async (question: string, body: object): Promise<[number, unknown]> => {
    const headers = { origin, authorization: `Bearer ${hash.slice(1)}`, 'content-type': 'application/json' };
    const response = await fetch(`${origin}/api/${question}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return [response.status, await response.json()];
  };
  return { origin, ask, child, ended, output: () => output };
}

const refused = (error: string, text: string) => ({
  error,
  error_description: expect.stringContaining(text) as string,
});

describe('the console', () => {
  it('tells how it is used', async () => {
    const [code, output] = await run(['--help']);

    expect([code, output]).toEqual([0, expect.stringContaining('npx cognito-sign-out console --stack NAME [options]')]);
  });

  it.each([
    [[], {}, 2, '--stack: missing'],
    [['--stack', 'Theirs', '--port', '1'], {}, 2, '--port: got "1"'],
    [['--stack', 'Theirs'], { AWS_REGION: '' }, 1, 'No AWS Region is configured'],
    [['--stack', 'Theirs'], { AWS_ACCESS_KEY_ID: '' }, 1, 'There are no AWS credentials'],
  ])('does not begin with %j %j', async (args, more, code, problem) => {
    const outcome = await run(args, more);

    expect(outcome).toEqual([code, expect.stringContaining(problem)]);
    expect(outcome[1]).not.toMatch(/secret-of|^ +at /m);
  });

  it('does not begin on a port that is taken', async () => {
    const { port } = new URL(address);

    expect(await run(['--stack', 'Theirs', '--port', port])).toEqual([
      1,
      expect.stringContaining(`The port ${port} is taken: name another with --port.`),
    ]);
  });

  it('serves its page, tells what it looks after, and ends with 0 when it is interrupted', async () => {
    const { origin, ask, child, ended, output } = await start();

    expect(await (await fetch(origin)).text()).toContain('<script type="module" src="index.js"></script>');
    expect((await fetch(`${origin}/index.js`)).status).toBe(200);
    expect(await ask('stack', {})).toEqual([
      200,
      {
        stack: 'Theirs',
        region: REGION,
        userPoolId: 'us-east-1_Pool',
        clientIds: ['client1'],
        signOutApi: address,
        hasConnections: false,
      },
    ]);
    child.kill('SIGINT');
    expect(await ended).toBe(0);
    expect(output()).toMatch(/Ended\.\n$/);
    await expect(fetch(origin)).rejects.toThrow('fetch failed');
  });

  it('says what a stack does not keep', async () => {
    api.hasSessions = false;
    const { ask } = await start();

    expect(await ask('sessions', { sub: 's' })).toEqual([404, refused('no_sessions', 'sessions: {}')]);
    expect(await ask('connections', { sub: 's' })).toEqual([404, refused('no_connections', 'LiveConnections')]);
    expect(await ask('record', { text: '' })).toEqual([502, refused('incomplete_stack', 'RevocationTableName')]);
    expect(await ask('queues', {})).toEqual([200, { items: [] }]);
  });
});

describe('a sign-out', () => {
  it.each([
    [{ sub: 's' }, undefined],
    [{ sub: 's', sessionId: 'x' }, undefined],
    [{ clientId: 'client1' }, 'client1'],
    [{ userPool: true }, 'us-east-1_Pool'],
  ])('is signed by the operator, and says what came of it: %j', async (target, confirmation) => {
    const { ask } = await start();

    expect(await ask('sign-out', { target, reason: 'lost "it"', confirmation })).toEqual([200, SIGNED_OUT]);
    expect(api.requests).toEqual([{ ...target, reason: 'lost "it"' }]);
  });

  it.each([
    [{ target: { userPool: true }, reason: 'r' }, 'type us-east-1_Pool'],
    [{ target: { userPool: true }, reason: 'r', confirmation: 'us-east-1_pool' }, 'type us-east-1_Pool'],
    [{ target: { clientId: 'client1' }, reason: 'r', confirmation: 'us-east-1_Pool' }, 'type client1'],
    [{ target: { sub: 's' }, reason: '' }, 'reason must be'],
  ])('is not asked for by %j', async (question, problem) => {
    const { ask } = await start();

    expect(await ask('sign-out', question)).toEqual([400, refused('invalid_request', problem)]);
    expect(api.requests).toEqual([]);
  });

  it.each([
    [
      { status: 400, body: { error: 'invalid_request', error_description: 'x must be y' } },
      400,
      'invalid_request',
      'x must be y',
    ],
    [{ status: 503, body: { error: 'temporarily_unavailable' } }, 502, 'unknown_outcome', 'It is not known whether'],
    [{ status: 429, body: {} }, 502, 'unavailable', 'Nobody was signed out'],
    [{ status: 200, body: 'hello' }, 502, 'unknown_outcome', 'It is not known whether'],
    [{ status: 302, body: '' }, 502, 'not_the_api', 'Nobody was signed out'],
    [
      { status: 403, body: { message: 'secret' }, headers: { 'x-amzn-errortype': 'AccessDeniedException' } },
      502,
      'not_permitted',
      'execute-api:Invoke on the route POST /admin/sign-out',
    ],
    [
      { status: 403, body: { message: 'secret' }, headers: { 'x-amzn-errortype': 'ExpiredTokenException' } },
      502,
      'no_credentials',
      'ExpiredTokenException',
    ],
  ])('that is answered %j is told of', async (reply, status, error, text) => {
    const { ask } = await start();
    api.reply = reply;

    const answer = await ask('sign-out', { target: { sub: 's' }, reason: 'r' });

    expect(answer).toEqual([status, refused(error, text)]);
    expect(JSON.stringify(answer)).not.toContain('secret');
  });

  it('whose connection is cut leaves it open whether it was recorded', async () => {
    const { ask } = await start();
    api.isCut = true;

    expect(await ask('sign-out', { target: { sub: 's' }, reason: 'r' })).toEqual([
      502,
      refused('unknown_outcome', 'It is not known whether the sign-out was recorded'),
    ]);
  });

  it('that could not be sent is said to have done nothing', async () => {
    const { ask } = await start();
    await api.stop();

    expect(await ask('sign-out', { target: { sub: 's' }, reason: 'r' })).toEqual([
      502,
      refused('unavailable', 'Nobody was signed out'),
    ]);
    await api.start();
  });

  it('that has begun is seen to its end, though the page is gone and the console is told to end', async () => {
    const { ask, child, ended, output } = await start();
    const { promise, resolve } = Promise.withResolvers<undefined>();
    api.wait = promise;

    const answer = ask('sign-out', { target: { sub: 's' }, reason: 'r' });
    await api.arrived;
    child.kill('SIGINT');
    await new Promise<void>((seen) => {
      child.stdout.on('data', () => {
        if (output().includes('Waiting for a sign-out')) seen();
      });
    });
    resolve(undefined);

    expect(await answer).toEqual([200, SIGNED_OUT]);
    expect(await ended).toBe(0);
  });
});
