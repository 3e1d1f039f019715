import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

import { environmentFor, readCloud } from './cloud';
import { FILES, readJson } from './files';

/** Variables by which an AWS client finds an account: with one of them set, it is that account that is meant. */
const AWS_SETTINGS = new RegExp(
  [
    '^AWS_(DEFAULT_)?(REGION|PROFILE)$',
    '^AWS_(ACCESS_KEY_ID|SECRET_ACCESS_KEY|SESSION_TOKEN|WEB_IDENTITY_TOKEN_FILE|ROLE_ARN)$',
    '^AWS_(CONFIG_FILE|SHARED_CREDENTIALS_FILE)$',
    '^AWS_(CONTAINER_|ENDPOINT_URL)',
    // They name an API, and so an account.
    '^(SIGN_OUT|REST|GRAPHQL|WEB_SOCKET)_API_URL$',
  ].join('|'),
);
const OWN_CREDENTIALS = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

/**
 * The environment for a command that is for AWS as well as for the local cloud: of the local cloud, if `AWS_ENDPOINT_URL`
 * names it, or if it is up and nothing says that AWS is meant; else as it is. The commands find the APIs by their stack,
 * whose outputs name hosts that only AWS has; so in the local cloud `SIGN_OUT_API_URL` and the like name them.
 *
 * @param home - where the folder `.aws` would be
 */
export function environmentOfEither(given: NodeJS.ProcessEnv, home = homedir()): NodeJS.ProcessEnv {
  if (readJson(FILES.outputs) === undefined || !existsSync(FILES.env)) return given;
  const { variables, outputs } = readCloud();
  const endpoint = variables['AWS_ENDPOINT_URL'] ?? '';
  const named = given['AWS_ENDPOINT_URL'] ?? '';
  if (named === '' ? saysAws(given, home) : !isSame(named, endpoint)) return given;

  // Another user of the local cloud than the one that `npm start` has written.
  const key = given['AWS_ACCESS_KEY_ID'] ?? '';
  const isOther = key !== '' && key !== variables['AWS_ACCESS_KEY_ID'];
  const own = OWN_CREDENTIALS.filter((name) => isOther && given[name] !== undefined).map((name) => [name, given[name]]);
  const apis = Object.entries(API_VARIABLES).map(([output, name]) => {
    const api = given[name] ?? '';
    return [name, api === '' ? outputs[output as keyof typeof API_VARIABLES] : api];
  });
  return {
    ...environmentFor(variables, given),
    ...(Object.fromEntries(own) as NodeJS.ProcessEnv),
    ...(Object.fromEntries(apis) as NodeJS.ProcessEnv),
  };
}

/** What names an API to the commands, where the stack's output does not do. */
const API_VARIABLES = {
  SignOutApiUrl: 'SIGN_OUT_API_URL',
  RestApiUrl: 'REST_API_URL',
  GraphqlApiUrl: 'GRAPHQL_API_URL',
  WebSocketApiUrl: 'WEB_SOCKET_API_URL',
} as const;

function saysAws(given: NodeJS.ProcessEnv, home: string): boolean {
  return (
    Object.entries(given).some(([name, value = '']) => value !== '' && AWS_SETTINGS.test(name)) ||
    ['config', 'credentials'].some((file) => existsSync(path.join(home, '.aws', file)))
  );
}

function isSame(url: string, other: string): boolean {
  return URL.canParse(url) && URL.canParse(other) && new URL(url).href === new URL(other).href;
}
