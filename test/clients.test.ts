import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import path from 'node:path';

import { createCognitoEndpoint } from '../lambda/adapters/cognito/endpoint';
import { createCognitoTokenVerifier } from '../lambda/adapters/cognito/token-verifier';
import { introspect } from '../lambda/core/verdict/introspection';
import { bearerToken } from '../lambda/handlers/http/bearer-token';
import { createDiscovery } from '../lambda/handlers/oauth/discovery';
import { createLogout } from '../lambda/handlers/oauth/logout';
import { createLogoutDone } from '../lambda/handlers/oauth/logout-done';
import { createRevokeToken } from '../lambda/handlers/oauth/revoke-token';
import { createCognitoProxy } from '../lambda/handlers/proxy/cognito-proxy';
import { FakeLogoutClients } from './fakes/fake-logout-clients';
import { CognitoServer } from './support/cognito-server';
import { ManagedLoginServer } from './support/managed-login';
import { appWith, runnable, samplesOf, type Sample } from './support/samples';
import { SignOutServer } from './support/sign-out-server';
import { accessPayload, idPayload, ISSUER, POOL } from './support/tokens';
import { createWorld, type World } from './support/world';

const API = 'https://abcd1234.execute-api.us-east-1.amazonaws.com';
const LOGIN = 'https://login.example.com';
const OUT = 'https://app.example.com/out';
const DONE = `${API}/oauth2/logout/done`;
const SAMPLES = samplesOf('docs/clients.md');

// Each starts a process, and the machine may be slow: this only bounds a hang.
jest.setTimeout(60_000);

let world: World;
let login: ManagedLoginServer;
let cognito: CognitoServer;
let api: SignOutServer;
let app: string;
/** Where the addresses of AWS are served. */
let served: Record<string, string>;

beforeAll(async () => {
  app = appWith(SAMPLES);
  world = await createWorld();
  let sessions = 0;
  login = new ManagedLoginServer('client-1', (nonce) => {
    sessions++;
    const origin_jti = `session-${String(sessions)}`;
    world.userPool.signIn(`refresh-${String(sessions)}`, origin_jti);
    return {
      token_type: 'Bearer',
      expires_in: 3600,
      access_token: world.token(accessPayload({ origin_jti })),
      id_token: world.token(idPayload({ origin_jti, nonce })),
      refresh_token: `refresh-${String(sessions)}`,
    };
  });
  login.logoutUrls.push(OUT, DONE);
  cognito = new CognitoServer();
  api = new SignOutServer(routes(await cognito.start()));
  served = { [API]: await api.start(), [LOGIN]: await login.start() };
});

afterAll(async () => {
  await Promise.all([api.stop(), login.stop(), cognito.stop(), world.stop()]);
  rmSync(app, { recursive: true });
});

/** The sign-out API, as far as clients use it, with managed login at the pool's own domain. */
function routes(cognitoEndpoint: string): ConstructorParameters<typeof SignOutServer>[0] {
  const { dependencies, keyServer } = world;
  const { telemetry, userPoolId, userPoolClientIds, clock } = dependencies;
  const verifierOf = (options: Pick<Parameters<typeof createCognitoTokenVerifier>[0], 'acceptedTokenUse'>) =>
    createCognitoTokenVerifier({
      userPoolId,
      userPoolClientIds,
      graceSeconds: Infinity,
      cognitoEndpoint: keyServer.address,
      clock,
      ...options,
    });
  const published = {
    issuer: ISSUER,
    jwks_uri: `${ISSUER}/.well-known/jwks.json`,
    authorization_endpoint: `${LOGIN}/oauth2/authorize`,
    token_endpoint: `${LOGIN}/oauth2/token`,
    userinfo_endpoint: `${LOGIN}/oauth2/userInfo`,
    end_session_endpoint: `${LOGIN}/logout`,
    revocation_endpoint: `${LOGIN}/oauth2/revoke`,
  };
  const clients = new FakeLogoutClients();
  clients.clients.set('client-1', { logoutUrls: login.logoutUrls, usesManagedLogin: true });
  const discovery = createDiscovery({
    fetchMetadata: () => Promise.resolve(published),
    userPoolId,
    signOutApiUrl: API,
    telemetry,
  });
  const logout = createLogout({
    ...dependencies,
    clients,
    hintVerifier: verifierOf({ acceptedTokenUse: ['id'] }),
    managedLogin: { baseUrl: LOGIN, logoutUri: OUT },
    signOutApiUrl: API,
  });
  return new Map([
    ['GET /.well-known/openid-configuration', discovery],
    ['GET /oauth2/logout', logout],
    ['GET /oauth2/logout/done', createLogoutDone({ clients, userPoolClientIds, telemetry })],
    [
      'POST /oauth2/revoke',
      createRevokeToken({ ...dependencies, clients: { authenticate: () => Promise.resolve(true) } }),
    ],
    [
      'POST /',
      createCognitoProxy({
        ...dependencies,
        callerVerifier: verifierOf({ acceptedTokenUse: ['access'] }),
        forward: createCognitoEndpoint(cognitoEndpoint),
      }),
    ],
    [
      'GET /session',
      async ({ headers }) => {
        const { active } = await introspect(bearerToken(headers['authorization']), dependencies);
        return { statusCode: active ? 200 : 401 };
      },
    ],
  ]);
}

