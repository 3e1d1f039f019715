import type { RefreshedSession, UserPool } from '../../lambda/core/ports';

/** A user pool that knows some refresh tokens, and writes down what is asked of it. */
export class FakeUserPool implements UserPool {
  /** In order: `globalSignOut alice`, `refresh token-1`, `revoke token-1`. */
  readonly calls: string[] = [];
  /** Living refresh tokens, and their sessions. */
  readonly refreshTokens = new Map<string, string>();
  /** What replaces refresh tokens that are rotated when used. */
  readonly rotated = new Map<string, string>();
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
