import { execFile } from 'node:child_process';
import path from 'node:path';

import { failure, FakeCognito, type Answer } from '../fakes/fake-cognito';
import { APP_CLIENT, READ_ONLY, WRITABLE } from '../support/app-client';

const PROGRAM = path.join(__dirname, '../../dist/cognito-sign-out.js');
const IDS = ['--user-pool-id', APP_CLIENT.UserPoolId, '--client-id', APP_CLIENT.ClientId];
const READS_AND_WRITES = ['DescribeUserPoolClient', 'UpdateUserPoolClient'];

let cognito: FakeCognito;
let endpoint: string;

beforeEach(async () => {
  cognito = new FakeCognito();
  cognito.client = { ...APP_CLIENT };
  endpoint = await cognito.start();
});

afterEach(() => cognito.stop());

interface Outcome {
  readonly exitCode: number;
  readonly output: string;
}

/** Runs the command as npm does. Whatever comes of it, it tells no secret. */
async function adopt(args: readonly string[], environment: Record<string, string> = {}): Promise<Outcome> {
  const env = {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'us-east-1',
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'secret-of-the-caller',
    AWS_EC2_METADATA_DISABLED: 'true',
    HOME: path.join(__dirname, 'nowhere'),
    ...environment,
  };
  const outcome = await new Promise<Outcome>((resolve) => {
    execFile(process.execPath, [PROGRAM, 'adopt', ...args], { env }, (error, stdout, stderr) => {
      resolve({ exitCode: error === null ? 0 : Number(error.code), output: stdout + stderr });
    });
  });
  expect(outcome.output).not.toMatch(/secret-of/);
  return outcome;
}

/** What was written. */
const updates = () =>
  cognito.calls.filter(({ operation }) => operation === 'UpdateUserPoolClient').map(({ input }) => input);

function answering(operation: string, nth: number, answer: Answer): void {
  cognito.beforeCall = (call, n) => (call.operation === operation && n === nth ? answer : undefined);
}

describe('without --apply', () => {
  it('shows what would change, with units, and changes nothing', async () => {
    const { exitCode, output } = await adopt([
      ...IDS,
      '--access-token-validity',
      '15m',
      '--refresh-token-validity=36h',
    ]);

    expect(exitCode).toBe(0);
    expect(output).toContain('App client 1example23456789 ("web") of the user pool us-east-1_Example\n');
    expect(output).toMatch(/^ {2}EnableTokenRevocation {2}false → true$/m);
    expect(output).toMatch(/^ {2}AccessTokenValidity {4}30 minutes → 15 minutes$/m);
    expect(output).toMatch(/^ {2}RefreshTokenValidity {3}10 days → 36 hours$/m);
    expect(output.match(/→/g)).toHaveLength(3);
    expect(output).toContain('Nothing was changed. To make this change, add --apply.');
    expect(cognito.operations).toEqual(['DescribeUserPoolClient', 'DescribeUserPool', 'DescribeStackResources']);
    expect(cognito.client).toEqual(APP_CLIENT);
  });

  it('names the defaults that the client has', async () => {
    cognito.client = { UserPoolId: APP_CLIENT.UserPoolId, ClientId: APP_CLIENT.ClientId };

    const { output } = await adopt([...IDS, '--id-token-validity', '15m']);

    expect(output).toMatch(/^ {2}EnableTokenRevocation {2}\(not set\) → true$/m);
    expect(output).toMatch(/^ {2}IdTokenValidity {8}1 hour \(default\) → 15 minutes$/m);
  });
});

