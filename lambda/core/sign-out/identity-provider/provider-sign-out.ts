import type { Clock } from '../../clock';
import { RevocationError } from '../../errors';
import type { Audit } from '../../revocation/audit';
import { cutOffOfRequest } from '../../revocation/cut-off';
import type { NumericDate } from '../../token/claims';
import type { PoolUser, UserPool } from '../user-pool';
import { signOutUser, type UserSignOutDependencies } from '../user-sign-out';
import type { IdentityProvider, ProviderTokenVerifier } from './identity-provider';
import type { ProviderUsers } from './provider-users';

/** What signing out for an identity provider needs of the outside. */
export interface ProviderSignOutDependencies extends UserSignOutDependencies {
  readonly providerTokens: ProviderTokenVerifier;
  readonly providerUsers: ProviderUsers;
  readonly userPool: UserPool;
  readonly userPoolId: string;
  readonly clock: Clock;
}

/** Who has asked, in the words of the audit. */
export function actorOf({ issuer, name }: Pick<IdentityProvider, 'issuer' | 'name'>): string {
  return `${issuer} (${name})`;
}

/**
 * Ends all sessions of these users that began up to when the provider asked. When it resolves their tokens are rejected, and
 * every sign-in from now on is accepted.
 *
 * Cognito, which ends whatever has begun until it is told, is told by tokens that are not used up (used-token.ts): one that
 * comes again ends no newer sign-in there either.
 *
 * @param askedAt - by the provider's clock
 * @throws RevocationError if it could not be recorded, or Cognito could not end the sessions; the provider should ask again
 */
export async function signOutOwnUsers(
  users: readonly PoolUser[],
  askedAt: NumericDate,
  audit: Audit,
  dependencies: ProviderSignOutDependencies,
): Promise<void> {
  const { clock, userPool, userPoolId } = dependencies;
  const cutOff = cutOffOfRequest(askedAt, clock.now());
  const endAtCognito = ({ sub, username }: PoolUser) => userPool.globalSignOut({ sub, username });
  const signOuts = users.map((user) =>
    signOutUser({ userPoolId, sub: user.sub }, cutOff, audit, () => endAtCognito(user), dependencies),
  );
  const ended = await Promise.all(signOuts);
  if (ended.every(({ atCognito }) => atCognito)) return;
  throw new RevocationError('user_pool_unavailable', 'the sessions are recorded as ended; Cognito has not ended them');
}
