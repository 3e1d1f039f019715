import { readOptions, type VerifyOptions } from '../../commands/verify/options';
import { targetOf } from '../../commands/verify/target';

const STACK = ['--stack', 'Theirs'];
const API = 'https://abcd1234.execute-api.us-east-1.amazonaws.com';
const OUTPUTS = {
  UserPoolId: 'us-east-1_AbCd12345',
  UserPoolClientId: '1example23456789,2example',
  SignOutApiUrl: API,
  RestApiUrl: `${API}/v1`,
  GraphqlApiUrl: 'https://xyz.appsync-api.us-east-1.amazonaws.com/graphql',
  WebSocketApiUrl: 'wss://efgh5678.execute-api.us-east-1.amazonaws.com/v1',
};

function problemsIn(args: readonly string[]): string[] {
  try {
    readOptions(args);
  } catch (error) {
    expect(error).toMatchObject({ name: 'VerifyError', code: 'invalid_options' });
    return ((error as Error).message.split('\n\n')[0] ?? '').split('\n- ').slice(1);
  }
  throw new Error('There were no problems.');
}

const optionsOf = (...args: string[]) => readOptions([...STACK, ...args]) as VerifyOptions;
const targetBy = (outputs: Record<string, string>, args: string[] = [], environment: Record<string, string> = {}) =>
  targetOf(outputs, optionsOf(...args), environment);

describe('the options', () => {
  it('need no more than a stack', () => {
    expect(readOptions(STACK)).toEqual({
      stack: 'Theirs',
      addresses: {},
      graphql: {},
      revocationDelay: 0,
      anyVersion: false,
      cleanUp: false,
      json: false,
    });
  });

  it('may say more', () => {
    expect(optionsOf('--any-version', '--json', '--clean-up', '--revocation-delay', '5m')).toMatchObject({
      revocationDelay: 300,
      anyVersion: true,
      cleanUp: true,
      json: true,
    });
    expect(readOptions(['--help'])).toBe('help');
  });

  it('are refused all at once, with what is allowed, and no secret of a URL is repeated', () => {
    const args = [
      '--user-pool-id',
      'x',
      '--client-id',
      '-',
      '--sign-out-api-url',
      'http://example.com',
      '--query',
      'x',
    ];
    const more = ['--web-socket-url', 'https://x', '--rest-url', 'https://u:secret@x', '--revocation-delay', '6m'];

    expect(problemsIn([...args, ...more])).toEqual([
      '--stack: missing; allowed: a name such as CognitoSignOut',
      '--user-pool-id: got "x"; allowed: an id such as us-east-1_AbCd12345',
      '--client-id: got "-"; allowed: an id such as 1example23456789',
      '--query: got "x"; allowed: a text such as { orders { id } }',
      expect.stringMatching(/^--sign-out-api-url: got "http:\/\/example\.com"; allowed: an https URL such as /),
      expect.stringMatching(/^--rest-url: got something that is not shown/),
      expect.stringMatching(/^--web-socket-url: got "https:\/\/x"; allowed: a wss URL such as /),
      '--revocation-delay: got "6m"; allowed: 0s to 5m',
    ]);
    expect(problemsIn([...STACK, '--subscription', 'query { x }', 'more'])).toEqual([
      'got "more"; allowed: options only',
      '--subscription: got "query { x }"; allowed: a text such as subscription { onOrder { id } }',
    ]);
  });
});

describe('what is verified', () => {
  it('is what the stack says, of several app clients the first', () => {
    expect(targetBy({ ...OUTPUTS, GraphqlApiId: 'xyz' })).toEqual({
      stack: 'Theirs',
      userPoolId: 'us-east-1_AbCd12345',
      clientId: '1example23456789',
      signOutApi: API,
      http: `${API}/session`,
      rest: `${API}/v1/session`,
      graphql: {
        address: OUTPUTS.GraphqlApiUrl,
        isOwn: true,
        query: '{ session { sub sessionId } }',
        subscription: 'subscription { sessionNotice { sessionId } }',
      },
      webSocket: OUTPUTS.WebSocketApiUrl,
    });
  });

  it('has routes and fields of its own, where it is not the stack of this app', () => {
    expect(targetBy(OUTPUTS)).toMatchObject({
      rest: OUTPUTS.RestApiUrl,
      graphql: { address: OUTPUTS.GraphqlApiUrl, isOwn: false, query: '{ __typename }' },
    });
  });

  it('has no gateway that is not there', () => {
    const { UserPoolId, UserPoolClientId, SignOutApiUrl } = OUTPUTS;

    const target = targetBy({ UserPoolId, UserPoolClientId, SignOutApiUrl });

    expect(Object.keys(target).sort()).toEqual(['clientId', 'http', 'signOutApi', 'stack', 'userPoolId']);
  });

  it('is what the options say, of a stack with other outputs', () => {
    const ids = ['--user-pool-id', 'eu-west-1_X', '--client-id', 'theirs', '--sign-out-api-url', `${API}/`];
    const urls = [
      '--http-url',
      `${API}/orders`,
      '--rest-url',
      `${API}/v2/orders`,
      '--web-socket-url',
      'wss://ws.example.com',
    ];
    const graphql = [
      '--graphql-url',
      'https://g.example.com/graphql',
      '--subscription',
      'subscription { onOrder { id } }',
    ];

    expect(targetBy({}, [...ids, ...urls, ...graphql])).toEqual({
      stack: 'Theirs',
      userPoolId: 'eu-west-1_X',
      clientId: 'theirs',
      signOutApi: API,
      http: `${API}/orders`,
      rest: `${API}/v2/orders`,
      graphql: {
        address: 'https://g.example.com/graphql',
        isOwn: false,
        query: '{ __typename }',
        subscription: 'subscription { onOrder { id } }',
      },
      webSocket: 'wss://ws.example.com',
    });
  });

  it('is where the environment says, if the outputs cannot be reached, and the options say nothing', () => {
    const environment = {
      SIGN_OUT_API_URL: 'https://localhost:4566/api',
      REST_API_URL: '',
      WEB_SOCKET_API_URL: 'ws://localhost:1/v1',
    };

    expect(targetBy(OUTPUTS, ['--http-url', 'http://127.0.0.1:9/x'], environment)).toMatchObject({
      signOutApi: 'https://localhost:4566/api',
      http: 'http://127.0.0.1:9/x',
      rest: `${API}/v1`,
      webSocket: 'ws://localhost:1/v1',
    });
  });

  it('must be named: all that is missing is told at once', () => {
    expect(() => targetBy({ RestApiUrl: 'none', WebSocketApiUrl: 'https://x' })).toThrow(
      'does not say what to verify: the output RestApiUrl is no URL; the output WebSocketApiUrl is no URL; ' +
        'there is no output UserPoolId; there is no output UserPoolClientId; there is no output SignOutApiUrl.\n' +
        'Name it with --user-pool-id',
    );
  });
});
