import type { AttributeType } from '@aws-sdk/client-cognito-identity-provider';

import { RevocationError } from '../../core/errors';
import type { FederatedUser, Identity, ProviderUsers } from '../../core/sign-out/identity-provider/provider-users';
import type { CognitoClient } from './client';
import { outcomeOf } from './outcomes';

/** A page of ListUsers, at most. */
const PAGE = 60;
/** Pages may be empty, and another follow. */
const MAX_PAGES = 10;

/**
 * Finds users by what identity providers say of them.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_ListUsers.html
 */
export function createCognitoProviderUsers(cognito: CognitoClient, userPoolId: string): ProviderUsers {
  /** @returns undefined if there are more than `limit` */
  async function list(attribute: string, value: string, limit: number): Promise<readonly FederatedUser[] | undefined> {
    const found: FederatedUser[] = [];
    let token: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const asked = {
        UserPoolId: userPoolId,
        // Not AttributesToGet: Cognito refuses that if one of the users has no identities.
        Filter: `${attribute} = "${value.replaceAll(/["\\]/g, '\\$&')}"`,
        Limit: PAGE,
        PaginationToken: token,
      };
      const { Users = [], PaginationToken } = await cognito('ListUsers', asked).catch(unavailable);
      found.push(...Users.map(({ Username, Attributes }) => userOf(Username, Attributes)));
      if (found.length > limit) return undefined;
      if (PaginationToken === undefined) return found;
      token = PaginationToken;
    }
    return undefined;
  }

  return {
    async findByName(username) {
      const user = await cognito('AdminGetUser', { UserPoolId: userPoolId, Username: username }).catch(
        (error: unknown) => {
          if (outcomeOf('AdminGetUser', error) === 'unknown') return undefined;
          return unavailable(error);
        },
      );
      return user && userOf(user.Username, user.UserAttributes);
    },

    async findBySub(sub) {
      const found = await list('sub', sub, 1);
      return found?.[0];
    },

    findByEmail: (email, limit) => list('email', email, limit),
  };
}

/** @throws RevocationError `user_pool_unavailable` if Cognito does not say who it is: nobody knows whom it would end */
function userOf(username: string | undefined, attributes: readonly AttributeType[] = []): FederatedUser {
  const valueOf = (name: string) => attributes.find(({ Name }) => Name === name)?.Value;
  const [sub, identities] = [valueOf('sub'), identitiesIn(valueOf('identities'))];
  if (username === undefined || sub === undefined || identities === undefined) return unavailable();
  return { sub, username, identities, email: valueOf('email') };
}

/** `[{"userId":"…","providerName":"…",…}]`; a user who only has a password has none. */
function identitiesIn(text = '[]'): readonly Identity[] | undefined {
  try {
    const identities = JSON.parse(text) as unknown;
    return Array.isArray(identities) && identities.every(isIdentity) ? identities : undefined;
  } catch {
    return undefined;
  }
}

function isIdentity(value: unknown): value is Identity {
  const { userId, providerName } = (value ?? {}) as { userId?: unknown; providerName?: unknown };
  return typeof userId === 'string' && typeof providerName === 'string';
}

function unavailable(cause?: unknown): never {
  throw new RevocationError('user_pool_unavailable', "a provider's user could not be looked up", { cause });
}
