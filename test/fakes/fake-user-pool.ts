import type { RedeemedRefreshToken, UserPool } from '../../lambda/core/ports';

/** A user pool that knows some refresh tokens, and writes down what is asked of it. */
export class FakeUserPool implements UserPool {
  /** In order: `globalSignOut alice`, `redeem token-1`, `revoke token-1`. */
  readonly calls: string[] = [];
  /** Living refresh tokens, and their sessions. */
  readonly refreshTokens = new Map<string, string>();
  /** Successors of refresh tokens that are rotated when used. */
  readonly successors = new Map<string, string>();
  isDown = false;

  async globalSignOut(username: string): Promise<boolean> {
    return this.called(`globalSignOut ${username}`, () => true, false);
  }

  async redeem(refreshToken: string): Promise<RedeemedRefreshToken | undefined> {
    return this.called<RedeemedRefreshToken | undefined>(
      `redeem ${refreshToken}`,
      () => ({ session: this.refreshTokens.get(refreshToken), successor: this.successors.get(refreshToken) }),
      undefined,
    );
  }

  async revoke(refreshToken: string): Promise<boolean> {
    return this.called(
      `revoke ${refreshToken}`,
      () => {
        this.refreshTokens.delete(refreshToken);
        return true;
      },
      false,
    );
  }

  private async called<T>(call: string, answer: () => T, ifDown: T): Promise<T> {
    await Promise.resolve();
    this.calls.push(call);
    return this.isDown ? ifDown : answer();
  }
}
