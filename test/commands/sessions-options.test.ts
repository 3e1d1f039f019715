import { readOptions } from '../../commands/sessions/options';
import { parseAdminSessions } from '../../lambda/core/sessions/admin-sessions';
import { parseAdminSignOutParameters } from '../../lambda/core/sign-out/admin-sign-out-parameters';

const USER = ['--username', 'alice'];
const ID = '9c1b7e52-6a0f-4d0e-8f43-1c2d3e4f5a6b';
const END = [...USER, '--end', ID, '--reason', 'stolen'];

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
    [['--sub', '5e0c1f6a-8d3b-4c55-9a0e-2f6b7d1c3e4f'], { sub: '5e0c1f6a-8d3b-4c55-9a0e-2f6b7d1c3e4f' }],
  ])('name whose sessions to list, as the API takes it: %j', (args, user) => {
    expect(readOptions(args, {})).toEqual({
      user,
      task: { kind: 'list', json: false },
      api: { stack: 'CognitoSignOut' },
    });
    expect(parseAdminSessions(user)).toMatchObject({ ok: true });
  });

  it('may ask for JSON, of another stack', () => {
    expect(readOptions([...USER, '--json', '--stack', 'Theirs'], {})).toEqual({
      user: { username: 'alice' },
      task: { kind: 'list', json: true },
      api: { stack: 'Theirs' },
    });
  });

  it('may name a session to end, and say why', () => {
    expect(readOptions(END, { SIGN_OUT_API_URL: 'https://api.example.com' })).toEqual({
      user: { username: 'alice' },
      task: { kind: 'end', sessionId: ID, reason: 'stolen' },
      api: { address: 'https://api.example.com' },
    });
  });

  it.each([
    ['a', true],
    ['x'.repeat(256), true],
    ['', false],
    ['x'.repeat(257), false],
    ['a b', false],
    ['a\nb', false],
    ['Ä', false],
  ])('take for a session what the API takes: %p', (sessionId, isAllowed) => {
    const args = [...USER, `--end=${sessionId}`, '--reason', 'stolen'];

    expect(parseAdminSignOutParameters({ username: 'alice', sessionId, reason: 'stolen' }).ok).toBe(isAllowed);
    if (isAllowed) expect(readOptions(args, {})).toMatchObject({ task: { sessionId } });
    else
      expect(problemsIn(args)).toEqual([expect.stringContaining(`--end: got ${JSON.stringify(sessionId)}; allowed: `)]);
  });

  it.each([
    ['nobody', [], 'got no user; allowed: one of --username, --sub'],
    ['two users', [...USER, '--sub', 'x'], 'got --username, --sub; allowed: one of --username, --sub'],
    ['an end without a reason', [...USER, '--end', ID], '--reason: missing; allowed: a text of 1 to 256 characters'],
    [
      'a reason without an end',
      [...USER, '--reason', 'x'],
      '--reason: got one, and no session to end; allowed: with --end',
    ],
    ['JSON of an end', [...END, '--json'], '--json: got it with --end; allowed: for a list only'],
    ['an option of sign-out', [...USER, '--yes'], '--yes: unknown option; known are: --username, '],
    ['a user with a space', ['--username', 'a b'], '--username: got "a b"; allowed: 1 to 128 characters and no spaces'],
  ])('are refused where they name %s', (_, args, problem) => {
    expect(problemsIn(args)).toEqual([expect.stringContaining(problem)]);
  });

  it('say all that is wrong with them at once', () => {
    expect(problemsIn(['--sub', '', '--end', '', '--jsno'], { SIGN_OUT_API_URL: 'x' })).toEqual([
      expect.stringContaining('--jsno: unknown option'),
      expect.stringContaining('--sub: got ""'),
      expect.stringContaining('--end: got ""'),
      '--reason: missing; allowed: a text of 1 to 256 characters',
      expect.stringContaining('SIGN_OUT_API_URL: got "x"'),
    ]);
  });

  it('are shown if asked', () => {
    expect(readOptions(['--help'], { SIGN_OUT_API_URL: 'nonsense' })).toBe('help');
  });
});
