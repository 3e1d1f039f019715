import { apiOf } from '../../commands/shared/api-address';
import { readOptions } from '../../commands/sign-out/options';
import { parseAdminSignOutParameters } from '../../lambda/core/sign-out/admin-sign-out-parameters';

const REASON = ['--reason', 'lost phone'];
const USER = ['--username', 'alice', ...REASON];
const API = 'https://abcd1234.execute-api.us-east-1.amazonaws.com';
const ASKED = { target: { username: 'alice' }, reason: 'lost phone', yes: false, api: { stack: 'CognitoSignOut' } };

/** What is said of a command line. */
function problemsIn(args: readonly string[], environment: Record<string, string> = {}): string[] {
  try {
    readOptions(args, environment);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AdminError', code: 'invalid_options' });
    return ((error as Error).message.split('\n\n')[0] ?? '').split('\n- ').slice(1);
  }
  throw new Error('There were no problems.');
}

describe('the options', () => {
  it.each([
    [['--username', 'alice@example.com'], { username: 'alice@example.com' }],
    [['--username=Google_123'], { username: 'Google_123' }],
    [['--username=-x'], { username: '-x' }],
    [['--sub', '5e0c1f6a-8d3b-4c55-9a0e-2f6b7d1c3e4f'], { sub: '5e0c1f6a-8d3b-4c55-9a0e-2f6b7d1c3e4f' }],
    [['--client-id', '1example23456789'], { clientId: '1example23456789' }],
    [['--user-pool'], { userPool: true }],
  ])('name whom to sign out: %j', (args, target) => {
    expect(readOptions([...args, ...REASON], {})).toEqual({ ...ASKED, target });
    expect(parseAdminSignOutParameters({ ...target, reason: 'lost phone' })).toMatchObject({ ok: true });
  });

  it('may say not to ask', () => {
    expect(readOptions([...USER, '--yes'], {})).toEqual({ ...ASKED, yes: true });
  });

  it('are shown if asked', () => {
    expect(readOptions(['--help'], { SIGN_OUT_API_URL: 'nonsense' })).toBe('help');
  });

  it.each([
    ['username', 'x'],
    ['username', 'x'.repeat(128)],
    ['username', 'ä-ö_ü@例.com'],
    ['sub', 'x'],
    ['sub', 'a-b_c+d'],
    ['sub', 'x'.repeat(128)],
  ])('allow what the API allows, to its bounds: --%s %p', (option, value) => {
    expect(readOptions([`--${option}=${value}`, ...REASON], {})).toMatchObject({ target: { [option]: value } });
    expect(parseAdminSignOutParameters({ [option]: value, reason: 'lost phone' })).toMatchObject({ ok: true });
  });

  it.each([
    ['username', ''],
    ['username', 'x'.repeat(129)],
    ['username', 'two words'],
    ['username', 'line\nbreak'],
    ['sub', ''],
    ['sub', 'alice@example.com'],
    ['sub', 'x'.repeat(129)],
  ])('allow no other, as the API does not: --%s %p', (option, value) => {
    expect(problemsIn([`--${option}=${value}`, ...REASON])).toEqual([
      expect.stringContaining(`--${option}: got ${JSON.stringify(value)}; allowed: `),
    ]);
    expect(parseAdminSignOutParameters({ [option]: value, reason: 'lost phone' })).toMatchObject({ ok: false });
  });

  it.each(['', 'a-b', 'x'.repeat(129)])('allow no client id that Cognito does not give: %p', (value) => {
    expect(problemsIn([`--client-id=${value}`, ...REASON])).toEqual([
      `--client-id: got ${JSON.stringify(value)}; allowed: an id such as 1example23456789`,
    ]);
  });

  it.each([
    [1, true],
    [255, true],
    [256, true],
    [257, false],
  ])('allow a reason of 1 to 256 characters, as the API does: %d', (length, isAllowed) => {
    const reason = 'x'.repeat(length);
    const args = ['--user-pool', '--reason', reason];

    expect(parseAdminSignOutParameters({ userPool: true, reason }).ok).toBe(isAllowed);
    if (isAllowed) expect(readOptions(args, {})).toMatchObject({ reason });
    else expect(problemsIn(args)).toEqual(['--reason: got 257 characters; allowed: a text of 1 to 256 characters']);
  });

  it.each(['', ' ', '\t\n'])('want a reason that says something: %p', (reason) => {
    expect(problemsIn(['--user-pool', '--reason', reason])).toEqual([
      `--reason: got ${JSON.stringify(reason)}; allowed: a text of 1 to 256 characters`,
    ]);
    expect(parseAdminSignOutParameters({ userPool: true, reason }).ok).toBe(false);
  });

  it('say all that is wrong with them at once', () => {
    const args = ['--sub', '', '--user-pool=all', '--api-url', 'ftp://x', '--stack', '-', '--yess', 'more'];

    expect(problemsIn(args)).toEqual([
      '--user-pool: got "all"; allowed: no value',
      expect.stringMatching(/^--yess: unknown option; known are: --username, .*--user-pool, --yes, --help$/),
      'got "more"; allowed: options only',
      '--sub: got ""; allowed: an id such as 5e0c1f6a-8d3b-4c55-9a0e-2f6b7d1c3e4f',
      '--stack: got "-"; allowed: a name such as CognitoSignOut',
      'got --sub, --user-pool; allowed: one of --username, --sub, --client-id, --user-pool',
      '--reason: missing; allowed: a text of 1 to 256 characters',
      '--stack: got "-", and --api-url names an API too; allowed: one of the two',
      '--api-url: got "ftp://x"; allowed: an https URL such as https://abcd1234.execute-api.us-east-1.amazonaws.com',
    ]);
  });

  it.each([
    ['nobody', REASON, 'got nobody to sign out; allowed: one of --username, --sub, --client-id, --user-pool'],
    [
      'a pool for a value of the flag',
      ['--user-pool', 'us-east-1_x', ...REASON],
      'got "us-east-1_x"; allowed: options only',
    ],
    ['an option without its value', [...USER, '--stack'], '--stack: got ""; allowed: a name such as CognitoSignOut'],
    ['an option twice', [...USER, '--username', 'bob'], '--username: got more than once; allowed: once'],
    ['help, and something else that is wrong', ['--help', '--yess'], '--yess: unknown option'],
  ])('do not take %s for anything else', (_, args, problem) => {
    expect(problemsIn(args)).toContainEqual(expect.stringContaining(problem));
  });
});

