import { createHash, timingSafeEqual } from 'node:crypto';

import { RevocationError } from '../../core/errors';
import type { ClientAuthenticator } from '../../core/sign-out/oauth-client';
import type { CognitoClient } from './client';

/** For how long (milliseconds) a client's secret is remembered. Cognito allows 15 look-ups a second in an account. */
const MAX_AGE = 5 * 60 * 1000;

/**
 * How long (milliseconds) it takes until a secret that is not the remembered one is looked up: it may be new. Wrong ones
 * can be sent by anybody, so they cost a look-up in that time and no more.
 */
const MIN_AGE = 10 * 1000;

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
 * tells the first; the second is not accepted here. A new secret is accepted at once, and the one that it replaces no longer
 * is once a process has met the new one, or has forgotten what it knew.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_DescribeUserPoolClient.html
 */
export function createCognitoClients(
  cognito: CognitoClient,
  { userPoolId, userPoolClientIds, now }: CognitoClientsOptions,
): ClientAuthenticator {
  const remembered = new Map<string, Memory>();

  async function lookUp(clientId: string): Promise<Memory> {
    const readAt = now();
    const asked = { UserPoolId: userPoolId, ClientId: clientId };
    const { UserPoolClient } = await cognito('DescribeUserPoolClient', asked).catch((cause: unknown) => {
      throw new RevocationError('user_pool_unavailable', 'the app client could not be looked up', { cause });
    });
    if (UserPoolClient === undefined) {
      throw new RevocationError('user_pool_unavailable', 'Cognito did not tell whether the app client has a secret');
    }
    const memory = { readAt, secret: UserPoolClient.ClientSecret };
    remembered.set(clientId, memory);
    return memory;
  }

  /** What is remembered is no longer certain: looks again, unless that was tried just now. */
  async function lookAgain(clientId: string, memory: Memory): Promise<Memory> {
    const { readAt, failed } = memory;
    if (failed !== undefined && now() - failed.at < MIN_AGE) throw failed.error;
    if (now() - readAt < MIN_AGE) return memory;
    const at = now();
    return lookUp(clientId).catch((error: unknown) => {
      remembered.set(clientId, { ...memory, failed: { at, error } });
      throw error;
    });
  }

  return {
    async authenticate({ clientId, clientSecret }, { afresh = false } = {}) {
      if (!userPoolClientIds.includes(clientId)) return false;
      const known = remembered.get(clientId);
      if (known === undefined || now() - known.readAt >= MAX_AGE) {
        return isSame((await lookUp(clientId)).secret, clientSecret);
      }
      if (!afresh && isSame(known.secret, clientSecret)) return true;
      return isSame((await lookAgain(clientId, known)).secret, clientSecret);
    },
  };
}

/** What is known of a client. */
interface Memory {
  /** Milliseconds. */
  readonly readAt: number;
  readonly secret: string | undefined;
  /** That it could not be looked up later on: until it can, nobody knows what another secret is worth. */
  readonly failed?: { readonly at: number; readonly error: unknown };
}

function isSame(secret: string | undefined, presented: string | undefined): boolean {
  if (secret === undefined || presented === undefined) return secret === presented;
  return timingSafeEqual(digest(secret), digest(presented));
}

/** Of the same length for all secrets. */
function digest(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}