describe('with --apply', () => {
  it('writes every setting, and proves that only what was asked has changed', async () => {
    const { exitCode, output } = await adopt([...IDS, '--id-token-validity', '15m', '--apply']);

    expect([exitCode, output]).toEqual([0, expect.stringContaining('nothing else has changed')]);
    const written = { ...WRITABLE, EnableTokenRevocation: true, IdTokenValidity: 900 };
    expect(updates()).toEqual([written]);
    expect(cognito.client).toEqual({
      ...written,
      ...READ_ONLY,
      LastModifiedDate: READ_ONLY.LastModifiedDate + 1,
    });
  });

  it('does it once: then the client is adopted already, and nothing is written', async () => {
    await adopt([...IDS, '--apply']);
    cognito.calls.length = 0;

    const { exitCode, output } = await adopt([...IDS, '--apply', '--refresh-token-validity', '240h']);

    expect(exitCode).toBe(0);
    expect(output).toContain('Adopted already: there is nothing to change.');
    expect(output).not.toContain('→');
    expect(cognito.operations).toEqual(['DescribeUserPoolClient', 'DescribeUserPool']);
  });

  it.each([
    ['a setting', { ClientName: 'another name' }, /ClientName {2}"web" → "another name"/],
    [
      'its secret, which is not shown',
      { ClientSecret: 'another secret-of-the-client' },
      /ClientSecret {2}\(not shown\)/,
    ],
    ['nothing, but it was written', {}, /Somebody else has changed the client just now/],
  ])('refuses a client of which somebody else changes %s in between', async (_, change, said) => {
    cognito.beforeCall = ({ operation }, nth) => {
      if (operation === 'DescribeUserPoolClient' && nth === 2) cognito.change(change);
      return undefined;
    };

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect(exitCode).toBe(1);
    expect(output).toMatch(said);
    expect(output).toContain('Nothing was written: run this again.');
    expect(updates()).toEqual([]);
  });

  it('says what differs if something else has changed all the same', async () => {
    cognito.beforeCall = ({ operation }, nth) => {
      if (operation === 'DescribeUserPoolClient' && nth === 3) {
        cognito.change({ CallbackURLs: [], EnableTokenRevocation: false, Unheard: 'secret-of-theirs' });
      }
      return undefined;
    };

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect(exitCode).toBe(1);
    expect(output).toContain('is not as it should be (should be → is)');
    expect(output).toMatch(/EnableTokenRevocation +true → false/);
    expect(output).toMatch(/CallbackURLs +\["https:.*\] → \[\]/);
    expect(output).toMatch(/Unheard +\(not set\) → \(not shown\)/);
    expect(output).not.toContain('nothing else has changed');
  });

  it('says so if it cannot read the client again', async () => {
    answering('DescribeUserPoolClient', 3, failure('AccessDeniedException', 'not now'));

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect(exitCode).toBe(1);
    expect(output).toContain('The client was changed, but not read again: run this again.');
    expect(updates()).toHaveLength(1);
  });

  it.each([
    ['InvalidParameterException', 'Invalid range for token validity.', 'Cognito refused UpdateUserPoolClient'],
    ['ConcurrentModificationException', 'try later', 'Cognito refused UpdateUserPoolClient'],
    ['AccessDeniedException', 'no', 'do not allow cognito-idp:UpdateUserPoolClient'],
  ])('says that nothing was changed if Cognito refuses: %s', async (name, message, said) => {
    answering('UpdateUserPoolClient', 1, failure(name, message));

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect([exitCode, output]).toEqual([1, expect.stringContaining(said)]);
    expect(output).toContain(message);
    expect(output).toContain('Nothing was changed.');
    expect(cognito.client).toEqual(APP_CLIENT);
  });

  it.each([
    ['InternalErrorException', 500],
    ['ServiceUnavailable', 503],
  ])('does not say so if nobody knows: %s', async (name, status) => {
    cognito.beforeCall = ({ operation }) =>
      operation === 'UpdateUserPoolClient' ? failure(name, 'sorry', status) : undefined;

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect([exitCode, output]).toEqual([1, expect.stringContaining('It is not known whether the client was changed.')]);
    expect(output).not.toContain('Nothing was changed');
  });
});

describe('with the address of the sign-out API', () => {
  const DONE = 'https://api.example.com/oauth2/logout/done';
  const args = [...IDS, '--sign-out-api-url', 'https://api.example.com', '--apply'];

  it('adds where managed login sends browsers back to, and changes nothing else', async () => {
    cognito.client = { ...APP_CLIENT, EnableTokenRevocation: true };

    const { exitCode, output } = await adopt(args);

    expect(exitCode).toBe(0);
    expect(output).toContain(`["https://app.example.com/"] → ["https://app.example.com/","${DONE}"]`);
    expect(updates()).toEqual([
      { ...WRITABLE, EnableTokenRevocation: true, LogoutURLs: [...WRITABLE.LogoutURLs, DONE] },
    ]);
  });

  it('has nothing to do where it has been added', async () => {
    cognito.client = { ...APP_CLIENT, EnableTokenRevocation: true, LogoutURLs: [DONE] };

    const { exitCode, output } = await adopt(args);

    expect([exitCode, output]).toEqual([0, expect.stringContaining('Adopted already')]);
    expect(updates()).toEqual([]);
  });
});

describe('a client that it would harm', () => {
  it.each([
    ['a setting', { Unheard: 'secret-of-theirs' }, 'Unheard'],
    [
      'a part of a setting',
      { RefreshTokenRotation: { Feature: 'ENABLED', Unheard: 1 } },
      'RefreshTokenRotation.Unheard',
    ],
  ])('is refused: one with %s that the tool does not know', async (_, setting, named) => {
    cognito.client = { ...APP_CLIENT, ...setting };

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect(exitCode).toBe(1);
    expect(output).toContain(`settings that this tool does not know, and would reset: ${named}.`);
    expect(updates()).toEqual([]);
  });

  it('is not, where there is nothing to write', async () => {
    cognito.client = { ...APP_CLIENT, EnableTokenRevocation: true, Unheard: 'secret-of-theirs' };

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect([exitCode, output]).toEqual([0, expect.stringContaining('Adopted already')]);
  });

  it('is refused: one whose refresh token would be the shortest', async () => {
    cognito.client = { ...APP_CLIENT, IdTokenValidity: 7260 };

    const { exitCode, output } = await adopt([...IDS, '--refresh-token-validity', '2h', '--apply']);

    expect(exitCode).toBe(1);
    expect(output).toContain('valid for 2h; allowed: not shorter than the access token (30m) and the ID token (121m)');
    expect(updates()).toEqual([]);
  });

  it('is not: one whose refresh token is as short as another', async () => {
    const { exitCode } = await adopt([...IDS, '--refresh-token-validity', '2h', '--apply']);

    expect([exitCode, updates().length]).toEqual([0, 1]);
  });
});

describe('the owner is told', () => {
  const said = async (...args: string[]) => (await adopt([...IDS, ...args])).output;

  it('that a client without OAuth flows has no sign-out URLs, and to say elsewhere where its users return to', async () => {
    const args = ['--sign-out-api-url', 'https://api.example.com'];
    const note = 'This client has no OAuth flows';

    expect(await said(...args)).not.toContain(note);
    cognito.change({ AllowedOAuthFlowsUserPoolClient: false });
    expect(await said(...args)).toContain(note);
    expect(await said()).not.toContain(note);
  });

  it('that users have to sign in again, if token revocation was off', async () => {
    const note = 'Tokens that were issued before name no session, and will be rejected';

    expect(await said()).toContain(note);
    cognito.change({ EnableTokenRevocation: true });
    expect(await said('--access-token-validity', '15m')).not.toContain(note);
  });

  it('of refresh-token rotation, whether or not there is something to change', async () => {
    const note = 'This client rotates refresh tokens.';

    expect(await said()).toContain(note);
    cognito.change({ EnableTokenRevocation: true });
    expect(await said()).toContain(note);
    cognito.change({ RefreshTokenRotation: { Feature: 'DISABLED' } });
    expect(await said()).not.toContain(note);
  });

  it.each([
    [{ ChallengeRequiredOnNewDevice: false }, true],
    [{ DeviceOnlyRememberedOnUserPrompt: true }, true],
    // AWS: a value for any property, false too, activates it.
    [{ ChallengeRequiredOnNewDevice: null }, false],
    [{}, false],
    [null, false],
    [undefined, false],
  ])('of a pool that remembers devices, whether or not there is something to change: %j', async (given, isTold) => {
    const note = 'This user pool remembers devices.';
    cognito.deviceConfiguration = given;

    expect((await said()).includes(note)).toBe(isTold);
    cognito.change({ EnableTokenRevocation: true });
    const output = await said();
    expect(output.includes(note)).toBe(isTold);
    expect(output).toContain('Adopted already');
  });

  it.each([
    ['is not permitted', failure('AccessDeniedException', 'no'), 'AccessDeniedException'],
    ['has no answer', failure('InternalErrorException', 'no', 500), 'InternalErrorException'],
    ['has an answer that holds no pool', { status: 200, body: '{}' }, 'no answer'],
    ['has an answer that is cut short', { status: 200, body: '{"UserPool":' }, 'SyntaxError'],
  ])('if whether the pool remembers devices cannot be found out: the question %s', async (_, answer, reason) => {
    cognito.beforeCall = ({ operation }) => (operation === 'DescribeUserPool' ? answer : undefined);

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect(exitCode).toBe(0);
    expect(output).toContain(`Whether this user pool remembers devices could not be found out (${reason})`);
    expect(output).toContain('cognito-idp:DescribeUserPool');
    expect(updates()).toHaveLength(1);
  });

  it('that refresh tokens which were issued before outlive a shorter validity', async () => {
    const note = 'keep the setting refreshTokenValidity at 10d or more';

    expect(await said('--refresh-token-validity', '9d')).toContain(note);
    expect(await said('--refresh-token-validity', '11d')).not.toContain('refreshTokenValidity at');
  });

  it('that managed login has a cookie for an hour', async () => {
    const note = 'Managed login keeps its cookie for an hour';

    expect(await said('--access-token-validity', '29m')).toContain(note);
    expect(await said('--access-token-validity', '31m')).not.toContain(note);
    cognito.change({ AllowedOAuthFlowsUserPoolClient: false });
    expect(await said('--access-token-validity', '29m')).not.toContain(note);
  });

  it('of the stack that owns the client, by asking for that very client', async () => {
    cognito.stack = 'Theirs';

    expect(await said()).toContain('The CloudFormation stack Theirs (resource WebClient) owns this client.');
    expect(cognito.calls.at(-1)?.input).toMatchObject({ PhysicalResourceId: APP_CLIENT.ClientId });
    cognito.stack = undefined;
    expect(await said()).not.toContain('CloudFormation');
  });

  it.each([
    ['DELETE_SKIPPED', '1example23456789', 1, false],
    ['UPDATE_COMPLETE', 'another', 1, false],
    // Of a large stack a hundred resources are named.
    ['UPDATE_COMPLETE', 'another', 100, true],
  ])('of a stack only where it may still own it: %s %s, %d resources', async (status, id, count, isOwned) => {
    const resource = [
      '<member><StackName>Theirs</StackName><LogicalResourceId>WebClient</LogicalResourceId>',
      `<PhysicalResourceId>${id}</PhysicalResourceId><ResourceStatus>${status}</ResourceStatus></member>`,
    ].join('');
    const [open, close] = [
      '<DescribeStackResourcesResponse><DescribeStackResourcesResult><StackResources>',
      '</StackResources></DescribeStackResourcesResult></DescribeStackResourcesResponse>',
    ];
    answering('DescribeStackResources', 1, { status: 200, body: open + resource.repeat(count) + close });

    expect(/CloudFormation stack Theirs.* owns this client/.test(await said())).toBe(isOwned);
  });

  it('if that cannot be found out, which is no reason to stop', async () => {
    const denied =
      '<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>no</Message></Error></ErrorResponse>';
    answering('DescribeStackResources', 1, { status: 403, body: denied });

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect(exitCode).toBe(0);
    expect(output).toContain('could not be found out (AccessDenied)');
    expect(output).toContain('cloudformation:DescribeStackResources');
    expect(updates()).toHaveLength(1);
  });
});

describe('it says what to do', () => {
  it('where a command is not valid: all of it at once, and nothing is called', async () => {
    const { exitCode, output } = await adopt(['--access-token-validity', '4m']);

    expect(exitCode).toBe(2);
    expect(output).toContain('--user-pool-id: missing');
    expect(output).toContain('--client-id: missing');
    expect(output).toContain('--access-token-validity: got "4m"; allowed: 5m to 1d, whole minutes');
    expect(output).toContain('npx cognito-sign-out adopt --user-pool-id ID --client-id ID [options]');
    expect(cognito.calls).toEqual([]);
  });

  it('where help is asked for', async () => {
    const { exitCode, output } = await adopt(['--help']);

    expect([exitCode, output]).toEqual([0, expect.stringContaining('Without --apply it only shows')]);
    expect(cognito.calls).toEqual([]);
  });

  it('where there is no such pool or client', async () => {
    const { exitCode, output } = await adopt(['--user-pool-id', 'us-east-1_Another', '--client-id', 'another']);

    expect(exitCode).toBe(1);
    expect(output).toContain('There is no app client another in a user pool us-east-1_Another');
    expect(output).toContain('User pool does not exist.');
  });

  it('where another Region is configured: nothing is called', async () => {
    const { exitCode, output } = await adopt(IDS, { AWS_REGION: 'eu-west-1' });

    expect(exitCode).toBe(1);
    expect(output).toContain('--user-pool-id: got "us-east-1_Example"');
    expect(output).toContain('Set AWS_REGION=us-east-1');
    expect(cognito.calls).toEqual([]);
  });

  it('not where none is: the pool names its own', async () => {
    expect((await adopt(IDS, { AWS_REGION: '' })).exitCode).toBe(0);
  });

  it('where there are no credentials', async () => {
    const { exitCode, output } = await adopt(IDS, { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '' });

    expect([exitCode, output]).toEqual([1, expect.stringContaining('There are no AWS credentials')]);
    expect(cognito.calls).toEqual([]);
  });

  it.each([
    ['ExpiredTokenException', 'There are no AWS credentials, or they are not valid (ExpiredTokenException)'],
    ['UnrecognizedClientException', 'There are no AWS credentials, or they are not valid'],
    [
      'AccessDeniedException',
      'The credentials do not allow cognito-idp:DescribeUserPoolClient: User x is not authorized',
    ],
    ['OperationNotEnabledException', 'Cognito refused DescribeUserPoolClient (OperationNotEnabledException)'],
  ])('where Cognito answers %s', async (name, said) => {
    answering('DescribeUserPoolClient', 1, failure(name, 'User x is not authorized'));

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect([exitCode, output]).toEqual([1, expect.stringContaining(said)]);
    expect(output).not.toMatch(/^ +at /m);
    expect(updates()).toEqual([]);
  });

  it.each([
    ['is cut off', '{"UserPoolClient":{"ClientSecret":"9example-secret-of'],
    ['is not JSON', 'secret-of-the-client'],
    ['holds no client', '{}'],
  ])('where an answer %s, and does not repeat it', async (_, body) => {
    answering('DescribeUserPoolClient', 1, { status: 200, body });

    const { exitCode, output } = await adopt([...IDS, '--apply']);

    expect([exitCode, output]).toEqual([1, expect.stringContaining('its answer could not be read (SyntaxError)')]);
    expect(cognito.operations).toEqual(['DescribeUserPoolClient']);
  });

  it('where Cognito cannot be reached', async () => {
    const { exitCode, output } = await adopt(IDS, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' });

    expect([exitCode, output]).toEqual([1, expect.stringContaining('could not be reached')]);
    expect(output).toContain('ECONNREFUSED');
  });
});

it('calls for nothing but what the README says it may', async () => {
  await adopt([...IDS, '--apply']);

  expect([...new Set(cognito.operations)].sort()).toEqual([
    'DescribeStackResources',
    'DescribeUserPool',
    ...READS_AND_WRITES,
  ]);
});
