import { RevocationError } from '../../lambda/core/errors';
import type { PoolUser, RefreshedSession, RefreshTokenRevocation, UserPool } from '../../lambda/core/ports';

/** A user pool that knows some refresh tokens, and writes down what is asked of it. */
export class FakeUserPool implements UserPool {
  /** In order: `globalSignOut alice`, `refresh token-1`, `revoke token-1`. */
  readonly calls: string[] = [];
  /** Living refresh tokens, and their sessions. */
  readonly refreshTokens = new Map<string, string>();
  /** What replaces refresh tokens that are rotated when used. */
  readonly rotated = new Map<string, string>();
  /** Users by username and alias. */
  readonly users = new Map<string, PoolUser>();
  /** Refresh tokens of another client than the one that asks. */
  readonly foreign = new Set<string>();
  isDown = false;

  async globalSignOut(username: string): Promise<boolean> {
    return this.called(`globalSignOut ${username}`, () => true, false);
  }

  async refresh(refreshToken: string): Promise<RefreshedSession | undefined> {
    return this.called<RefreshedSession | undefined>(
      `refresh ${refreshToken}`,
      () => ({
        originJti: this.refreshTokens.get(refreshToken),
        rotatedRefreshToken: this.rotated.get(refreshToken),
      }),
      undefined,
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
        if (this.foreign.has(refreshToken)) return 'refused';
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
