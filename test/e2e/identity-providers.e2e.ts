import {
  AdminLinkProviderForUserCommand,
  CreateIdentityProviderCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { App, CfnOutput, RemovalPolicy, Stack, aws_cognito as cognito } from 'aws-cdk-lib';
import { randomUUID } from 'node:crypto';

import { TokenRevocation } from '../../lib';
import { StackClient, type Tokens } from '../../local/client';
import { readCloud, reachableHttpApi } from '../../local/cloud';
import { deployApp, destroyApp } from '../../local/deploy';
import { createSigningKey } from '../support/tokens';
import { UNWATCHED } from '../support/unwatched';
import { CLIENT_AT_PROVIDER, OidcProvider, type ProviderUser } from './oidc-provider';
import { stack } from './stack';

const SLOW = 600_000;
const NAME = 'IdentityProviders';
const PROVIDER = 'Acme';
const CALLBACK_URL = 'http://localhost:3000/in';

const { variables } = readCloud();
const engine = variables['AWS_ENDPOINT_URL'] ?? '';
const provider = new OidcProvider();

let assembly: string;
let app: StackClient;

/** A pool whose users sign in by a provider, which may end their sessions. */
function federatedApp(): App {
  const federated = new App();
  const scope = new Stack(federated, NAME);
  const userPool = new cognito.UserPool(scope, 'UserPool', { removalPolicy: RemovalPolicy.DESTROY });
  const client = userPool.addClient('Web', {
    authFlows: { userPassword: true },
    enableTokenRevocation: true,
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.COGNITO_ADMIN],
      callbackUrls: [CALLBACK_URL],
    },
  });
  const { signOutApi } = new TokenRevocation(scope, 'TokenRevocation', {
    monitoring: UNWATCHED,
    userPool,
    userPoolClients: [client],
    deletionProtection: false,
    identityProviders: [
      {
        providerName: PROVIDER,
        issuer: provider.issuer,
        jwksUri: provider.jwksUri,
        clientId: CLIENT_AT_PROVIDER,
      },
    ],
  });
  new CfnOutput(scope, 'UserPoolId', { value: userPool.userPoolId });
  new CfnOutput(scope, 'UserPoolClientId', { value: client.userPoolClientId });
  new CfnOutput(scope, 'SignOutApiUrl', { value: signOutApi.url });
  return federated;
}

beforeAll(async () => {
  await provider.start();
  assembly = federatedApp().synth().directory;
  const { [NAME]: outputs = {} } = await deployApp(variables, assembly);
  const { UserPoolId = '', UserPoolClientId = '', SignOutApiUrl = '' } = outputs;
  const own = { UserPoolId, UserPoolClientId, SignOutApiUrl: reachableHttpApi(SignOutApiUrl, engine) };
  app = new StackClient({ ...stack.outputs, ...own });
  // By the API, as the engine's CloudFormation knows no identity providers.
  await app.cognito.send(
    new CreateIdentityProviderCommand({
      UserPoolId,
      ProviderName: PROVIDER,
      ProviderType: 'OIDC',
      ProviderDetails: {
        client_id: CLIENT_AT_PROVIDER,
        client_secret: randomUUID(),
        attributes_request_method: 'GET',
        authorize_scopes: 'openid email',
        oidc_issuer: provider.issuer,
        authorize_url: `${provider.issuer}/authorize`,
        token_url: `${provider.issuer}/token`,
        attributes_url: `${provider.issuer}/userinfo`,
        jwks_uri: provider.jwksUri,
      },
      AttributeMapping: { email: 'email' },
    }),
  );
}, SLOW);

afterAll(async () => {
  await provider.stop();
  await destroyApp(variables, assembly);
  for (const client of [app.cognito, stack.cognito]) client.destroy();
}, SLOW);

/** Where an answer sends the browser. */
async function redirected(url: string): Promise<URL> {
  const answer = await fetch(url, { redirect: 'manual' });
  expect(answer.status).toBe(302);
  return new URL(answer.headers.get('location') ?? '');
}

