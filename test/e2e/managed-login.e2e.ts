import * as oauth from 'oauth4webapi';
import { randomUUID } from 'node:crypto';

import type { StackClient, Tokens, User } from '../../local/client';
import { deployBeside } from './other-stacks';
import { ACCEPTED, REJECTED, verdictsOn } from './stack';

const CALLBACK_URL = 'http://localhost:3000/in';
const LOGOUT_URL = 'http://localhost:3000/out';
let login: StackClient;
let server: oauth.AuthorizationServer;
let client: oauth.Client;

beforeAll(async () => {
  login = await deployBeside('ManagedLogin', {
    // Always the same: a pool has one domain, and the stack may be there of an earlier run.
    domainPrefix: 'sign-out-end-to-end',
    callbackUrls: CALLBACK_URL,
    logoutUrls: LOGOUT_URL,
  });
  const url = login.outputs.ManagedLoginUrl ?? '';
  server = {
    issuer: `https://cognito-idp.us-east-1.amazonaws.com/${login.outputs.UserPoolId}`,
    authorization_endpoint: `${url}/oauth2/authorize`,
    token_endpoint: `${url}/oauth2/token`,
  };
  client = { client_id: login.outputs.UserPoolClientId };
});

afterAll(() => {
  login.cognito.destroy();
});

/** Signs in as a browser does: the code flow with PKCE, without the scope that Cognito's own GlobalSignOut needs. */
async function signInByBrowser({ username, password }: User): Promise<Tokens> {
  const verifier = oauth.generateRandomCodeVerifier();
  const state = oauth.generateRandomState();
  const parameters = {
    client_id: client.client_id,
    redirect_uri: CALLBACK_URL,
    response_type: 'code',
    scope: 'openid email',
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
  };
  const page = await fetch(`${server.authorization_endpoint ?? ''}?${new URLSearchParams(parameters).toString()}`);
  expect(page.status).toBe(200);
  const submitted = await fetch(`${login.outputs.ManagedLoginUrl ?? ''}/login`, {
    method: 'POST',
    body: new URLSearchParams({ ...parameters, username, password }),
    redirect: 'manual',
  });
  const callback = new URL(submitted.headers.get('location') ?? '');
  const validated = oauth.validateAuthResponse(server, client, callback, state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    validated,
    CALLBACK_URL,
    verifier,
  );
  const tokens = await oauth.processAuthorizationCodeResponse(server, client, response);
  return {
    accessToken: tokens.access_token,
    idToken: tokens.id_token ?? '',
    refreshToken: tokens.refresh_token ?? '',
  };
}

describe('a user who has signed in by managed login', () => {
  it.each(['local', 'global'])('signs out: %s, without the scope that GlobalSignOut needs', async (scope) => {
    const tokens = await signInByBrowser(await login.signUp(`e2e-${randomUUID()}`));
    expect(await verdictsOn(tokens, login)).toEqual(ACCEPTED);

    const { body } = await login.signOut(tokens.accessToken, {
      scope,
      ...(scope === 'local' && { refreshToken: tokens.refreshToken }),
    });

    expect(await verdictsOn(tokens, login)).toEqual(REJECTED);
    expect(body).toMatchObject({ outcome: 'complete', logoutUrl: expect.any(String) as string });
    const logoutUrl = new URL((body as { logoutUrl: string }).logoutUrl);
    expect(logoutUrl.pathname).toBe('/logout');
    expect(Object.fromEntries(logoutUrl.searchParams)).toEqual({ client_id: client.client_id, logout_uri: LOGOUT_URL });
    // The answer names AWS's host, as the output does; the engine serves the same path.
    const reachable = `${login.outputs.ManagedLoginUrl ?? ''}${logoutUrl.pathname}${logoutUrl.search}`;
    const answer = await fetch(reachable, { redirect: 'manual' });
    expect(answer.headers.get('location')).toBe(LOGOUT_URL);
  });

  it('is not sent to sign out of the browser by a sign-out of others', async () => {
    const tokens = await signInByBrowser(await login.signUp(`e2e-${randomUUID()}`));
    const { body } = await login.signOut(tokens.accessToken, { scope: 'others' });

    expect(body).toMatchObject({ outcome: 'complete' });
    expect(body).not.toHaveProperty('logoutUrl');
  });
});
