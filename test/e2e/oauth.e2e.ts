import * as oauth from 'oauth4webapi';

import { payloadOf } from './callers';
import { iamUser, removeIamUsers } from './iam';
import { postSigned, type Credentials } from './signed-request';
import { ACCEPTED, newUser, REJECTED, stack, verdictsOn } from './stack';

const { SignOutApiUrl, UserPoolClientId } = stack.outputs;
const server: oauth.AuthorizationServer = {
  issuer: SignOutApiUrl,
  revocation_endpoint: `${SignOutApiUrl}/oauth2/revoke`,
  introspection_endpoint: `${SignOutApiUrl}/oauth2/introspect`,
};
const client: oauth.Client = { client_id: UserPoolClientId };
let service: Credentials;

beforeAll(async () => {
  service = await iamUser('arn:aws:execute-api:*:*:*/*/POST/oauth2/introspect');
});

afterAll(async () => {
  await removeIamUsers();
  stack.cognito.destroy();
});

async function revoke(token: string, parameters: Record<string, string> = {}): Promise<void> {
  const options = { additionalParameters: parameters };
  await oauth.processRevocationResponse(await oauth.revocationRequest(server, client, oauth.None(), token, options));
}

async function form(body: string): Promise<{ status: number; cache: string | null; body: unknown }> {
  const response = await fetch(server.revocation_endpoint ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body,
  });
  const text = await response.text();
  return {
    status: response.status,
    cache: response.headers.get('cache-control'),
    body: text === '' ? undefined : JSON.parse(text),
  };
}

describe('an OAuth client', () => {
  it.each(['accessToken', 'idToken', 'refreshToken'] as const)('revokes a session by its %s', async (name) => {
    const user = await newUser();
    const [phone, laptop] = [await stack.signIn(user), await stack.signIn(user)];

    await revoke(phone[name]);

    expect(await verdictsOn(phone)).toEqual(REJECTED);
    expect(await verdictsOn(laptop)).toEqual(ACCEPTED);
    const refreshed = await stack.refresh(phone.refreshToken);
    expect(refreshed === undefined ? REJECTED : await verdictsOn(refreshed)).toEqual(REJECTED);
    if (name === 'refreshToken') expect(refreshed).toBeUndefined();
  });

  it.each(['access_token', 'refresh_token', 'something'])('may hint at whatever it likes: %s', async (hint) => {
    const tokens = await stack.signIn(await newUser());
    await revoke(tokens.refreshToken, { token_type_hint: hint, unknown: 'ignored' });

    expect(await verdictsOn(tokens)).toEqual(REJECTED);
  });

  it('may repeat itself, and revoke what nobody knows', async () => {
    const tokens = await stack.signIn(await newUser());
    await revoke(tokens.refreshToken);
    await revoke(tokens.refreshToken);
    await revoke(tokens.accessToken);
    await revoke('no-token-at-all');

    expect(await form(`token=unknown`)).toEqual({ status: 200, cache: 'no-store', body: {} });
  });

  it.each([
    ['nothing', '', 'invalid_request', 400],
    ['no token', 'client_id=x', 'invalid_request', 400],
    ['two tokens', 'token=a&token=a', 'invalid_request', 400],
    ['an unknown client', 'token=a&client_id=nobody', 'invalid_client', 401],
    ['a secret that it has not', `token=a&client_id=${UserPoolClientId}&client_secret=wrong`, 'invalid_client', 401],
    ['more than 10 KB', `token=${'a'.repeat(10 * 1024)}`, 'invalid_request', 400],
  ])('is told what is wrong with %s', async (_, body, error, status) => {
    expect(await form(body)).toMatchObject({ status, cache: 'no-store', body: { error } });
  });
});

describe('a service behind no gateway', () => {
  async function introspect(token: string, by = service): Promise<{ status: number; body: unknown }> {
    const body = new URLSearchParams({ token }).toString();
    const url = server.introspection_endpoint ?? '';
    const response = await postSigned(url, body, 'application/x-www-form-urlencoded', by);
    expect(response.headers.get('cache-control') ?? 'no-store').toBe('no-store');
    return { status: response.status, body: await response.json() };
  }

  it('learns what the gateways say of a token', async () => {
    const { accessToken, idToken, refreshToken } = await stack.signIn(await newUser());
    const claims = payloadOf(accessToken);
    const { sub, iss, exp, iat, jti, client_id, username, scope } = claims;

    expect(await introspect(accessToken)).toEqual({
      status: 200,
      body: { active: true, sub, iss, exp, iat, jti, client_id, username, scope },
    });
    expect((await introspect(idToken)).body).toMatchObject({ active: true, sub, client_id, username });
    expect((await introspect(idToken)).body).not.toHaveProperty('scope');
    expect((await introspect(refreshToken)).body).toEqual({ active: false });

    await stack.signOut(accessToken);
    expect((await introspect(accessToken)).body).toEqual({ active: false });
    expect((await introspect(idToken)).body).toEqual({ active: false });
    expect((await introspect('forged')).body).toEqual({ active: false });
  });

  it('has to be let in by IAM', async () => {
    const { accessToken } = await stack.signIn(await newUser());
    const body = new URLSearchParams({ token: accessToken });
    const url = server.introspection_endpoint ?? '';
    const headers = { authorization: `Bearer ${accessToken}` };

    expect((await fetch(url, { method: 'POST', body })).status).toBe(403);
    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(403);
    expect((await introspect(accessToken, { ...service, secretAccessKey: 'wrong' })).status).toBe(403);
    expect((await fetch(url, { method: 'GET' })).status).toBe(404);
  });
});
