import type { PoolUser } from '../user-pool';
import type { IdentityProvider } from './identity-provider';
import type { SubjectIdentifier } from './subject-identifier';

/** Whom an identity provider has signed in as a user of the pool: one entry of the attribute `identities`. */
export interface Identity {
  /** The provider, as Cognito calls it. */
  readonly providerName: string;
  /** The user, as the provider calls them. */
  readonly userId: string;
}

/** A user, and who signs them in. */
export interface FederatedUser extends PoolUser {
  /** Several, if identities have been linked; none of a user who only has a password. */
  readonly identities: readonly Identity[];
  readonly email: string | undefined;
}

/** Finds users and who signs them in. Each throws RevocationError `user_pool_unavailable` if Cognito can't be asked. */
export interface ProviderUsers {
  /** By the name that Cognito gives a federated user; of one that has been linked to another user, that one. */
  findByName(username: string): Promise<FederatedUser | undefined>;
  /** By the claim `sub` of their tokens. */
  findBySub(sub: string): Promise<FederatedUser | undefined>;
  /**
   * All who have this address, in the case that is given.
   *
   * @returns undefined if there are more than `limit`
   */
  findByEmail(email: string, limit: number): Promise<readonly FederatedUser[] | undefined>;
}

/**
 * How many users may have one address: as many as Cognito signs out in a second, since the provider waits for the answer.
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html
 */
export const MAX_USERS = 25;

/** What Cognito takes as a name of a user (API_AdminGetUser, `Username`). */
const USERNAME = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,128}$/u;

/**
 * The users that a provider means, of those that are its own: who have signed in by it, or are linked to it. Users of other
 * providers, and those who only have a password, are none of its business, whatever their address.
 *
 * @returns undefined if there are more than {@link MAX_USERS}
 * @throws RevocationError `user_pool_unavailable`
 */
export async function usersOf(
  provider: Pick<IdentityProvider, 'name'>,
  subject: SubjectIdentifier,
  users: ProviderUsers,
): Promise<readonly FederatedUser[] | undefined> {
  switch (subject.format) {
    case 'iss_sub': {
      const username = `${provider.name}_${subject.sub}`;
      if (!USERNAME.test(username)) return [];
      const user = await users.findByName(username);
      // A user may have chosen such a name. Whether case matters, the pool knows, and has answered by.
      return only(user, ({ providerName, userId }) => providerName === provider.name && isAlike(userId, subject.sub));
    }
    case 'opaque':
      return only(await users.findBySub(subject.id), ({ providerName }) => providerName === provider.name);
    case 'email': {
      // Cognito looks for the address to the letter, and has what the provider or the user has written.
      const spellings = new Set([subject.email, subject.email.toLowerCase()]);
      const found = new Map<string, FederatedUser>();
      for (const spelling of spellings) {
        const alike = await users.findByEmail(spelling, MAX_USERS);
        if (alike === undefined) return undefined;
        for (const user of alike) if (isAlike(user.email, subject.email)) found.set(user.sub, user);
      }
      const own = [...found.values()].filter((user) =>
        isOwn(user, ({ providerName }) => providerName === provider.name),
      );
      return own.length > MAX_USERS ? undefined : own;
    }
  }
}

function only(user: FederatedUser | undefined, isMeant: (identity: Identity) => boolean): readonly FederatedUser[] {
  return user !== undefined && isOwn(user, isMeant) ? [user] : [];
}

function isOwn({ identities }: FederatedUser, isMeant: (identity: Identity) => boolean): boolean {
  return identities.some(isMeant);
}

function isAlike(one: string | undefined, other: string): boolean {
  return one?.toLowerCase() === other.toLowerCase();
}
