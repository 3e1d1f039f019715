import { readOptions } from '../../commands/adopt/options';

const IDS = ['--user-pool-id', 'us-east-1_Example', '--client-id', '1example23456789'];
const ASKED = { userPoolId: 'us-east-1_Example', clientId: '1example23456789', validities: {}, apply: false };

/** What is said of a command line. */
function problemsIn(...args: string[]): string[] {
  try {
    readOptions(args);
  } catch (error) {
    expect(error).toMatchObject({ name: 'AdoptionError', code: 'invalid_options' });
    return ((error as Error).message.split('\n\n')[0] ?? '').split('\n- ').slice(1);
  }
  throw new Error('There were no problems.');
}

describe('the options', () => {
  it('are a pool and a client, and to show what would change', () => {
    expect(readOptions(IDS)).toEqual(ASKED);
    expect(readOptions(['--client-id=1example23456789', '--user-pool-id=us-east-1_Example'])).toEqual(ASKED);
  });

  it.each(['us-gov-west-1_AbC123', 'eusc-de-east-1_x', 'ap-southeast-2_Z9'])('know every Region: %s', (userPoolId) => {
    expect(readOptions(['--client-id', '1example23456789', '--user-pool-id', userPoolId])).toMatchObject({
      userPoolId,
    });
  });

  it('may ask for validities, and for the change to be made', () => {
    const args = ['--access-token-validity', '15m', '--id-token-validity', '1h', '--refresh-token-validity=30d'];

    expect(readOptions([...IDS, ...args, '--apply'])).toEqual({
      ...ASKED,
      validities: { AccessToken: 900, IdToken: 3600, RefreshToken: 2_592_000 },
      apply: true,
    });
  });

  it('may name the sign-out API, whose users are to return by it', () => {
    for (const url of ['https://abcd1234.execute-api.us-east-1.amazonaws.com', 'https://api.example.com/auth/']) {
      expect(readOptions([...IDS, '--sign-out-api-url', url])).toEqual({
        ...ASKED,
        signOutUrl: `${url.replace(/\/$/, '')}/oauth2/logout/done`,
      });
    }
  });

  it.each(['', 'abcd1234', 'http://api.example.com', 'ftp://api.example.com'])('name no other API: %p', (url) => {
    expect(problemsIn(...IDS, `--sign-out-api-url=${url}`)).toEqual([
      `--sign-out-api-url: got ${JSON.stringify(url)}; allowed: an https URL such as https://abcd1234.execute-api.us-east-1.amazonaws.com`,
    ]);
  });

  it('are shown if asked', () => {
    expect(readOptions(['--help'])).toBe('help');
    expect(readOptions([...IDS, '--help', '--apply'])).toBe('help');
  });

  it.each([
    ['access-token-validity', '5m', 300],
    ['access-token-validity', '300s', 300],
    ['access-token-validity', '1d', 86_400],
    ['id-token-validity', '5m', 300],
    ['id-token-validity', '24h', 86_400],
    ['refresh-token-validity', '1h', 3600],
    ['refresh-token-validity', '3650d', 315_360_000],
  ])('allow a validity to its bounds: --%s %s', (option, text, seconds) => {
    const options = readOptions([...IDS, `--${option}`, text]);

    expect(Object.values((options as { validities: object }).validities)).toEqual([seconds]);
  });

  it.each([
    ...['access-token-validity', 'id-token-validity'].flatMap((option) =>
      ['4m', '299s', '301s', '86401s', '25h', '2d', '15', '15 m', '-15m', '1.5h', '', 'm', '15M', '1h30m'].map(
        (text) => [option, text, '5m to 1d, whole minutes'],
      ),
    ),
    ...['59m', '3599s', '3601s', '3651d', '1y', '9999999999d'].map((text) => [
      'refresh-token-validity',
      text,
      '1h to 3650d, whole minutes',
    ]),
  ])('allow no other: --%s %p', (option, text, allowed) => {
    expect(problemsIn(...IDS, `--${option}=${text}`)).toEqual([
      `--${option}: got ${JSON.stringify(text)}; allowed: ${allowed}`,
    ]);
  });

  it('want a refresh token that is not shorter than the others', () => {
    const validities = (access: string, id: string) => ['--access-token-validity', access, '--id-token-validity', id];
    const refresh = ['--refresh-token-validity', '120m'];

    expect(readOptions([...IDS, ...validities('2h', '120m'), ...refresh])).toMatchObject({
      validities: { AccessToken: 7200, RefreshToken: 7200 },
    });
    for (const longer of [validities('121m', '1h'), validities('1h', '121m')]) {
      expect(problemsIn(...IDS, ...longer, ...refresh)).toEqual([
        '--refresh-token-validity: got "120m"; allowed: not shorter than the other two (121m)',
      ]);
    }
  });

  it('say all that is wrong with them at once', () => {
    expect(problemsIn('--user-pool-id', 'Example', '--aply', '--id-token-validity', '2d', 'more', '-f')).toEqual([
      expect.stringMatching(/^--aply: unknown option; known are: --user-pool-id, --client-id, .*--apply, --help$/),
      'got "more"; allowed: options only',
      expect.stringMatching(/^-f: unknown option/),
      '--user-pool-id: got "Example"; allowed: an id such as us-east-1_AbCd12345',
      '--client-id: missing; allowed: an id such as 1example23456789',
      '--id-token-validity: got "2d"; allowed: 5m to 1d, whole minutes',
    ]);
  });

  it.each([
    ['an option without its value', ['--client-id'], '--client-id: got ""; allowed: an id'],
    ['the next option in its place', ['--client-id', '--apply'], '--client-id: got "--apply"; allowed: an id'],
    ['a flag with a value', [...IDS, '--apply=false'], '--apply: got "false"; allowed: no value'],
    ['an option twice', [...IDS, '--client-id', 'another'], '--client-id: got more than once; allowed: once'],
    ['a name that every object has', [...IDS, '--constructor', 'x'], '--constructor: unknown option'],
    ['help, and something else that is wrong', ['--help', '--aply'], '--aply: unknown option'],
  ])('do not take %s for anything else', (_, args, problem) => {
    expect(problemsIn(...args)).toContainEqual(expect.stringContaining(problem));
  });
});
