import { createHash, timingSafeEqual } from 'node:crypto';

import {
  DescribeUserPoolClientCommand,
  type CognitoIdentityProviderClient,
} from '@aws-sdk/client-cognito-identity-provider';

import { RevocationError } from '../../core/errors';
import type { ClientAuthenticator } from '../../core/sign-out/oauth-client';

/** For how long (milliseconds) a client's secret is remembered. Cognito allows 15 look-ups a second in an account. */
const MAX_AGE = 5 * 60 * 1000;

/** What {@link createCognitoClients} needs to know. */
export interface CognitoClientsOptions {
  readonly userPoolId: string;
  /** The app clients that there are for us. */
  readonly userPoolClientIds: readonly string[];
  /** Milliseconds. */
  readonly now: () => number;
}

/**
 * Authenticates app clients by what `DescribeUserPoolClient` tells of their secrets. Of a client with two secrets it
 * tells the first; the second is not accepted here.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html
 */
export function createCognitoClients(
  client: CognitoIdentityProviderClient,
  { userPoolId, userPoolClientIds, now }: CognitoClientsOptions,
): ClientAuthenticator {
  const remembered = new Map<string, { readonly readAt: number; readonly secret: string | undefined }>();

  async function secretOf(clientId: string): Promise<string | undefined> {
    const memory = remembered.get(clientId);
    if (memory !== undefined && now() - memory.readAt < MAX_AGE) return memory.secret;
    const readAt = now();
    const command = new DescribeUserPoolClientCommand({ UserPoolId: userPoolId, ClientId: clientId });
    const { UserPoolClient } = await client.send(command).catch((cause: unknown) => {
      throw new RevocationError('user_pool_unavailable', 'the app client could not be looked up', { cause });
    });
    if (UserPoolClient === undefined) {
      throw new RevocationError('user_pool_unavailable', 'Cognito did not tell whether the app client has a secret');
    }
    const secret = UserPoolClient.ClientSecret;
    remembered.set(clientId, { readAt, secret });
    return secret;
  }

  return {
    async authenticate({ clientId, clientSecret }) {
      if (!userPoolClientIds.includes(clientId)) return false;
      const secret = await secretOf(clientId);
      if (secret === undefined || clientSecret === undefined) return secret === clientSecret;
      return timingSafeEqual(digest(secret), digest(clientSecret));
    },
  };
}

/** Of the same length for all secrets. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
