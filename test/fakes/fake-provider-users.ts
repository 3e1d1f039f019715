import { RevocationError } from '../../lambda/core/errors';
import type { FederatedUser, ProviderUsers } from '../../lambda/core/sign-out/identity-provider/provider-users';

/** Users of a pool whose names' case does not matter, and by whom they sign in. */
export class FakeProviderUsers implements ProviderUsers {
  readonly users: FederatedUser[] = [];
  /** Names under which linked users are found as well: Cognito answers the user that they are linked to. */
  readonly linked = new Map<string, string>();
  isDown = false;

  /** A user who signs in by a provider, of which Cognito makes such a name. */
  federate(providerName: string, userId: string, sub: string, email?: string): void {
    this.users.push({ sub, username: `${providerName}_${userId}`, email, identities: [{ providerName, userId }] });
  }

  findByName(username: string): Promise<FederatedUser | undefined> {
    const wanted = (this.linked.get(username) ?? username).toLowerCase();
    return this.answer(this.users.find((user) => user.username.toLowerCase() === wanted));
  }

  findBySub(sub: string): Promise<FederatedUser | undefined> {
    return this.answer(this.users.find((user) => user.sub === sub));
  }

  findByEmail(email: string, limit: number): Promise<readonly FederatedUser[] | undefined> {
    const found = this.users.filter((user) => user.email === email);
    return this.answer(found.length > limit ? undefined : found);
  }

  private async answer<T>(value: T): Promise<T> {
    await Promise.resolve();
    if (this.isDown) throw new RevocationError('user_pool_unavailable', 'down');
    return value;
  }
}
