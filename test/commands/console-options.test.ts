import type { ConsoleError } from '../../commands/console/console-error';
import { readOptions, USAGE } from '../../commands/console/options';
import {
  readOfUser,
  readRecordQuestion,
  readSignOutQuestion,
  readUserQuestion,
  readUserRecordQuestion,
} from '../../commands/console/questions';

function problemOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return `${(error as ConsoleError).code}: ${(error as Error).message}`;
  }
  throw new Error('nothing was thrown');
}

describe('the command line', () => {
  it('names the stack, and may name the port and the API', () => {
    expect(readOptions(['--stack', 'Theirs'], {})).toEqual({ stack: 'Theirs', port: undefined, signOutApi: undefined });
    expect(
      readOptions(['--stack', 'Theirs', '--port', '8080', '--sign-out-api-url', 'https://api.example.com/v1/'], {}),
    ).toEqual({ stack: 'Theirs', port: 8080, signOutApi: 'https://api.example.com/v1' });
  });

  it('leaves the API to the environment, where an empty variable says nothing', () => {
    const given = { SIGN_OUT_API_URL: 'https://api.example.com' };

    expect(readOptions(['--stack', 'A'], given)).toMatchObject({ signOutApi: 'https://api.example.com' });
    expect(readOptions(['--stack', 'A'], { SIGN_OUT_API_URL: '' })).toMatchObject({ signOutApi: undefined });
    expect(readOptions(['--stack', 'A', '--sign-out-api-url', 'https://b.example.com'], given)).toMatchObject({
      signOutApi: 'https://b.example.com',
    });
  });

  it('may ask for help', () => {
    expect(readOptions(['--help'], {})).toBe('help');
    expect(readOptions(['-h'], {})).toBe('help');
  });

  it.each([
    [[], '--stack: missing; allowed: a name such as CognitoSignOut'],
    [['--stack', '1; rm'], '--stack: got "1; rm"; allowed: a name'],
    [['--stack', 'A', '--port', '80'], '--port: got "80"; allowed: 1024 to 65535'],
    [['--stack', 'A', '--port', '65536'], '--port: got "65536"'],
    [['--stack', 'A', '--port', '8080 '], '--port: got "8080 "'],
    [['--stack', 'A', '--port', '1e4'], '--port: got "1e4"'],
    [
      ['--stack', 'A', '--sign-out-api-url', 'http://api.example.com'],
      '--sign-out-api-url: got "http://api.example.com"',
    ],
    [
      ['--stack', 'A', '--host', '0.0.0.0'],
      '--host: unknown option; known are: --stack, --port, --sign-out-api-url, --help',
    ],
    [['--stack', 'A', '--stack', 'B'], '--stack: got more than once'],
    [['--stack', 'A', 'B'], 'got "B"; allowed: options only'],
  ])('is refused as %j', (args, problem) => {
    const text = problemOf(() => readOptions(args, {}));

    expect(text).toContain(`invalid_options: Options that are not valid:\n- ${problem}`);
    expect(text).toContain(USAGE);
  });

  it('tells all that is wrong with it at once', () => {
    const text = problemOf(() =>
      readOptions(['--port', 'x'], { SIGN_OUT_API_URL: 'https://user:hunter2@example.com' }),
    );

    expect(text.match(/^- /gm)).toHaveLength(3);
    expect(text).toContain('SIGN_OUT_API_URL: got something that is not shown');
    expect(text).not.toContain('hunter2');
  });
});

describe('what the page asks', () => {
  it('is taken as it is', () => {
    expect(readUserQuestion({ text: '"\\' })).toEqual({ text: '"\\' });
    expect(readUserQuestion({ text: '', nextToken: 'x', other: 1 })).toEqual({ text: '', nextToken: 'x' });
    expect(readOfUser({ sub: '5e0c1f6a-8d3b' })).toEqual({ sub: '5e0c1f6a-8d3b' });
    expect(readUserRecordQuestion({ sub: 's', sessionIds: ['a#b', 'c'] })).toEqual({
      sub: 's',
      sessionIds: ['a#b', 'c'],
    });
    expect(readRecordQuestion({ text: 'ü' })).toEqual({ text: 'ü' });
    expect(readSignOutQuestion({ target: { sub: 's', sessionId: 'x' }, reason: 'r' })).toEqual({
      target: { sub: 's', sessionId: 'x' },
      reason: 'r',
    });
    expect(readSignOutQuestion({ target: { userPool: true }, reason: 'r', confirmation: 'pool' })).toEqual({
      target: { userPool: true },
      reason: 'r',
      confirmation: 'pool',
    });
  });

  it.each<[string, () => unknown, string]>([
    ['no object', () => readUserQuestion('x'), 'the body must be a JSON object'],
    ['nothing', () => readUserQuestion(undefined), 'the body must be a JSON object'],
    ['a text that is none', () => readUserQuestion({ text: 1 }), 'text must be a text of up to 256 characters'],
    ['a text that is too long', () => readRecordQuestion({ text: 'x'.repeat(257) }), 'text must be'],
    [
      'a token that is none',
      () => readOfUser({ sub: 's', nextToken: {} }),
      'nextToken must be what was answered before',
    ],
    ['a sub that is a key', () => readOfUser({ sub: 'a#user#b' }), 'sub must be an id'],
    ['an empty sub', () => readOfUser({ sub: '' }), 'sub must be an id'],
    ['no list', () => readUserRecordQuestion({ sub: 's', sessionIds: 'a' }), 'sessionIds must be at most 99 ids'],
    ['a list of something else', () => readUserRecordQuestion({ sub: 's', sessionIds: [1] }), 'sessionIds must be'],
    [
      'a list that is too long',
      () => readUserRecordQuestion({ sub: 's', sessionIds: Array<string>(100).fill('a') }),
      'sessionIds must be',
    ],
    ['no reason', () => readSignOutQuestion({ target: { sub: 's' } }), 'reason must be a text of 1 to 256 characters'],
    ['an empty reason', () => readSignOutQuestion({ target: { sub: 's' }, reason: ' \t' }), 'reason must be'],
    [
      'a reason that is too long',
      () => readSignOutQuestion({ target: { sub: 's' }, reason: 'x'.repeat(257) }),
      'reason must be',
    ],
    [
      'nobody',
      () => readSignOutQuestion({ target: {}, reason: 'r' }),
      'target must be sub, sub and sessionId, clientId, or',
    ],
    ['no target', () => readSignOutQuestion({ reason: 'r' }), 'the body must be a JSON object'],
    ['two at once', () => readSignOutQuestion({ target: { sub: 's', clientId: 'c' }, reason: 'r' }), 'target must be'],
    ['a session of nobody', () => readSignOutQuestion({ target: { sessionId: 'x' }, reason: 'r' }), 'target must be'],
    [
      'a pool that is not meant',
      () => readSignOutQuestion({ target: { userPool: false }, reason: 'r' }),
      'target must be',
    ],
    [
      'a session with a line break',
      () => readSignOutQuestion({ target: { sub: 's', sessionId: 'a\nb' }, reason: 'r' }),
      'sessionId must be an id',
    ],
  ])('is refused if it is %s', (_, call, problem) => {
    expect(problemOf(call)).toContain(`invalid_request: ${problem}`);
  });
});
