import type { CognitoClient } from '../../../lambda/adapters/cognito/client';
import { createLogoutClients } from '../../../lambda/adapters/cognito/logout-clients';
import { cognitoAt } from '../../support/cognito-client';
import { CognitoServer } from '../../support/cognito-server';
import { POOL } from '../../support/tokens';

const OUT = 'https://app.example.com/out';
const OURS = 'myapp://out';
let cognito: CognitoServer;
let client: CognitoClient;
let now = 0;

beforeEach(async () => {
  cognito = new CognitoServer();
  client = cognitoAt(await cognito.start());
  describes({ ClientId: 'client-1', LogoutURLs: [OUT], AllowedOAuthFlowsUserPoolClient: true });
});

afterEach(async () => {
  await cognito.stop();
});

function describes(UserPoolClient: object | undefined): void {
  cognito.answer = { status: 200, body: JSON.stringify({ UserPoolClient }) };
}

const create = () => createLogoutClients(client, { userPoolId: POOL, logoutUrls: [OURS], steady: () => now });

describe('the sign-out URLs of an app client', () => {
  it('are those that Cognito keeps, of a client with OAuth flows', async () => {
    await expect(create().find('client-1')).resolves.toEqual({ logoutUrls: [OUT], usesManagedLogin: true });
    expect(
      cognito.requests.map(({ target, body }) => [target?.split('.')[1], JSON.parse(body.toString()) as object]),
    ).toEqual([['DescribeUserPoolClient', { UserPoolId: POOL, ClientId: 'client-1' }]]);
  });

  it.each([
    [{ ClientId: 'client-1', AllowedOAuthFlowsUserPoolClient: true }, [], true],
    [{ ClientId: 'client-1' }, [OURS], false],
    [{ ClientId: 'client-1', LogoutURLs: [OUT], AllowedOAuthFlowsUserPoolClient: false }, [OUT, OURS], false],
  ])('are the owner’s, of a client without: %j', async (client, logoutUrls, usesManagedLogin) => {
    describes(client);

    await expect(create().find('client-1')).resolves.toEqual({ logoutUrls, usesManagedLogin });
  });

  it('are none, of a client that is no more', async () => {
    cognito.fails('ResourceNotFoundException');

    await expect(create().find('client-1')).resolves.toEqual({ logoutUrls: [], usesManagedLogin: false });
  });

  it('are remembered for half a minute, each client’s by itself', async () => {
    const clients = create();
    await clients.find('client-1');
    now += 29_999;
    await clients.find('client-1');
    expect(cognito.requests).toHaveLength(1);
    await clients.find('client-2');
    expect(cognito.requests).toHaveLength(2);
    describes({ ClientId: 'client-1', LogoutURLs: [], AllowedOAuthFlowsUserPoolClient: true });
    now += 1;

    await expect(clients.find('client-1')).resolves.toEqual({ logoutUrls: [], usesManagedLogin: true });
  });

  it.each<[string, () => void]>([
    [
      'refuses',
      () => {
        cognito.fails('NotAuthorizedException');
      },
    ],
    [
      'tells nothing',
      () => {
        describes(undefined);
      },
    ],
    [
      'is not there',
      () => {
        cognito.answer = undefined;
      },
    ],
  ])('can’t be known if Cognito %s, and are asked for again', async (_, breaks) => {
    const clients = create();
    breaks();
    await expect(clients.find('client-1')).rejects.toMatchObject({ code: 'user_pool_unavailable' });
    describes({ ClientId: 'client-1', LogoutURLs: [OUT], AllowedOAuthFlowsUserPoolClient: true });

    await expect(clients.find('client-1')).resolves.toMatchObject({ logoutUrls: [OUT] });
  });
});
