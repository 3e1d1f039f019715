import { RevocationError } from '../../core/errors';
import type { LogoutClient, LogoutClients } from '../../core/sign-out/logout-client';
import type { CognitoClient, DescribedClient } from './client';

/** For so long (milliseconds) a client's sign-out URLs are remembered. Cognito allows 15 look-ups a second in an account. */
const MAX_AGE = 30 * 1000;

/** What {@link createLogoutClients} needs to know. */
export interface LogoutClientsOptions {
  readonly userPoolId: string;
  /** Sign-out URLs of clients without OAuth flows, for which Cognito keeps none. */
  readonly logoutUrls: readonly string[];
  /** Milliseconds, by a clock that nobody sets. */
  readonly steady: () => number;
}

/**
 * Knows app clients by `DescribeUserPoolClient`.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_UserPoolClientType.html
 */
export function createLogoutClients(
  cognito: CognitoClient,
  { userPoolId, logoutUrls, steady }: LogoutClientsOptions,
): LogoutClients {
  const remembered = new Map<string, { readonly readAt: number; readonly client: LogoutClient }>();

  async function lookUp(clientId: string): Promise<LogoutClient> {
    const asked = { UserPoolId: userPoolId, ClientId: clientId };
    const { UserPoolClient: client } = await cognito('DescribeUserPoolClient', asked).catch(
      (cause: unknown): DescribedClient => {
        if (cause instanceof Error && cause.name === 'ResourceNotFoundException') return { UserPoolClient: {} };
        throw new RevocationError('user_pool_unavailable', 'the app client could not be looked up', { cause });
      },
    );
    if (client === undefined)
      throw new RevocationError('user_pool_unavailable', 'Cognito did not tell of the app client');
    const { ClientId, LogoutURLs = [], AllowedOAuthFlowsUserPoolClient: usesManagedLogin = false } = client;
    const isKnown = ClientId !== undefined;
    return { usesManagedLogin, logoutUrls: usesManagedLogin || !isKnown ? LogoutURLs : [...LogoutURLs, ...logoutUrls] };
  }

  return {
    async find(clientId) {
      const readAt = steady();
      const known = remembered.get(clientId);
      if (known !== undefined && readAt - known.readAt < MAX_AGE) return known.client;
      const client = await lookUp(clientId);
      remembered.set(clientId, { readAt, client });
      return client;
    },
  };
}
