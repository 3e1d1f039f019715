import { readCommandLine, type CommandLine } from '../shared/command-line';
import { parseDuration } from '../shared/duration';
import { quoteAddress, readApiAddress } from '../shared/api-address';
import { VerifyError } from './verify-error';

/** Addresses of what is verified. Those that are not given are as the stack says. */
export interface Addresses {
  /** The sign-out API, without a slash at the end. */
  readonly signOutApi?: string;
  /** What an HTTP API answers to a GET with a token, and not without. */
  readonly http?: string;
  /** What a REST API answers to a GET with a token, and not without. */
  readonly rest?: string;
  /** Where an AppSync API takes queries. */
  readonly graphql?: string;
  /** A WebSocket API with its stage. */
  readonly webSocket?: string;
}

/** What is asked for. */
export interface VerifyOptions {
  readonly stack: string;
  readonly userPoolId?: string;
  readonly clientId?: string;
  readonly addresses: Addresses;
  /** What is asked of an AppSync API: something that is for bearers of a token, and something that ends with the session. */
  readonly graphql: { readonly query?: string; readonly subscription?: string };
  /** Seconds for which the stack's gateways may go on by an earlier verdict. */
  readonly revocationDelay: number;
  /** Whether a stack of another version is verified too. */
  readonly anyVersion: boolean;
  /** Whether nothing is done but to remove what an earlier run has left. */
  readonly cleanUp: boolean;
  /** Whether the report is JSON. */
  readonly json: boolean;
}

/** How to write the command. */
export const USAGE = `npx cognito-sign-out verify --stack NAME [options]

Tries on a deployed stack what is promised of sign-outs, and what is believed of AWS. Makes two users of the user pool,
whose names begin with cognito-sign-out-verify-, and removes them. Signs out nobody else.

  --stack NAME             the CloudFormation stack, such as CognitoSignOut
  --revocation-delay TIME  the stack's setting of that name, 0s to 5m (default: 0s): so long is waited after each sign-out
  --any-version            even if the stack was made with another version of this package
  --clean-up               only remove the users that an interrupted run has left
  --json                   write the report as JSON
  --help                   show this

What the stack has no outputs for, or others than you mean:

  --user-pool-id ID        (output UserPoolId)
  --client-id ID           (output UserPoolClientId, the first of several)
  --sign-out-api-url URL   (output SignOutApiUrl)
  --http-url URL           of an HTTP API, to GET with a token (the sign-out API's /session)
  --rest-url URL           of a REST API, to GET with a token (output RestApiUrl)
  --graphql-url URL        of an AppSync API (output GraphqlApiUrl)
  --query QUERY            something that it answers, such as "{ orders { id } }" (any: "{ __typename }")
  --subscription QUERY     one that ends with its session, such as "subscription { onOrder { id } }"
  --web-socket-url URL     of a WebSocket API, with its stage (output WebSocketApiUrl)

Ends with 0 if every promise that was tried is kept, 1 if one is broken, 2 if the command is not valid, 3 if it could not
be verified, or a user could not be removed.`;

