import { randomUUID } from 'node:crypto';

/** A user of a fake pool. */
export interface FakeUser {
  readonly username: string;
  readonly sub: string;
  readonly attributes: Readonly<Record<string, string>>;
  password: string;
}

interface FakeSession {
  readonly id: string;
  readonly user: FakeUser;
  readonly authTime: number;
  /** Whether Cognito refuses its refresh token. */
  isDead: boolean;
}

/** Users, their sessions, and which of these are signed out, by a clock that ticks with each sign-in. */
export class FakeSessions {
  readonly users = new Map<string, FakeUser>();
  /** Every text that is a secret of somebody's. */
  readonly secrets: string[] = [];
  private readonly sessions = new Map<string, FakeSession>();
  private readonly tokens = new Map<string, FakeSession>();
  private readonly revoked = new Set<string>();
  private readonly cutOffs: { readonly sub: string; readonly upTo: number; readonly exempt?: string }[] = [];
  private clock = 1;

  signIn(user: FakeUser): Record<string, string> {
    this.clock++;
    const session: FakeSession = { id: randomUUID(), user, authTime: this.clock, isDead: false };
    this.sessions.set(session.id, session);
    const refresh = `r.e.f.r.${session.id}`;
    this.secrets.push(refresh);
    return { ...this.tokensOf(session), RefreshToken: refresh };
  }

  /** New tokens; undefined if the refresh token is dead. */
  refresh(token: string): Record<string, string> | undefined {
    const session = this.ofRefreshToken(token);
    return session === undefined || session.isDead ? undefined : this.tokensOf(session);
  }

  ofRefreshToken(token: string): FakeSession | undefined {
    return this.sessions.get(token.slice('r.e.f.r.'.length));
  }

  ofToken(token: string): FakeSession | undefined {
    return this.tokens.get(token);
  }

  /** What a gateway says to a token. */
  isAccepted(token: string): boolean {
    const session = this.tokens.get(token);
    if (session === undefined || this.revoked.has(session.id)) return false;
    const { id, user, authTime } = session;
    return !this.cutOffs.some(({ sub, upTo, exempt }) => sub === user.sub && authTime <= upTo && exempt !== id);
  }

  revoke({ id }: { readonly id: string }): void {
    this.revoked.add(id);
  }

  cutOff({ sub }: FakeUser, exempt?: string): void {
    this.cutOffs.push({ sub, upTo: this.clock, ...(exempt !== undefined && { exempt }) });
  }

  /** As Cognito's global sign-out. */
  killAll({ sub }: { readonly sub: string }): void {
    for (const session of this.sessions.values()) if (session.user.sub === sub) session.isDead = true;
  }

  private tokensOf(session: FakeSession): Record<string, string> {
    const claims = { sub: session.user.sub, origin_jti: session.id, auth_time: session.authTime };
    const [access, id] = ['access', 'id'].map((use) => {
      const payload = { ...claims, token_use: use, jti: randomUUID() };
      const token = `e30.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.${randomUUID()}`;
      this.tokens.set(token, session);
      this.secrets.push(token);
      return token;
    }) as [string, string];
    return { AccessToken: access, IdToken: id };
  }
}
