import { userKeyOf } from '../../lambda/core/revocation/revocation-key';
import type { RegisteredSession } from '../../lambda/core/sessions/registered-session';
import type {
  SessionPosition,
  SessionRegistry,
  SessionRegistryPage,
} from '../../lambda/core/sessions/session-registry';
import type { UserIdentity } from '../../lambda/core/token/claims';

interface Kept {
  readonly session: RegisteredSession;
  readonly isListed: boolean;
}

/** Keeps registered sessions in memory. Passes the registry's contract suite, as the adapter does. */
export class InMemorySessionRegistry implements SessionRegistry {
  readonly kept = new Map<string, Kept>();
  /** If set, every call is this fault. */
  fault: Error | undefined;
  /** If set, taking out of the list is this fault. */
  unlistFault: Error | undefined;
  /** If set, keeping in mind what Cognito calls a session is this fault. */
  trackFault: Error | undefined;
  /** Sessions on a page. */
  pageSize = 2;
  /** Called after each registration has been written, before it is answered. */
  afterRegistration: () => Promise<void> = () => Promise.resolve();

  async register(session: RegisteredSession): Promise<RegisteredSession> {
    await this.reach();
    const key = keyOf(session, session.sessionId);
    const known = Object.entries(session).filter(([, value]) => value !== undefined);
    const merged = { ...this.kept.get(key)?.session, ...(Object.fromEntries(known) as unknown as RegisteredSession) };
    this.kept.set(key, { session: merged, isListed: true });
    await this.afterRegistration();
    return merged;
  }

  async find(user: UserIdentity, sessionId: string): Promise<RegisteredSession | undefined> {
    await this.reach();
    return this.kept.get(keyOf(user, sessionId))?.session;
  }

  async pageOf(user: UserIdentity, behind: SessionPosition | undefined): Promise<SessionRegistryPage> {
    await this.reach();
    const listed = [...this.kept.values()]
      .filter(({ session, isListed }) => isListed && userKeyOf(session) === userKeyOf(user))
      .map(({ session }) => session)
      .sort(newestFirst)
      .filter((session) => behind === undefined || newestFirst(behind, session) < 0);
    const sessions = listed.slice(0, this.pageSize);
    return { sessions, next: listed.length > this.pageSize ? sessions.at(-1) : undefined };
  }

  async track(session: RegisteredSession, trackedAs: string): Promise<void> {
    await this.reach();
    if (this.trackFault !== undefined) throw this.trackFault;
    const key = keyOf(session, session.sessionId);
    const kept = this.kept.get(key);
    if (kept !== undefined) this.kept.set(key, { ...kept, session: { ...kept.session, trackedAs } });
  }

  async unlist(sessions: readonly RegisteredSession[]): Promise<void> {
    await this.reach();
    if (this.unlistFault !== undefined) throw this.unlistFault;
    for (const { signedInAt, ...session } of sessions) {
      const key = keyOf(session, session.sessionId);
      const kept = this.kept.get(key);
      if (kept?.session.signedInAt === signedInAt) this.kept.set(key, { ...kept, isListed: false });
    }
  }

  private async reach(): Promise<void> {
    await Promise.resolve();
    if (this.fault !== undefined) throw this.fault;
  }
}

function keyOf(user: UserIdentity, sessionId: string): string {
  return JSON.stringify([userKeyOf(user), sessionId]);
}

function newestFirst(a: SessionPosition, b: SessionPosition): number {
  return b.signedInAt - a.signedInAt || (a.sessionId < b.sessionId ? 1 : a.sessionId > b.sessionId ? -1 : 0);
}