/** What became of a session: the gateway's answers, and where the browser came to. */
interface Outcome {
  readonly before: number;
  readonly after: number;
  readonly end: string | null;
}

/** The sample under a heading that has this in it. */
function sampleWith(text: string): Sample {
  const [found, ...more] = SAMPLES.filter(({ code }) => code.includes(text));
  if (found === undefined || more.length > 0) throw new Error(`docs/clients.md: not one sample with ${text}`);
  return found;
}

/** Runs a client in a process of its own, as it changes what is global. */
async function run(client: string, sample: Sample): Promise<Outcome> {
  // The SDKs have HTTP of their own, which nobody stands in for.
  const SignOutApiUrl = client === 'AWS SDK' ? served[API] : API;
  const declared = { SignOutApiUrl, UserPoolId: POOL, UserPoolClientId: 'client-1' };
  const { javaScript } = runnable(sample);
  const script = path.join(__dirname, 'support/run-client.mjs');
  const argument = JSON.stringify({ javaScript, declared, client, served });
  const cwd = path.join(app, String(SAMPLES.indexOf(sample)));
  const env = { PATH: process.env['PATH'], AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [script, argument], { cwd, env }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as Outcome);
      else reject(new Error(`${client}: …${stderr.slice(-1000)}`));
    });
  });
}

describe('a client as it is, pointed here', () => {
  it.each([
    ['oidc-client-ts', 'export const userManager'],
    ['oidc-client-ts', 'export const oidcConfig'],
    ['@axa-fr/oidc-client', "from '@axa-fr/oidc-client'"],
    ['oauth4webapi', "from 'oauth4webapi'"],
  ])('signs in, signs out, and comes back: %s, %s', async (client, text) => {
    const signOuts = login.signOuts;

    await expect(run(client, sampleWith(text))).resolves.toEqual({ before: 200, after: 401, end: OUT });
    expect(login.signOuts).toBe(signOuts + 1);
  });

  it('gets its state back by way of managed login: openid-client', async () => {
    const { end, ...verdicts } = await run('openid-client', sampleWith("from 'openid-client'"));

    expect(verdicts).toEqual({ before: 200, after: 401 });
    expect(end).toMatch(/^https:\/\/app\.example\.com\/out\?state=[\w-]{20,}$/);
  });

  it.each([
    ['Auth.js', 'export const events'],
    ['AWS SDK', "from '@aws-sdk/client-cognito-identity-provider'"],
  ])('signs out without a browser: %s', async (client, text) => {
    await expect(run(client, sampleWith(text))).resolves.toEqual({ before: 200, after: 401, end: null });
  });

  it('has its refresh token revoked at Cognito as well', () => {
    const revoked = new Set(world.userPool.calls.filter((call) => call.startsWith('revoke ')));

    expect(revoked.size).toBe(6);
  });
});
