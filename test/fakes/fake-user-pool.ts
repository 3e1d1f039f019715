import { RevocationError } from '../../lambda/core/errors';
import type { PoolUser, RefreshOutcome, RefreshTokenRevocation, UserPool } from '../../lambda/core/sign-out/user-pool';
import { accessPayload } from '../support/tokens';

/** A user pool that knows some refresh tokens, and writes down what is asked of it. */
export class FakeUserPool implements UserPool {
  /** In order: `globalSignOut alice`, `refresh token-1`, `revoke token-1`. */
  readonly calls: string[] = [];
  /** Living refresh tokens, and the claims of the access tokens that they bring forth. */
  readonly refreshTokens = new Map<string, Readonly<Record<string, unknown>>>();
  /** What replaces refresh tokens that are rotated when used. */
  readonly rotated = new Map<string, string>();
  /** Users by username and alias. */
  readonly users = new Map<string, PoolUser>();
  /** Refresh tokens that a rotation has replaced. */
  readonly usedUp = new Set<string>();
  /** Refresh tokens of clients with a secret, which nobody presents. */
  readonly confidential = new Set<string>();
  /** Refresh tokens of another client than the one that asks. */
  readonly foreign = new Set<string>();
  isDown = false;

  /** A living refresh token of a session. */
  signIn(refreshToken: string, originJti: string | undefined, claims: Readonly<Record<string, unknown>> = {}): void {
    this.refreshTokens.set(refreshToken, accessPayload({ origin_jti: originJti, ...claims }));
  }

  async globalSignOut({ sub, username }: PoolUser): Promise<boolean> {
    return this.called(`globalSignOut ${sub} ${username}`, () => true, false);
  }

  async refresh(refreshToken: string, _: unknown, deviceKey?: string): Promise<RefreshOutcome> {
    const device = deviceKey === undefined ? '' : ` on ${deviceKey}`;
    return this.called<RefreshOutcome>(
      `refresh ${refreshToken}${device}`,
      () => {
        if (this.confidential.has(refreshToken)) return { outcome: 'client_refused' };
        const payload = this.refreshTokens.get(refreshToken);
        if (payload === undefined) return { outcome: this.usedUp.has(refreshToken) ? 'used_up' : 'refused' };
        const rotatedRefreshToken = this.rotated.get(refreshToken);
        if (rotatedRefreshToken !== undefined) {
          this.refreshTokens.delete(refreshToken);
          this.usedUp.add(refreshToken);
        }
        return { outcome: 'accepted', payload, rotatedRefreshToken };
      },
      { outcome: 'unavailable', cause: new Error('down') },
    );
  }

  async globalSignOutBySub(sub: string): Promise<boolean> {
    return this.called(`globalSignOutBySub ${sub}`, () => true, false);
  }

  async findUser(username: string): Promise<PoolUser | undefined> {
    const user = await this.called(`findUser ${username}`, () => this.users.get(username) ?? null, undefined);
    if (user === undefined) throw new RevocationError('user_pool_unavailable', 'down');
    return user ?? undefined;
  }

  async revoke(refreshToken: string): Promise<RefreshTokenRevocation> {
    return this.called<RefreshTokenRevocation>(
      `revoke ${refreshToken}`,
      () => {
        if (this.foreign.has(refreshToken)) return 'another_client';
        this.refreshTokens.delete(refreshToken);
        return 'revoked';
      },
      'failed',
    );
  }

  private async called<T>(call: string, answer: () => T, ifDown: T): Promise<T> {
    await Promise.resolve();
    this.calls.push(call);
    return this.isDown ? ifDown : answer();
  }
}
