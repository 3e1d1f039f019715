import { createCognitoTokenVerifier } from '../../lambda/adapters/cognito/token-verifier';
import { createLogout } from '../../lambda/handlers/oauth/logout';
import { createLogoutDone } from '../../lambda/handlers/oauth/logout-done';
import { FakeLogoutClients } from '../fakes/fake-logout-clients';
import { event, form } from './events';
import { createWorld, type World } from './world';

export const API = 'https://abcd1234.execute-api.us-east-1.amazonaws.com';
export const DONE = `${API}/oauth2/logout/done`;
export const LOGIN = 'https://login.example.com';
/** The first of the sign-out URLs, where managed login sends browsers that did not say where to. */
export const HOME = 'https://app.example.com/';
export const OUT = 'https://app.example.com/out';

type LogoutEvent = Parameters<ReturnType<typeof createLogout>>[0];
/** What a request holds: a list repeats a parameter, a text is as it stands. */
export type LogoutParameters = Readonly<Record<string, string>> | [string, string][] | string;

/** A browser that signs out by OpenID Connect, with all that is behind that. */
export interface LogoutWorld extends World {
  readonly clients: FakeLogoutClients;
  get(parameters: LogoutParameters): Promise<BrowserAnswer>;
  post(parameters: LogoutParameters, query?: string): Promise<BrowserAnswer>;
  /** Comes back from managed login. */
  done(cookies: readonly string[] | undefined, headers?: Record<string, string>): Promise<BrowserAnswer>;
}

/** What a browser sees of an answer. */
export interface BrowserAnswer {
  readonly status: number | undefined;
  readonly location: string | undefined;
  readonly cookies: readonly string[];
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

/** Whether the pool has managed login. Client 1 uses it then; client 2 has other sign-out URLs, and no OAuth flows. */
export async function createLogoutWorld({ hasManagedLogin }: { hasManagedLogin: boolean }): Promise<LogoutWorld> {
  const world = await createWorld();
  const { userPoolId, userPoolClientIds, clock, telemetry } = world.dependencies;
  const clients = new FakeLogoutClients();
  clients.clients.set('client-1', { logoutUrls: [HOME, OUT, DONE], usesManagedLogin: hasManagedLogin });
  clients.clients.set('client-2', { logoutUrls: ['myapp://out'], usesManagedLogin: false });
  const hintVerifier = createCognitoTokenVerifier({
    userPoolId,
    userPoolClientIds,
    acceptedTokenUse: ['id'],
    graceSeconds: Infinity,
    cognitoEndpoint: world.keyServer.address,
    clock,
  });
  const logout = createLogout({
    ...world.dependencies,
    clients,
    hintVerifier,
    signOutApiUrl: API,
    managedLogin: hasManagedLogin ? { baseUrl: LOGIN, logoutUri: HOME } : undefined,
  });
  const logoutDone = createLogoutDone({ clients, userPoolClientIds, telemetry });
  const golden = event<LogoutEvent>('http-logout');
  const text = (parameters: LogoutParameters) =>
    typeof parameters === 'string' ? parameters : new URLSearchParams(parameters).toString();

  return {
    ...world,
    clients,
    get: async (parameters) => seen(await logout({ ...golden, rawQueryString: text(parameters) })),
    post: async (parameters, rawQueryString = '') =>
      seen(await logout({ ...golden, rawQueryString, ...form(new URLSearchParams(text(parameters))) })),
    done: async (cookies, headers = {}) =>
      seen(
        await logoutDone({
          ...golden,
          headers: { ...golden.headers, ...headers },
          ...(cookies !== undefined && { cookies: [...cookies] }),
        }),
      ),
  };
}

function seen(answer: Awaited<ReturnType<ReturnType<typeof createLogout>>>): BrowserAnswer {
  const { statusCode, headers = {}, cookies = [], body = '' } = answer;
  return { status: statusCode, location: headers['location']?.toString(), cookies, headers, body };
}

/** The cookie that a browser sends back of one that it was given. */
export function sentBack([cookie = '']: readonly string[]): string {
  return cookie.split(';')[0] ?? '';
}
