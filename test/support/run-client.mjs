// Runs one sample of docs/clients.md, an unmodified library with it, as its user would: signs in, signs out, and follows the
// redirects as a browser does. Takes what to run as JSON, and prints what the gateway said before and after, and where the browser
// came to. The addresses of AWS are served on loopback (test/clients.test.ts).

import { createRequire } from 'node:module';

const { javaScript, declared, client, served } = JSON.parse(process.argv[2]);
const SIGN_OUT_API = declared.SignOutApiUrl;
const CALLBACK = 'https://app.example.com/in';

/** Where an address of AWS is served. */
const reachable = (url) => {
  const { origin } = new URL(url);
  return served[origin] === undefined ? String(url) : String(url).replace(origin, served[origin]);
};
const fetchAnywhere = globalThis.fetch;
globalThis.fetch = (url, options) => fetchAnywhere(reachable(url instanceof Request ? url.url : url), options);

/** A browser's window, as far as these libraries look at one. */
const storage = () =>
  Object.create({
    get length() {
      return Object.keys(this).length;
    },
    key(index) {
      return Object.keys(this)[index] ?? null;
    },
    getItem(name) {
      return this[name] ?? null;
    },
    setItem(name, value) {
      this[name] = String(value);
    },
    removeItem(name) {
      Reflect.deleteProperty(this, name);
    },
  });
let navigated = Promise.withResolvers();
const location = {
  at: CALLBACK,
  origin: new URL(CALLBACK).origin,
  pathname: new URL(CALLBACK).pathname,
  get href() {
    return this.at;
  },
  set href(url) {
    navigated.resolve(String(url));
  },
  assign: (url) => navigated.resolve(String(url)),
  replace: (url) => navigated.resolve(String(url)),
};
const window = {
  location,
  crypto,
  localStorage: storage(),
  sessionStorage: storage(),
  addEventListener: () => undefined,
};
if (['oidc-client-ts', '@axa-fr/oidc-client'].includes(client)) {
  const { localStorage, sessionStorage } = window;
  Object.assign(globalThis, {
    window: Object.assign(window, { self: window, top: window }),
    localStorage,
    sessionStorage,
  });
}

/** Where a library sends the browser to. */
async function sentTo(library) {
  navigated = Promise.withResolvers();
  // It never resolves: a page that is left does not go on.
  library().catch(navigated.reject);
  return navigated.promise;
}

/** Follows redirects, with the cookies that each host has set, until the app is reached, or nothing redirects any more. */
async function follow(url) {
  const jar = new Map();
  for (let hops = 0; hops < 9; hops += 1) {
    const { origin } = new URL(url);
    if (origin === location.origin) return url;
    const response = await fetch(url, { redirect: 'manual', headers: { cookie: jar.get(origin) ?? '' } });
    const [cookie] = response.headers.getSetCookie();
    if (cookie !== undefined) jar.set(origin, cookie.includes('Max-Age=0') ? '' : cookie.split(';')[0]);
    const next = response.headers.get('location');
    if (next === null) throw new Error(`${url} is ${response.status}: ${await response.text()}`);
    url = next;
  }
  throw new Error('the browser goes round in circles');
}

async function session(accessToken) {
  const { status } = await fetch(`${SIGN_OUT_API}/session`, { headers: { authorization: `Bearer ${accessToken}` } });
  return status;
}

/** The code flow by hand, of a client that does not sign in itself. */
async function signInByHand() {
  const metadata = await (await fetch(`${SIGN_OUT_API}/.well-known/openid-configuration`)).json();
  const callback = await follow(`${metadata.authorization_endpoint}?redirect_uri=${encodeURIComponent(CALLBACK)}`);
  const body = new URLSearchParams({
    grant_type: 'authorization_code',
    code: new URL(callback).searchParams.get('code'),
  });
  return (await fetch(metadata.token_endpoint, { method: 'POST', body })).json();
}

/** How each signs in, and out: the tokens, and where the browser is sent to then, if anywhere. */
const CLIENTS = {
  async 'oidc-client-ts'({ userManager, oidcConfig }, require) {
    const manager = userManager ?? new (require('oidc-client-ts').UserManager)(oidcConfig);
    const callback = await follow(await sentTo(() => manager.signinRedirect()));
    const tokens = await manager.signinCallback(callback);
    return {
      tokens,
      signOut: () => sentTo(() => manager.signoutRedirect()),
      done: (url) => manager.signoutCallback(url),
    };
  },
  async '@axa-fr/oidc-client'({ oidcClient, signOut }) {
    location.at = await follow(await sentTo(() => oidcClient.loginAsync('/')));
    await oidcClient.loginCallbackAsync();
    const { accessToken: access_token } = oidcClient.tokens;
    return { tokens: { access_token }, signOut: () => sentTo(signOut) };
  },
  async 'openid-client'({ discover, signOut }, require) {
    const library = require('openid-client');
    const config = await discover();
    const pkceCodeVerifier = library.randomPKCECodeVerifier();
    const expectedState = library.randomState();
    const url = library.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid',
      state: expectedState,
      code_challenge: await library.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    const callback = new URL(await follow(url.href));
    const tokens = await library.authorizationCodeGrant(config, callback, { pkceCodeVerifier, expectedState });
    return { tokens, signOut: () => signOut(config, tokens) };
  },
  async oauth4webapi({ discover, signOut }) {
    const server = await discover();
    const tokens = await signInByHand();
    return { tokens, signOut: () => signOut(server, tokens) };
  },
  async 'Auth.js'({ events }) {
    const tokens = await signInByHand();
    return { tokens, signOut: () => events.signOut({ token: { refreshToken: tokens.refresh_token } }) };
  },
  async 'AWS SDK'({ signOut }) {
    const tokens = await signInByHand();
    return { tokens, signOut: () => signOut(tokens.refresh_token) };
  },
};

const require = createRequire(`${process.cwd()}/sample.js`);
const exported = {};
new Function('require', 'exports', ...Object.keys(declared), javaScript)(require, exported, ...Object.values(declared));
const { tokens, signOut, done } = await CLIENTS[client](exported, require);
const before = await session(tokens.access_token);
const url = await signOut();
const end = url === undefined ? null : await follow(String(url));
if (end !== null) await done?.(end);
process.stdout.write(JSON.stringify({ before, after: await session(tokens.access_token), end }));
