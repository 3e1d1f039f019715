import { execFile, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { Report } from '../../commands/verify/report';
import { FakeDeployment } from '../fakes/fake-deployment';

const ROOT = path.join(__dirname, '../..');
const PROGRAM = path.join(ROOT, 'dist/cognito-sign-out.js');
const { version: VERSION } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
const LEFT_BY_OTHERS = 'cognito-sign-out-verify-20270101t000000z-0badcafe';

// A whole run takes seconds: some of what it believes is of seconds.
jest.setTimeout(60_000);

let deployment: FakeDeployment;

beforeEach(async () => {
  deployment = new FakeDeployment();
  deployment.version = VERSION;
  // Of the refresh token that comes with a local sign-out it knows nothing, as of a client with a secret.
  deployment.client = { ...deployment.client, ClientSecret: 'secret-of-the-client' };
  deployment.sessions.secrets.push('secret-of-the-client', 'secret-of-the-caller');
  await deployment.start();
  const { address } = deployment;
  deployment.outputs = { RestApiUrl: `${address}/rest`, GraphqlApiUrl: `${address}/graphql`, GraphqlApiId: 'graphql' };
});

afterEach(() => deployment.stop());

interface Outcome {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the program, as `npm pack` ships it. Whatever comes of it, it tells no secret, and leaves no user. */
async function verify(
  args: readonly string[] = [],
  environment: Record<string, string> = {},
  started: (child: ChildProcess) => void = () => undefined,
): Promise<Outcome> {
  const env = {
    AWS_ENDPOINT_URL: deployment.address,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'key-of-the-caller',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-caller',
    AWS_EC2_METADATA_DISABLED: 'true',
    AWS_MAX_ATTEMPTS: '1',
    HOME: path.join(__dirname, 'nowhere'),
    // Of this product's own AppSync API only the query is here.
    ...environment,
  };
  const outcome = await new Promise<Outcome>((resolve) => {
    const command = [PROGRAM, 'verify', '--stack', 'Theirs', ...args];
    const child = execFile(process.execPath, command, { env }, (_, stdout, stderr) => {
      resolve({ exitCode: child.exitCode, stdout, stderr });
    });
    started(child);
  });
  const said = outcome.stdout + outcome.stderr;
  expect(deployment.sessions.secrets.filter((secret) => said.includes(secret))).toEqual([]);
  expect(said).not.toMatch(/Signature=|^ +at /m);
  return outcome;
}

/** Lets a run end as soon as it has made its users. */
const refuseSignIns = (operation: string) =>
  operation === 'InitiateAuth' ? { status: 400, body: { __type: 'NotAuthorizedException', message: '' } } : undefined;
const usersLeft = () => [...deployment.sessions.users.keys()];
const graphql = () => ['--graphql-url', `${deployment.address}/graphql`];

describe('a stack that keeps its promises', () => {
  it('is told so at every gateway, by every way to sign out, and no user is left', async () => {
    const { exitCode, stdout, stderr } = await verify([...graphql(), '--json']);

    const report = JSON.parse(stdout) as Report & { counts: Record<string, number>; exitCode: number };
    expect(report.results.filter(({ verdict }) => verdict === 'broken')).toEqual([]);
    expect([exitCode, report.exitCode, stderr]).toEqual([0, 0, '']);
    const ways = new Set(report.results.flatMap(({ kind, id }) => (kind === 'promise' ? [id.split('/')[0]] : [])));
    expect([...ways]).toEqual([
      'admission',
      'local-access',
      'local-id',
      'local-refresh',
      'others-access',
      'others-id',
      'global-access',
      'global-id',
      'revoke-refresh',
      'revoke-access',
      'proxy-revoke',
      'proxy-global',
      'session-access',
      'admin-username',
      'admin-sub',
      'admin-session',
      'same-second',
      'introspection',
    ]);
    for (const place of ['HTTP API', 'REST API', 'AppSync', 'refreshed later', 'new sign-in']) {
      const kept = report.results.filter((result) => result.place === place && result.verdict === 'kept');
      expect(kept.length).toBeGreaterThanOrEqual(13);
    }
    expect(report).toMatchObject({ version: VERSION, stackVersion: VERSION, emulator: '127.0.0.1', failure: null });
    expect(report.users).toEqual({ made: 2, removed: 2, left: [] });
    expect(usersLeft()).toEqual([]);

    // It was not AWS that answered: no belief is called confirmed.
    const verdicts = new Set(report.results.flatMap(({ kind, verdict }) => (kind === 'belief' ? [verdict] : [])));
    expect([...verdicts].sort()).toEqual(['not shown here', 'not tried']);
    expect(report.results.find(({ id }) => id === 'updated-issuer')?.seen).toBe(
      'nothing: there is none on an emulator',
    );
  });

  it('is verified by its ID tokens alone, if it takes no others', async () => {
    const isAccepted = deployment.sessions.isAccepted.bind(deployment.sessions);
    deployment.sessions.isAccepted = (token) => {
      const { token_use } = JSON.parse(
        Buffer.from(token.split('.')[1] ?? '', 'base64url').toString() || '{}',
      ) as Record<string, unknown>;
      return token_use !== 'access' && isAccepted(token);
    };

    const { exitCode, stdout } = await verify(graphql());

    expect([exitCode, stdout]).toEqual([0, expect.not.stringContaining('✗')]);
    expect(stdout).not.toContain('by the access token');
    // The report for people.
    expect(stdout).toMatch(/^POST \/sign-out, others, by the ID token {2}\[\d\d:\d\d:\d\d UTC\]$/m);
    expect(stdout).toMatch(/^ {2}✓ kept {4}REST API +\d+ ms {2}phone out; laptop, stranger in$/m);
    expect(stdout).toContain('Left alone: sign-outs of an app client, and of the whole user pool.');
    expect(stdout).toContain('This was an emulator (127.0.0.1), and not AWS');
    expect(stdout).toMatch(/\nEvery promise that was tried is kept\.\n$/);
  });
});

describe('a broken promise', () => {
  it('is found at the gateway that breaks it, and there alone', async () => {
    deployment.lenient = ['/rest/session'];

    const { exitCode, stdout } = await verify([...graphql(), '--json']);

    const { results } = JSON.parse(stdout) as Report;
    const broken = results.filter(({ verdict }) => verdict === 'broken');
    expect(exitCode).toBe(1);
    expect(new Set(broken.map(({ place }) => place))).toEqual(new Set(['REST API', 'refreshed later']));
    expect(broken.find(({ id }) => id === 'local-access/rest-api')?.seen).toBe(
      ['', ' refreshed'].map((kind) => `phone,${kind} access token: 200; phone,${kind} ID token: 200`).join('; '),
    );
    expect(usersLeft()).toEqual([]);
  });

  it('is a sign-in that no gateway lets in: then nothing else is tried', async () => {
    deployment.sessions.isAccepted = () => false;

    const { exitCode, stdout } = await verify([...graphql()]);

    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/✗ broken {2}HTTP API .*\n {6}seen: access token: 401; ID token: 401\n/);
    expect(stdout).not.toContain('POST /sign-out');
    expect(stdout).toContain('A promise is BROKEN');
    expect(usersLeft()).toEqual([]);
  });
});

describe('it could not be verified', () => {
  it.each([
    ['without credentials', { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 'There are no AWS credentials'],
    ['without a Region', { AWS_REGION: '' }, 'No AWS Region is configured: set AWS_REGION'],
    ['in what is no Region', { AWS_REGION: 'us east 1' }, 'AWS_REGION is no Region: got "us east 1"'],
    ['where nobody answers', { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }, 'Look at the network, at the Region'],
  ])('%s', async (_, environment, said) => {
    const { exitCode, stdout, stderr } = await verify([], environment);

    expect([exitCode, stdout, stderr]).toEqual([3, '', expect.stringContaining(said)]);
    expect(deployment.operations).toEqual([]);
  });

  it.each([
    [3, 'no_credentials', [], { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }],
    [2, 'invalid_options', ['--revocation-delay', '10'], {}],
  ])('%d, %s: then the JSON says so too', async (exitCode, code, args, environment: Record<string, string>) => {
    const outcome = await verify(['--json', ...args], environment);

    expect(outcome.exitCode).toBe(exitCode);
    expect(JSON.parse(outcome.stdout)).toEqual({
      version: VERSION,
      results: [],
      failure: { code, message: outcome.stderr.trim() },
      exitCode,
    });
  });

  it('where there is no such stack, or nobody may look', async () => {
    const failure = (code: string, message: string) => ({
      status: 400,
      body: `<ErrorResponse><Error><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
    });
    deployment.instead = () => failure('ValidationError', 'Stack with id Theirs does not exist');
    expect(await verify()).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('no CloudFormation stack Theirs in the Region us-east-1') as string,
    });
    deployment.instead = () => failure('AccessDenied', 'no');
    expect(await verify()).toMatchObject({
      exitCode: 3,
      stderr: expect.stringContaining('do not allow cloudformation:DescribeStacks') as string,
    });
    expect(deployment.operations).toEqual([]);
  });

  it('where the stack was made with another version, unless that is allowed', async () => {
    deployment.version = '0.0.1';
    const refused = await verify(graphql());
    expect(refused).toMatchObject({ exitCode: 3, stdout: '' });
    expect(refused.stderr).toContain(`The stack was made with cognito-sign-out 0.0.1; this is ${VERSION}.`);
    expect(deployment.operations).toEqual([]);
    deployment.version = undefined;
    expect((await verify(graphql())).stderr).toContain('does not say with which version');

    deployment.instead = refuseSignIns;
    expect((await verify([...graphql(), '--any-version'])).stdout).toContain('Users: 2 made, 2 removed.');
  });

  it('where the stack does not name a user pool', async () => {
    deployment.outputs = { UserPoolId: '' };

    const { exitCode, stderr } = await verify();

    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('there is no output UserPoolId')]);
  });

  it.each([
    ['by the app client', { client: { ExplicitAuthFlows: ['ALLOW_CUSTOM_AUTH'] } }, 'its flows are ALLOW_CUSTOM_AUTH'],
    ['without a second factor', { pool: { MfaConfiguration: 'ON' } }, 'a second factor of everybody'],
  ])('where nobody can sign in %s: then no user is made', async (_, { client = {}, pool = {} }: Settings, said) => {
    Object.assign(deployment.client, client);
    deployment.pool = pool;

    const { exitCode, stdout, stderr } = await verify();

    expect([exitCode, stdout + stderr]).toEqual([3, expect.stringContaining(said)]);
    expect(deployment.operations).not.toContain('AdminCreateUser');
  });

  it('to its end, where Cognito fails in the middle: it says so, and removes what it made', async () => {
    deployment.instead = (operation, nth) =>
      operation === 'InitiateAuth' && nth === 4
        ? { status: 400, body: { __type: 'UserLambdaValidationException', message: 'PreAuthentication failed' } }
        : undefined;

    const { exitCode, stdout } = await verify(graphql());

    expect(exitCode).toBe(3);
    expect(stdout).toContain(
      'Not all was tried: Cognito refused cognito-idp:InitiateAuth (UserLambdaValidationException)',
    );
    expect(stdout).toContain('Users: 2 made, 2 removed.');
    expect(usersLeft()).toEqual([]);
  });

  it('by users of whom nobody knows whether they were made: they are removed as well', async () => {
    deployment.instead = (operation) =>
      operation === 'AdminCreateUser'
        ? { status: 500, body: { __type: 'InternalErrorException', message: '' } }
        : undefined;

    const { exitCode, stdout } = await verify(graphql());

    expect([exitCode, stdout]).toEqual([
      3,
      expect.stringContaining('AWS could not answer cognito-idp:AdminCreateUser'),
    ]);
    expect(deployment.operations.filter((name) => name === 'AdminDeleteUser')).toHaveLength(1);
  });
});

interface Settings {
  readonly client?: Record<string, unknown>;
  readonly pool?: Record<string, unknown>;
}

describe('interrupted in the middle', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('by %s, it says so, and removes what it made', async (signal) => {
    let child: ChildProcess | undefined;
    let kills = 0;
    deployment.instead = async (operation, nth) => {
      // While a call is under way; and once more while it cleans up.
      if ((operation === 'InitiateAuth' && nth === 6) || operation === 'AdminDeleteUser') {
        child?.kill(signal);
        kills++;
        await new Promise((resolve) => setTimeout(resolve, 200));
      }
      return undefined;
    };

    const { exitCode, stdout, stderr } = await verify(graphql(), {}, (started) => {
      child = started;
    });

    expect(kills).toBe(3);
    expect([exitCode, stderr]).toEqual([3, expect.stringContaining('Interrupted: removing what was made.')]);
    expect(stdout).toContain('Not all was tried: It was interrupted.');
    expect(stdout).toContain('Users: 2 made, 2 removed.');
    expect(usersLeft()).toEqual([]);
  });
});

describe('users that are left', () => {
  it('are told of where they cannot be removed, and make it fail', async () => {
    deployment.instead = (operation) =>
      operation === 'AdminDeleteUser'
        ? { status: 400, body: { __type: 'AccessDeniedException', message: '' } }
        : refuseSignIns(operation);

    const { exitCode, stdout } = await verify(graphql());

    expect(exitCode).toBe(3);
    expect(stdout).toMatch(
      /Users: 2 made, 0 removed\. LEFT: cognito-sign-out-verify-\S+, cognito-sign-out-verify-\S+\. /,
    );
    expect(usersLeft()).toHaveLength(2);
  });

  it('by an earlier run are found, and removed when asked for; nobody else is', async () => {
    deployment.addUser(LEFT_BY_OTHERS);
    deployment.addUser('alice');
    deployment.instead = refuseSignIns;
    const { stderr } = await verify(graphql());
    expect(stderr).toContain('Users of an earlier run are there, or of one that is under way: 1.');
    expect(usersLeft()).toEqual([LEFT_BY_OTHERS, 'alice']);

    deployment.version = '0.0.1';
    const { exitCode, stdout } = await verify(['--clean-up']);

    expect([exitCode, stdout]).toEqual([0, 'Left by earlier runs: Users: 1 made, 1 removed.\n']);
    expect(usersLeft()).toEqual(['alice']);
  });
});