/** As a browser does, past a provider that knows its user already. */
async function signInByProvider(user: ProviderUser): Promise<Tokens> {
  const { UserPoolClientId } = app.outputs;
  const asked = { client_id: UserPoolClientId, response_type: 'code', redirect_uri: CALLBACK_URL, state: randomUUID() };
  const toProvider = new URLSearchParams({
    ...asked,
    identity_provider: PROVIDER,
    scope: 'openid aws.cognito.signin.user.admin',
  });
  const { searchParams: atProvider } = await redirected(`${engine}/oauth2/authorize?${toProvider.toString()}`);
  const back = new URLSearchParams({ code: provider.codeFor(user), state: atProvider.get('state') ?? '' });
  const { searchParams: inApp } = await redirected(`${engine}/oauth2/idpresponse?${back.toString()}`);
  expect(inApp.get('state')).toBe(asked.state);
  const answer = await fetch(`${engine}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: UserPoolClientId,
      redirect_uri: CALLBACK_URL,
      code: inApp.get('code') ?? '',
    }),
  });
  expect(answer.status).toBe(200);
  const tokens = (await answer.json()) as Record<'access_token' | 'id_token' | 'refresh_token', string>;
  return { accessToken: tokens.access_token, idToken: tokens.id_token, refreshToken: tokens.refresh_token };
}

/** What becomes of a session's tokens: of the access and ID tokens at a gateway, of the refresh token at Cognito. */
async function stateOf({ accessToken, idToken, refreshToken }: Tokens): Promise<readonly unknown[]> {
  const [access, id] = [accessToken, idToken].map((token) => app.session('HTTP API', token));
  return [(await access)?.status, (await id)?.status, (await app.refresh(refreshToken)) !== undefined];
}
const ALIVE = [200, 200, true];
const ENDED = [401, 401, false];

const revocationUrl = () => `${app.outputs.SignOutApiUrl}/oauth2/global-token-revocation`;
const assertion = (claims: object = {}, key?: ReturnType<typeof createSigningKey>) =>
  provider.signed('global-token-revocation+jwt', revocationUrl(), { sub: CLIENT_AT_PROVIDER, ...claims }, key);
const bySubject = ({ sub }: ProviderUser) => ({ format: 'iss_sub', iss: provider.issuer, sub });
const byEmail = ({ email }: ProviderUser) => ({ format: 'email', email });

async function askToEnd(sub_id: object, token = assertion()): Promise<number> {
  const { status } = await fetch(revocationUrl(), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ sub_id }),
  });
  return status;
}

async function sendLogoutToken({ sub }: ProviderUser, claims: object = {}): Promise<number> {
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  const { status } = await fetch(`${app.outputs.SignOutApiUrl}/oauth2/backchannel-logout`, {
    method: 'POST',
    body: new URLSearchParams({
      logout_token: provider.signed('logout+jwt', CLIENT_AT_PROVIDER, { sub, events, ...claims }),
    }),
  });
  return status;
}

describe('a user who signs in by an identity provider', () => {
  it.each([
    ['issuer and subject', bySubject],
    ['e-mail address', byEmail],
  ])('is signed out by its Universal Logout, named by %s, and nobody else is', async (_, subjectOf) => {
    const [alice, bob] = [provider.newUser(), provider.newUser()];
    const [phone, laptop, bobs] = [
      await signInByProvider(alice),
      await signInByProvider(alice),
      await signInByProvider(bob),
    ];
    expect(await stateOf(phone)).toEqual(ALIVE);

    expect(await askToEnd(subjectOf(alice))).toBe(204);

    expect(await stateOf(phone)).toEqual(ENDED);
    expect(await stateOf(laptop)).toEqual(ENDED);
    expect(await stateOf(bobs)).toEqual(ALIVE);
    expect(await stateOf(await signInByProvider(alice))).toEqual(ALIVE);
  });

  it('is signed out by a back-channel logout', async () => {
    const [alice, bob] = [provider.newUser(), provider.newUser()];
    const [alices, bobs] = [await signInByProvider(alice), await signInByProvider(bob)];

    expect(await sendLogoutToken(alice)).toBe(200);

    expect(await stateOf(alices)).toEqual(ENDED);
    expect(await stateOf(bobs)).toEqual(ALIVE);
    expect(await stateOf(await signInByProvider(alice))).toEqual(ALIVE);
  });

  it('is not signed out again by a request that comes twice', async () => {
    const alice = provider.newUser();
    const [token, jti] = [assertion(), randomUUID()];
    await signInByProvider(alice);
    expect(await askToEnd(bySubject(alice), token)).toBe(204);
    expect(await sendLogoutToken(alice, { jti })).toBe(200);
    const signedInAgain = await signInByProvider(alice);

    expect(await askToEnd(bySubject(alice), token)).toBe(401);
    expect(await sendLogoutToken(alice, { jti })).toBe(200);

    expect(await stateOf(signedInAgain)).toEqual(ALIVE);
  });

  it('is not signed out by what another has signed, or for others', async () => {
    const alice = provider.newUser();
    const tokens = await signInByProvider(alice);
    const others = [
      assertion({}, createSigningKey('another')),
      assertion({ aud: 'https://elsewhere.example.com' }),
      assertion({ iss: 'https://elsewhere.example.com' }),
      assertion({ exp: Math.floor(Date.now() / 1000) - 60 }),
    ];

    for (const token of others) expect(await askToEnd(bySubject(alice), token)).toBe(401);
    expect(await sendLogoutToken(alice, { aud: 'elsewhere' })).toBe(400);

    expect(await stateOf(tokens)).toEqual(ALIVE);
  });
});

describe('a user who has a password', () => {
  const newUser = async () => {
    const username = `e2e-${randomUUID()}`;
    return { user: await app.signUp(username), username };
  };

  it('is signed out if linked to the provider', async () => {
    const { user, username } = await newUser();
    const alice = provider.newUser();
    const { UserPoolId } = app.outputs;
    await app.cognito.send(
      new AdminLinkProviderForUserCommand({
        UserPoolId,
        DestinationUser: { ProviderName: 'Cognito', ProviderAttributeValue: username },
        SourceUser: {
          ProviderName: PROVIDER,
          ProviderAttributeName: 'Cognito_Subject',
          ProviderAttributeValue: alice.sub,
        },
      }),
    );
    const [byPassword, byProvider] = [await app.signIn(user), await signInByProvider(alice)];

    expect(await askToEnd(byEmail(alice))).toBe(204);

    expect(await stateOf(byPassword)).toEqual(ENDED);
    expect(await stateOf(byProvider)).toEqual(ENDED);
  });

  it('is nobody to a provider that does not sign them in', async () => {
    const { user, username } = await newUser();
    const tokens = await app.signIn(user);

    expect(await askToEnd({ format: 'iss_sub', iss: provider.issuer, sub: username })).toBe(404);

    expect(await stateOf(tokens)).toEqual(ALIVE);
  });
});
