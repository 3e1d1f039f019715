import {
  CreateResourceServerCommand,
  CreateUserPoolDomainCommand,
  DescribeUserPoolClientCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { randomUUID } from 'node:crypto';
import * as oauth from 'oauth4webapi';

import { GATEWAYS, type StackClient } from '../../local/client';
import { readCloud } from '../../local/cloud';
import { DEVICE_CONFIGURATION, type Adopted } from './adopted/adopted';
import { addTrigger, describeFailingTrigger } from './adopted/failing-trigger';
import { describeRememberedDevices } from './adopted/remembered-devices';
import { describeRevocationOff } from './adopted/revocation-off';
import { describeRotation } from './adopted/rotation';
import { iamUser, removeIamUsers } from './iam';
import { OtherPool, type Client } from './other-pool';
import { deployBeside } from './other-stacks';
import { postSigned } from './signed-request';
import { ACCEPTED, REJECTED, stack, verdictsOn } from './stack';

const { cognito } = stack;
const engine = readCloud().variables['AWS_ENDPOINT_URL'] ?? '';

let pool: OtherPool;
let clients: Adopted['clients'];
let web: Client;
let backend: Client;
let machine: Client;
let adopted: StackClient;
let server: oauth.AuthorizationServer;

/** A pool that is not this product's, with clients of every kind. */
beforeAll(async () => {
  pool = await OtherPool.create({ DeviceConfiguration: DEVICE_CONFIGURATION });
  await cognito.send(new CreateUserPoolDomainCommand({ UserPoolId: pool.id, Domain: `d-${randomUUID()}` }));
  await cognito.send(
    new CreateResourceServerCommand({
      UserPoolId: pool.id,
      Identifier: 'api',
      Name: 'api',
      Scopes: [{ ScopeName: 'read', ScopeDescription: 'read' }],
    }),
  );
  web = await pool.newClient({ ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'] });
  backend = await pool.newClient({ GenerateSecret: true });
  machine = await pool.newClient({
    GenerateSecret: true,
    AllowedOAuthFlowsUserPoolClient: true,
    AllowedOAuthFlows: ['client_credentials'],
    AllowedOAuthScopes: ['api/read'],
  });
  const unrevocable = await pool.newClient({ EnableTokenRevocation: false });
  const rotating = await pool.newClient({ RefreshTokenRotation: { Feature: 'ENABLED', RetryGracePeriodSeconds: 0 } });
  clients = { web, backend, machine, unrevocable, rotating };
  const before = await descriptions();
  const userPoolClientIds = Object.values(clients).map(({ client_id }) => client_id);
  const settings = { userPoolId: pool.id, userPoolClientIds: userPoolClientIds.join(',') };
  adopted = await deployBeside('Adopted', settings, addTrigger);
  expect(await descriptions()).toEqual(before);
  server = { issuer: engine, revocation_endpoint: `${adopted.outputs.SignOutApiUrl}/oauth2/revoke` };
});

afterAll(async () => {
  await removeIamUsers();
  adopted.cognito.destroy();
  cognito.destroy();
});

/** The clients, as Cognito describes them. */
async function descriptions(): Promise<unknown[]> {
  return Promise.all(
    Object.values(clients).map(async ({ client_id }) => {
      const command = new DescribeUserPoolClientCommand({ UserPoolId: pool.id, ClientId: client_id });
      return (await cognito.send(command)).UserPoolClient;
    }),
  );
}

async function machineToken(): Promise<string> {
  const response = await fetch(`${engine}/oauth2/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: machine.client_id,
      client_secret: machine.secret,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
}

async function everywhere(token: string): Promise<number[]> {
  const answers = await Promise.all(GATEWAYS.map((gateway) => adopted.session(gateway, token)));
  return answers.map(({ status }) => status);
}

async function revoke(client: Client, authentication: oauth.ClientAuth, token: string): Promise<string> {
  const response = await oauth.revocationRequest(server, { client_id: client.client_id }, authentication, token);
  if (response.ok) return 'revoked';
  return ((await response.json()) as { error: string }).error;
}

describe('a pool that was there before', () => {
  it('has its sign-outs made real, and is not touched', async () => {
    const username = await pool.newUser();
    const [phone, laptop] = [await pool.signIn(username, web), await pool.signIn(username, backend)];
    expect(await verdictsOn(phone, adopted)).toEqual(ACCEPTED);

    await expect(adopted.signOut(phone.accessToken, { refreshToken: phone.refreshToken })).resolves.toMatchObject({
      body: { outcome: 'complete' },
    });

    expect(await verdictsOn(phone, adopted)).toEqual(REJECTED);
    expect(await verdictsOn(laptop, adopted)).toEqual(ACCEPTED);
  });
});

describe('a client with a secret', () => {
  it.each([
    ['in the header', (secret: string) => oauth.ClientSecretBasic(secret)],
    ['in the body', (secret: string) => oauth.ClientSecretPost(secret)],
  ])('revokes its refresh tokens, with its secret %s', async (_, authenticate) => {
    const tokens = await pool.signIn(await pool.newUser(), backend);

    await expect(revoke(backend, authenticate(backend.secret), tokens.refreshToken)).resolves.toBe('revoked');
    expect(await verdictsOn(tokens, adopted)).toEqual(REJECTED);
  });

  it('revokes nothing without its secret, or with a wrong one', async () => {
    const tokens = await pool.signIn(await pool.newUser(), backend);

    for (const authentication of [oauth.None(), oauth.ClientSecretBasic('wrong'), oauth.ClientSecretPost('wrong')]) {
      for (const token of [tokens.accessToken, tokens.refreshToken]) {
        await expect(revoke(backend, authentication, token))
          .rejects.toThrow()
          .catch(() => undefined);
      }
    }
    expect(await verdictsOn(tokens, adopted)).toEqual(ACCEPTED);
  });

  it("cannot revoke another client's tokens", async () => {
    const tokens = await pool.signIn(await pool.newUser(), web);

    for (const token of [tokens.accessToken, tokens.idToken, tokens.refreshToken]) {
      await expect(revoke(backend, oauth.ClientSecretPost(backend.secret), token)).resolves.toBe('invalid_grant');
    }
    expect(await verdictsOn(tokens, adopted)).toEqual(ACCEPTED);
  });
});

describe('a machine', () => {
  it('has its tokens revoked one by one', async () => {
    const [first, second] = [await machineToken(), await machineToken()];
    expect(await everywhere(first)).toEqual([200, 200, 200]);

    await expect(revoke(machine, oauth.ClientSecretBasic(machine.secret), first)).resolves.toBe('revoked');

    expect(await everywhere(first)).toEqual([401, 401, 401]);
    expect(await everywhere(second)).toEqual([200, 200, 200]);
    await expect(adopted.signOut(second)).resolves.toMatchObject({ status: 200, body: { outcome: 'complete' } });
    expect(await everywhere(second)).toEqual([401, 401, 401]);
    await expect(adopted.signOut(await machineToken(), { scope: 'global' })).resolves.toMatchObject({ status: 400 });
  });

  it('has all of them revoked with its client, and no others', async () => {
    const support = await iamUser('arn:aws:execute-api:*:*:*/*/POST/admin/sign-out');
    const [token, user] = [await machineToken(), await pool.signIn(await pool.newUser(), web)];

    const url = `${adopted.outputs.SignOutApiUrl}/admin/sign-out`;
    const body = JSON.stringify({ clientId: machine.client_id, reason: 'a leaked secret' });
    const answer = await postSigned(url, body, 'application/json', support);

    expect(answer.status).toBe(200);
    expect(await everywhere(token)).toEqual([401, 401, 401]);
    expect(await everywhere(await machineToken())).toEqual([200, 200, 200]);
    expect(await verdictsOn(user, adopted)).toEqual(ACCEPTED);
  });
});

const all = (): Adopted => ({ pool, stack: adopted, clients });
describeRevocationOff(all);
describeRotation(all);
describeRememberedDevices(all);
describeFailingTrigger(all);