const HTTP_ADDRESSES = {
  signOutApi: 'sign-out-api-url',
  http: 'http-url',
  rest: 'rest-url',
  graphql: 'graphql-url',
} as const;
const OPTIONS = {
  withValue: [
    'stack',
    'user-pool-id',
    'client-id',
    ...Object.values(HTTP_ADDRESSES),
    'web-socket-url',
    'query',
    'subscription',
    'revocation-delay',
  ],
  flags: ['any-version', 'clean-up', 'json', 'help'],
};
const FORMATS = {
  stack: { pattern: /^[A-Za-z][A-Za-z0-9-]{0,127}$/, allowed: 'a name such as CognitoSignOut' },
  'user-pool-id': {
    pattern: /^[a-z]{2,}(-[a-z]+)+-\d+_[0-9A-Za-z]{1,40}$/,
    allowed: 'an id such as us-east-1_AbCd12345',
  },
  'client-id': { pattern: /^[\w+]{1,128}$/, allowed: 'an id such as 1example23456789' },
  query: { pattern: /^\s*(query\b|\{)[^]{1,4000}$/, allowed: 'a text such as { orders { id } }' },
  subscription: {
    pattern: /^\s*subscription\b[^]{1,4000}$/,
    allowed: 'a text such as subscription { onOrder { id } }',
  },
} as const;
const ALLOWED_HTTP = 'an https URL such as https://abcd1234.execute-api.us-east-1.amazonaws.com/orders';
const ALLOWED_WEB_SOCKET = 'a wss URL such as wss://abcd1234.execute-api.us-east-1.amazonaws.com/v1';

/**
 * Reads the command line.
 *
 * @returns `help` if that is asked for
 * @throws VerifyError `invalid_options` with all problems at once, each naming the option, the value got and what is
 * allowed
 */
export function readOptions(args: readonly string[]): VerifyOptions | 'help' {
  const { values, problems } = readCommandLine(args, OPTIONS);
  if (values.has('help') && problems.length === 0) return 'help';
  if (!values.has('stack')) problems.push(`--stack: missing; allowed: ${FORMATS.stack.allowed}`);
  for (const [option, { pattern, allowed }] of Object.entries(FORMATS)) {
    const value = values.get(option);
    if (value === undefined || pattern.test(value)) continue;
    problems.push(`--${option}: got ${JSON.stringify(value)}; allowed: ${allowed}`);
  }
  const addresses = addressesIn(values, problems);
  const revocationDelay = delayIn(values, problems);
  if (problems.length > 0) {
    throw new VerifyError('invalid_options', `Options that are not valid:\n- ${problems.join('\n- ')}\n\n${USAGE}`);
  }
  const [userPoolId, clientId, query, subscription] = ['user-pool-id', 'client-id', 'query', 'subscription'].map(
    (name) => values.get(name),
  );
  return {
    stack: values.get('stack') ?? '',
    ...(userPoolId !== undefined && { userPoolId }),
    ...(clientId !== undefined && { clientId }),
    addresses,
    graphql: { ...(query !== undefined && { query }), ...(subscription !== undefined && { subscription }) },
    revocationDelay,
    anyVersion: values.has('any-version'),
    cleanUp: values.has('clean-up'),
    json: values.has('json'),
  };
}

function delayIn(values: CommandLine['values'], problems: string[]): number {
  const text = values.get('revocation-delay') ?? '0s';
  const seconds = parseDuration(text) ?? NaN;
  if (seconds >= 0 && seconds <= 300) return seconds;
  problems.push(`--revocation-delay: got ${JSON.stringify(text)}; allowed: 0s to 5m`);
  return 0;
}

function addressesIn(values: CommandLine['values'], problems: string[]): Addresses {
  const addresses: Partial<Record<keyof Addresses, string>> = {};
  for (const [name, option] of Object.entries(HTTP_ADDRESSES) as [keyof typeof HTTP_ADDRESSES, string][]) {
    const text = values.get(option);
    if (text === undefined) continue;
    const address = readApiAddress(text);
    if (address === undefined) problems.push(`--${option}: got ${quoteAddress(text)}; allowed: ${ALLOWED_HTTP}`);
    else addresses[name] = address;
  }
  const text = values.get('web-socket-url');
  const webSocket = text === undefined ? undefined : readWebSocketAddress(text);
  if (webSocket !== undefined) addresses.webSocket = webSocket;
  else if (text !== undefined) {
    problems.push(`--web-socket-url: got ${quoteAddress(text)}; allowed: ${ALLOWED_WEB_SOCKET}`);
  }
  return addresses;
}

/** As {@link readApiAddress}, of a WebSocket. */
export function readWebSocketAddress(text: string): string | undefined {
  const [, secure, rest] = /^ws(s?):(.*)$/.exec(text) ?? [];
  const address = rest === undefined ? undefined : readApiAddress(`http${secure ?? ''}:${rest}`);
  return address?.replace(/^http/, 'ws');
}
