import { readApiAddress } from '../shared/api-address';
import { readWebSocketAddress, type VerifyOptions } from './options';
import { VerifyError } from './verify-error';

/** What is verified. */
export interface Target {
  readonly stack: string;
  readonly userPoolId: string;
  readonly clientId: string;
  readonly signOutApi: string;
  readonly http: string;
  readonly rest?: string;
  readonly graphql?: GraphqlTarget;
  readonly webSocket?: string;
}

/** An AppSync API. */
export interface GraphqlTarget {
  readonly address: string;
  /** Whether it is that of this product's own app, which has the query `session` and the mutation `signOut`. */
  readonly isOwn: boolean;
  /** A query that is for bearers of a token. */
  readonly query: string;
  /** A subscription that ends with its session. */
  readonly subscription?: string;
}

/** What stands in for the stack's outputs, where these name hosts that cannot be reached from here. */
const VARIABLES = {
  SignOutApiUrl: 'SIGN_OUT_API_URL',
  RestApiUrl: 'REST_API_URL',
  GraphqlApiUrl: 'GRAPHQL_API_URL',
  WebSocketApiUrl: 'WEB_SOCKET_API_URL',
} as const;

/** What this product's own app answers, and what any AppSync API does. */
const OWN = { query: '{ session { sub sessionId } }', subscription: 'subscription { sessionNotice { sessionId } }' };
const ANY = { query: '{ __typename }', subscription: undefined };

/**
 * What the options name, else the environment, else the stack's outputs.
 *
 * @param environment - of which an empty variable counts as missing
 * @throws VerifyError `incomplete_stack` if user pool, app client or sign-out API are not named, or an address is none
 */
export function targetOf(
  outputs: Readonly<Record<string, string>>,
  { stack, userPoolId, clientId, addresses, graphql }: VerifyOptions,
  environment: Readonly<Record<string, string | undefined>>,
): Target {
  const found: Partial<Record<keyof typeof VARIABLES, string>> = {};
  const problems: string[] = [];
  for (const [output, variable] of Object.entries(VARIABLES) as [keyof typeof VARIABLES, string][]) {
    const given = environment[variable] ?? '';
    const text = given === '' ? outputs[output] : given;
    if (text === undefined) continue;
    const address = output === 'WebSocketApiUrl' ? readWebSocketAddress(text) : readApiAddress(text);
    if (address === undefined) problems.push(`${given === '' ? `the output ${output}` : variable} is no URL`);
    else found[output] = address;
  }
  const signOutApi = addresses.signOutApi ?? found.SignOutApiUrl ?? '';
  const pool = userPoolId ?? outputs['UserPoolId'] ?? '';
  const client = clientId ?? outputs['UserPoolClientId']?.split(',')[0] ?? '';
  const needed = { UserPoolId: pool, UserPoolClientId: client, SignOutApiUrl: signOutApi };
  const missing = Object.entries(needed).filter(([, value]) => value === '');
  problems.push(...missing.map(([output]) => `there is no output ${output}`));
  if (problems.length > 0) {
    throw new VerifyError(
      'incomplete_stack',
      `The CloudFormation stack ${stack} does not say what to verify: ${problems.join('; ')}.\n` +
        'Name it with --user-pool-id, --client-id, --sign-out-api-url (see --help).',
    );
  }
  // No stack but this product's own app tells that: APIs in a stack of somebody's own have routes and fields of their own.
  const isOwnApp = outputs['GraphqlApiId'] !== undefined;
  const ownRest = found.RestApiUrl !== undefined && isOwnApp ? `${found.RestApiUrl}/session` : found.RestApiUrl;
  const rest = addresses.rest ?? ownRest;
  const webSocket = addresses.webSocket ?? found.WebSocketApiUrl;
  const graphqlAddress = addresses.graphql ?? found.GraphqlApiUrl;
  return {
    stack,
    userPoolId: pool,
    clientId: client,
    signOutApi,
    http: addresses.http ?? `${signOutApi}/session`,
    ...(rest !== undefined && { rest }),
    ...(graphqlAddress !== undefined && {
      graphql: graphqlTargetOf(graphqlAddress, isOwnApp && addresses.graphql === undefined, graphql),
    }),
    ...(webSocket !== undefined && { webSocket }),
  };
}

function graphqlTargetOf(address: string, isOwn: boolean, asked: VerifyOptions['graphql']): GraphqlTarget {
  const usual = isOwn ? OWN : ANY;
  const subscription = asked.subscription ?? usual.subscription;
  const query = asked.query ?? usual.query;
  return { address, isOwn, query, ...(subscription !== undefined && { subscription }) };
}
