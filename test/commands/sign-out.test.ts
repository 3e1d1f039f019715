import { execFile } from 'node:child_process';
import path from 'node:path';

import { CALLER, FakeAdminApi, REGION } from '../fakes/fake-admin-api';

const PROGRAM = path.join(__dirname, '../../dist/cognito-sign-out.js');
const USER = ['--username', 'alice@example.com', '--reason', 'lost phone'];
const SIGNED_OUT_AT = Date.parse('2027-01-15T08:00:00Z') / 1000;
const COMPLETE = { outcome: 'complete', scope: 'user', signedOutAt: SIGNED_OUT_AT, unfinished: [] };

let api: FakeAdminApi;
let address: string;

beforeEach(async () => {
  api = new FakeAdminApi();
  api.reply = { status: 200, body: COMPLETE };
  address = await api.start();
});

afterEach(() => api.stop());

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs the command as npm does on AWS, where nobody can be asked. Whatever comes of it, it tells no secret. */
async function signOut(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
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
    const child = execFile(process.execPath, [PROGRAM, 'sign-out', ...args], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
    child.stdin?.end();
  });
  expect(outcome.output).not.toMatch(/secret-of|Signature=|^ +at /m);
  return outcome;
}

describe('a sign-out', () => {
  it.each([
    ['username', 'alice@example.com', { username: 'alice@example.com' }, 'the user "alice@example.com"'],
    ['sub', '5e0c1f6a', { sub: '5e0c1f6a' }, 'the user with the sub 5e0c1f6a'],
  ])('by %s is asked for, signed, and told of', async (option, value, member, whom) => {
    const { exitCode, output } = await signOut([`--${option}`, value, '--reason', 'Überfall, "quoted"']);

    expect(api.requests).toEqual([{ ...member, reason: 'Überfall, "quoted"' }]);
    expect(exitCode).toBe(0);
    expect(output.split('\n').slice(0, 3)).toEqual([
      `Signing out:  ${whom}`,
      `At:           ${address}`,
      'Reason:       "Überfall, \\"quoted\\""',
    ]);
    expect(output).toContain(
      `Complete. Signed out: ${whom}, from every session that began up to 2027-01-15T08:00:00.000Z`,
    );
    expect(output).not.toContain('5 s');
  });

  it.each([
    [['--client-id', '1example23456789'], { clientId: '1example23456789' }, 'with the app client 1example23456789'],
    [['--user-pool'], { userPool: true }, 'everybody in the user pool'],
  ])('of more than one user takes a while: %j', async (target, member, whom) => {
    const { exitCode, output } = await signOut([...target, '--reason', 'breach', '--yes']);

    expect(api.requests).toEqual([{ ...member, reason: 'breach' }]);
    expect([exitCode, output]).toEqual([0, expect.stringContaining(whom)]);
    expect(output).toContain('This takes about 5 s');
  });

  it.each([
    [['--client-id', '1example23456789'], 'everybody who signed in with the app client 1example23456789'],
    [['--user-pool'], 'everybody in the user pool'],
  ])('of more than one user is refused where nobody can be asked: %j', async (target, whom) => {
    const { exitCode, output } = await signOut([...target, '--reason', 'breach'], { SIGN_OUT_API_URL: '' });

    expect(exitCode).toBe(1);
    expect(output).toContain(`To sign out ${whom} without a terminal to ask on, add --yes. Nobody was signed out.`);
    expect([api.requests, api.stacksAsked]).toEqual([[], []]);
  });

  it('in part is told of, with what Cognito still accepts, and ends with 1', async () => {
    api.reply = {
      status: 200,
      body: { ...COMPLETE, outcome: 'partial', unfinished: ['cognito_global_sign_out'] },
    };

    const { exitCode, output } = await signOut(USER);

    expect(exitCode).toBe(1);
    expect(output).toContain('Partial. Signed out: the user "alice@example.com"');
    expect(output).toContain('2027-01-15T08:00:00.000Z');
    expect(output).toContain("Cognito still accepts the user's refresh tokens (cognito_global_sign_out)");
    expect(output).toContain('run this again');
    expect(output).not.toContain('Complete');
  });

  it('is signed with temporary credentials as well', async () => {
    api.sessionToken = 'secret-of-the-session';

    expect((await signOut(USER, { AWS_SESSION_TOKEN: 'secret-of-the-session' })).exitCode).toBe(0);
    expect(api.requests).toHaveLength(1);
  });

  it('is sent under the path of a custom domain', async () => {
    expect((await signOut([...USER, '--api-url', `${address}/v1/$default/`], { SIGN_OUT_API_URL: '' })).exitCode).toBe(
      0,
    );
    expect(api.requests).toHaveLength(1);
  });
});

