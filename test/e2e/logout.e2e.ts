import { UserManager } from 'oidc-client-ts';
import * as openid from 'openid-client';
import { randomUUID } from 'node:crypto';

import type { StackClient, Tokens, User } from '../../local/client';
import { deployBeside } from './other-stacks';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const CALLBACK_URL = 'http://localhost:3000/in';
const LOGOUT_URL = 'http://localhost:3000/out';
let login: StackClient;

beforeAll(async () => {
  login = await deployBeside('ManagedLogin', {
    // As in managed-login.e2e.ts, whose stack may be there.
    domainPrefix: 'sign-out-end-to-end',
    callbackUrls: CALLBACK_URL,
    logoutUrls: LOGOUT_URL,
  });
});

afterAll(() => {
  login.cognito.destroy();
  stack.cognito.destroy();
});

/** The addresses that a browser comes by, until it is at the app again. Those of AWS's host are served by the engine. */
async function follow(url: string): Promise<string[]> {
  const [cookies, passed] = [new Map<string, string>(), [url]];
  for (let at = url; !at.startsWith(LOGOUT_URL); at = passed.at(-1) ?? '') {
    const reachable = at.replace(/^https:\/\/[^/]+\.amazoncognito\.com/, login.outputs.ManagedLoginUrl ?? '');
    const headers = { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') };
    const response = await fetch(reachable, { redirect: 'manual', headers });
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      cookies.set(name, value);
    }
    const next = response.headers.get('location');
    if (next === null || passed.length > 5)
      throw new Error(`${at}: ${String(response.status)} ${await response.text()}`);
    passed.push(next);
  }
  return passed;
}

/** What a user does at the page that a client's browser was sent to; the address that comes of it. */
async function signInAtPage(authorization: string, { username, password }: User): Promise<string> {
  const page = await fetch(authorization);
  expect(page.status).toBe(200);
  const parameters = Object.fromEntries(new URL(authorization).searchParams);
  const submitted = await fetch(`${login.outputs.ManagedLoginUrl ?? ''}/login`, {
    method: 'POST',
    body: new URLSearchParams({ ...parameters, username, password }),
    redirect: 'manual',
  });
  return submitted.headers.get('location') ?? '';
}

describe('a page with oidc-client-ts as it is, pointed to our metadata', () => {
  /** Where it sends the browser to: it looks at little else of a window. */
  let navigated: PromiseWithResolvers<string>;

  beforeAll(() => {
    const leave = (url: string) => {
      navigated.resolve(url);
    };
    const window = { location: { assign: leave, replace: leave }, addEventListener: () => undefined };
    const items = new Map<string, string>();
    const storage = {
      get length() {
        return items.size;
      },
      key: (index: number) => [...items.keys()][index] ?? null,
      getItem: (name: string) => items.get(name) ?? null,
      setItem: (name: string, value: string) => items.set(name, value),
      removeItem: (name: string) => items.delete(name),
    };
    const self = { ...window, localStorage: storage, sessionStorage: storage };
    Object.assign(globalThis, { window: { ...self, self, top: self } });
  });

  afterAll(() => {
    Reflect.deleteProperty(globalThis, 'window');
  });

  async function sentTo(leave: () => Promise<void>): Promise<string> {
    navigated = Promise.withResolvers();
    // It does not resolve: a page that is left does not go on.
    leave().catch(navigated.reject);
    return navigated.promise;
  }

  it.each([undefined, 'where the user was'])(
    'signs in, signs out, and its tokens are rejected everywhere: state %p',
    async (state) => {
      const manager = new UserManager({
        authority: login.outputs.SignOutApiUrl,
        client_id: login.outputs.UserPoolClientId,
        redirect_uri: CALLBACK_URL,
        post_logout_redirect_uri: LOGOUT_URL,
        scope: 'openid email',
        revokeTokensOnSignout: true,
      });
      const authorization = await sentTo(() => manager.signinRedirect());
      const user = await manager.signinCallback(
        await signInAtPage(authorization, await login.signUp(`e2e-${randomUUID()}`)),
      );
      const tokens: Tokens = {
        accessToken: user?.access_token ?? '',
        idToken: user?.id_token ?? '',
        refreshToken: user?.refresh_token ?? '',
      };
      expect(await verdictsOn(tokens, login)).toEqual(ACCEPTED);

      const end = await sentTo(() => manager.signoutRedirect(state === undefined ? {} : { state }));
      const passed = await follow(end);

      expect(await verdictsOn(tokens, login)).toEqual(REJECTED);
      expect(await login.refresh(tokens.refreshToken)).toBeUndefined();
      expect(passed.map((url) => new URL(url).pathname.replace(/^.*\$default/, ''))).toEqual([
        '/oauth2/logout',
        '/logout',
        ...(state === undefined ? [] : ['/oauth2/logout/done']),
        '/out',
      ]);
      const answer = await manager.signoutCallback(passed.at(-1));
      expect(answer?.userState).toBe(state);
    },
  );
});