describe('where the API is', () => {
  const apiIn = (args: string[], environment = {}) =>
    (readOptions([...USER, ...args], environment) as { api: unknown }).api;

  it('is what --api-url says, else SIGN_OUT_API_URL, else what a stack says', () => {
    expect(apiIn(['--api-url', API], { SIGN_OUT_API_URL: 'https://other.example' })).toEqual({ address: API });
    expect(apiIn([], { SIGN_OUT_API_URL: API })).toEqual({ address: API });
    expect(apiIn(['--stack', 'Theirs'])).toEqual({ stack: 'Theirs' });
    expect(apiIn([])).toEqual({ stack: 'CognitoSignOut' });
  });

  it('is what a stack says where the variable is empty', () => {
    expect(apiIn([], { SIGN_OUT_API_URL: '' })).toEqual({ stack: 'CognitoSignOut' });
  });

  it('is one place: a stack and an address are not both taken', () => {
    expect(problemsIn([...USER, '--stack', 'Theirs'], { SIGN_OUT_API_URL: API })).toEqual([
      '--stack: got "Theirs", and SIGN_OUT_API_URL names an API too; allowed: one of the two',
    ]);
  });

  it.each([
    [`${API}/`, API],
    ['https://auth.example.com/v1//', 'https://auth.example.com/v1'],
    ['https://localhost:4566/_aws/execute-api/abcd/$default', 'https://localhost:4566/_aws/execute-api/abcd/$default'],
    ['http://127.0.0.1:80', 'http://127.0.0.1'],
    ['http://[::1]:8080', 'http://[::1]:8080'],
  ])('may be any https URL, or one of this machine: %s', (text, address) => {
    expect(apiIn(['--api-url', text])).toEqual({ address });
  });

  it.each(['', 'nonsense', 'abcd1234.execute-api.us-east-1.amazonaws.com', 'http://api.example.com', 'file:///etc'])(
    'is no other: %p',
    (text) => {
      expect(problemsIn([...USER, `--api-url=${text}`])).toEqual([
        expect.stringContaining(`--api-url: got ${JSON.stringify(text)}; allowed: an https URL such as`),
      ]);
    },
  );

  it.each(['https://me:secret-1@api.example.com', 'https://secret-1@x', 'https://x/?key=secret-1', 'x#secret-1'])(
    'is not repeated where it may hold a secret: %s',
    (text) => {
      for (const problems of [problemsIn([...USER, '--api-url', text]), problemsIn(USER, { SIGN_OUT_API_URL: text })]) {
        expect(problems).toEqual([expect.stringContaining('got something that is not shown')]);
        expect(problems.join()).not.toContain('secret-1');
      }
    },
  );
});

describe('the address of an API', () => {
  it.each([
    ['us-east-1', 'amazonaws.com'],
    ['cn-north-1', 'amazonaws.com.cn'],
    ['eusc-de-east-1', 'amazonaws.eu'],
  ])('tells its Region, in every partition: %s', (region, domain) => {
    expect(apiOf(`https://abcd1234.execute-api.${region}.${domain}`)).toEqual({ apiId: 'abcd1234', region });
  });

  it.each(['https://auth.example.com', 'https://abcd1234.execute-api.us-east-1.amazonaws.com.example.com'])(
    'tells nothing if it is a domain of its own: %s',
    (address) => {
      expect(apiOf(address)).toBeUndefined();
    },
  );
});