describe('the API', () => {
  const stackWith = (key: string, value: string) => ({
    status: 200,
    body: [
      '<DescribeStacksResponse><DescribeStacksResult><Stacks><member><StackName>x</StackName><Outputs><member>',
      `<OutputKey>${key}</OutputKey><OutputValue>${value}</OutputValue></member></Outputs></member></Stacks>`,
      '</DescribeStacksResult></DescribeStacksResponse>',
    ].join(''),
  });
  const failure = (code: string, message: string, status = 400) => ({
    status,
    body: `<ErrorResponse><Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error></ErrorResponse>`,
  });
  const byStack = async (...args: string[]) => signOut([...USER, ...args], { SIGN_OUT_API_URL: '' });

  it.each([
    [[], 'CognitoSignOut'],
    [['--stack', 'Theirs'], 'Theirs'],
  ])('is where the stack says: %j', async (args, stack) => {
    api.stackReply = stackWith('SignOutApiUrl', address);

    expect((await byStack(...args)).exitCode).toBe(0);
    expect(api.stacksAsked).toEqual([`DescribeStacks ${stack}`]);
    expect(api.requests).toHaveLength(1);
  });

  it.each([
    ['is not there', failure('ValidationError', 'Stack with id CognitoSignOut does not exist'), 'There is no'],
    ['has no such output', stackWith('RestApiUrl', 'https://x'), 'has no output SignOutApiUrl'],
    [
      'has another kind of output',
      stackWith('SignOutApiUrl', 'none'),
      'has an output SignOutApiUrl that is no https URL',
    ],
    ['may not be asked', failure('AccessDenied', 'no', 403), 'do not allow cloudformation:DescribeStacks'],
    ['is asked with a token of old', failure('ExpiredToken', 'no', 403), 'no AWS credentials, or they are not valid'],
    ['does not answer', failure('InternalFailure', 'no', 500), 'could not be asked where the API is (InternalFailure)'],
  ])('is not guessed where the stack %s', async (_, reply, said) => {
    api.stackReply = reply;

    const { exitCode, output } = await byStack();

    expect([exitCode, output]).toEqual([1, expect.stringContaining(said)]);
    expect(api.requests).toEqual([]);
  });

  it('is not called in another Region than the one that is configured', async () => {
    const elsewhere = 'https://abcd1234.execute-api.eu-west-1.amazonaws.com';

    const { exitCode, output } = await signOut([...USER, '--api-url', elsewhere]);

    expect(exitCode).toBe(1);
    expect(output).toContain(`${elsewhere} is in the Region eu-west-1, and us-east-1 is configured.`);
    expect(output).toContain('Set AWS_REGION=eu-west-1');
  });

  it('is not called without a Region', async () => {
    const { exitCode, output } = await signOut(USER, { AWS_REGION: '' });

    expect([exitCode, output]).toEqual([1, expect.stringContaining('No AWS Region is configured')]);
    expect(api.requests).toEqual([]);
  });
});