describe('a server with openid-client as it is, pointed to our metadata', () => {
  it('signs in, signs out with a state, and its tokens are rejected everywhere', async () => {
    const { SignOutApiUrl, UserPoolClientId } = login.outputs;
    const metadata = new URL(`${SignOutApiUrl}/.well-known/openid-configuration`);
    const config = await openid.discovery(metadata, UserPoolClientId, undefined, openid.None());
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const expectedState = openid.randomState();
    const authorization = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK_URL,
      scope: 'openid email',
      state: expectedState,
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const callback = await signInAtPage(authorization.href, await login.signUp(`e2e-${randomUUID()}`));
    const granted = await openid.authorizationCodeGrant(config, new URL(callback), { pkceCodeVerifier, expectedState });
    const tokens: Tokens = {
      accessToken: granted.access_token,
      idToken: granted.id_token ?? '',
      refreshToken: granted.refresh_token ?? '',
    };
    expect(await verdictsOn(tokens, login)).toEqual(ACCEPTED);

    const end = openid.buildEndSessionUrl(config, {
      id_token_hint: tokens.idToken,
      post_logout_redirect_uri: LOGOUT_URL,
      state: 'state-1',
    });
    const passed = await follow(end.href);

    expect(await verdictsOn(tokens, login)).toEqual(REJECTED);
    expect(passed.at(-1)).toBe(`${LOGOUT_URL}?state=state-1`);
    // What the refresh token would bring forth is rejected as well.
    const refreshed = await login.refresh(tokens.refreshToken);
    expect(refreshed === undefined ? REJECTED : await verdictsOn(refreshed, login)).toEqual(REJECTED);
  });

  it('sends nobody elsewhere, and signs nobody out by that', async () => {
    const tokens = await login.signIn(await login.signUp(`e2e-${randomUUID()}`));
    for (const uri of ['https://evil.example/', `${LOGOUT_URL}/`, `${LOGOUT_URL}?`, `${LOGOUT_URL}#x`]) {
      const query = new URLSearchParams({ id_token_hint: tokens.idToken, post_logout_redirect_uri: uri });
      const answer = await fetch(`${login.outputs.SignOutApiUrl}/oauth2/logout?${query.toString()}`, {
        redirect: 'manual',
      });

      expect([answer.status, answer.headers.get('location')]).toEqual([400, null]);
      expect(answer.headers.get('cache-control')).toBe('no-store');
    }
    expect(await verdictsOn(tokens, login)).toEqual(ACCEPTED);
  });
});

describe('where there is no managed login', () => {
  const { SignOutApiUrl, UserPoolId } = stack.outputs;

  it.each(['openid-configuration', 'oauth-authorization-server'])(
    'the metadata names nothing of the kind, and may be cached: %s',
    async (name) => {
      const response = await fetch(`${SignOutApiUrl}/.well-known/${name}`);
      const metadata = (await response.json()) as Record<string, unknown>;

      expect(response.headers.get('cache-control')).toBe('public, max-age=300');
      expect(metadata).toMatchObject({
        issuer: `https://cognito-idp.us-east-1.amazonaws.com/${UserPoolId}`,
        revocation_endpoint: `${SignOutApiUrl}/oauth2/revoke`,
        end_session_endpoint: `${SignOutApiUrl}/oauth2/logout`,
      });
      for (const absent of ['authorization_endpoint', 'token_endpoint', 'introspection_endpoint']) {
        expect(metadata).not.toHaveProperty(absent);
      }
      expect((await fetch(String(metadata['jwks_uri']))).status).toBe(200);
    },
  );

  it('an ID token signs its session out, by a form', async () => {
    const user = await newUser();
    const [phone, laptop] = [await stack.signIn(user), await stack.signIn(user)];
    const answer = await fetch(`${SignOutApiUrl}/oauth2/logout`, {
      method: 'POST',
      body: new URLSearchParams({ id_token_hint: phone.idToken }),
    });

    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
  });
});