describe('it says what to do', () => {
  it('where a command is not valid: all of it at once, and nothing is called', async () => {
    const { exitCode, output } = await signOut(['--sub', '', '--yess'], { SIGN_OUT_API_URL: 'x' });

    expect(exitCode).toBe(2);
    expect(output).toContain('--sub: got ""');
    expect(output).toContain('--reason: missing');
    expect(output).toContain('--yess: unknown option');
    expect(output).toContain('SIGN_OUT_API_URL: got "x"; allowed: an https URL');
    expect(output).toContain('npx cognito-sign-out sign-out (--username NAME | ');
    expect(api.requests).toEqual([]);
  });

  it('where help is asked for', async () => {
    const { exitCode, output } = await signOut(['--help']);

    expect([exitCode, output]).toEqual([0, expect.stringContaining('--user-pool       everybody')]);
    expect(api.requests).toEqual([]);
  });

  it.each([
    [{ AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' }, 'CredentialsProviderError'],
    [{ AWS_SECRET_ACCESS_KEY: 'another secret-of-theirs' }, 'InvalidSignatureException'],
    [{ AWS_REGION: 'eu-west-1' }, 'InvalidSignatureException'],
  ])('where the credentials are not valid: %j', async (environment, name) => {
    const { exitCode, output } = await signOut(USER, environment);

    expect(exitCode).toBe(1);
    expect(output).toContain(`There are no AWS credentials, or they are not valid (${name}).`);
    expect(api.requests).toEqual([]);
  });

  it.each([
    [403, { message: 'Forbidden secret-of-theirs' }, {}, 'the IAM permission execute-api:Invoke on the route'],
    [403, {}, { 'x-amzn-errortype': 'ForbiddenException' }, '(403 ForbiddenException). Nobody was signed out.'],
    [403, {}, { 'x-amzn-errortype': 'ExpiredTokenException' }, 'not valid (ExpiredTokenException)'],
    [
      400,
      { error: 'invalid_request', error_description: 'clientId must be ours' },
      {},
      'request: clientId must be ours.',
    ],
    [404, { error: 'unknown_user' }, {}, 'Cognito does not know the user "alice@example.com". Nobody was signed out.'],
    [404, { message: 'Not Found' }, {}, 'answered 404, as the sign-out API does not'],
    [400, 'Bad Request', {}, 'answered 400, as the sign-out API does not'],
    [307, '', { location: 'https://elsewhere.example' }, 'answered 307, as the sign-out API does not'],
    [429, { message: 'Too Many Requests' }, {}, 'Nobody was signed out: try again.'],
    [503, { error: 'temporarily_unavailable' }, { 'retry-after': '7' }, 'was recorded: try again in 7 s.'],
    [503, { message: 'Service Unavailable' }, {}, 'was recorded: try again in a moment.'],
    [500, 'secret-of-theirs', {}, 'The API could not answer (500). It is not known whether'],
    [200, { outcome: 'signed out, secret-of-theirs' }, {}, 'did not answer as the sign-out API does. It is not known'],
    [200, { ...COMPLETE, signedOutAt: '1800000000' }, {}, 'did not answer as the sign-out API does'],
    [200, { ...COMPLETE, signedOutAt: 1e30 }, {}, 'did not answer as the sign-out API does'],
    [200, '{"outcome":"complete", "secret-of', {}, 'did not answer as the sign-out API does'],
  ])('where the API answers %d %j', async (status, body, headers, said) => {
    api.reply = { status, body, headers };

    const { exitCode, output } = await signOut(USER);

    expect([exitCode, output]).toEqual([1, expect.stringContaining(said)]);
    expect(api.requests).toHaveLength(1);
    expect(output).not.toMatch(/Complete|Partial/);
  });

  it('where the API cannot be reached', async () => {
    await api.stop();

    const { exitCode, output } = await signOut(USER);

    expect([exitCode, output]).toEqual([1, expect.stringContaining('(ECONNREFUSED).\nNobody was signed out.')]);
  });

  it('where the connection is cut: nobody knows', async () => {
    api.isCut = true;

    const { exitCode, output } = await signOut(USER);

    expect(exitCode).toBe(1);
    expect(output).toMatch(
      /could not be read \(\w+\)\.\nIt is not known whether the sign-out was recorded: run this again/,
    );
  });
});
