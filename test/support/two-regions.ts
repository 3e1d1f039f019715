import type { Audit } from '../../lambda/core/revocation/audit';
import type { Revocation } from '../../lambda/core/revocation/revocation';
import { poolKeyOf, type RevocationKey } from '../../lambda/core/revocation/revocation-key';
import type { RevocationReader } from '../../lambda/core/revocation/revocation-store';
import { signOut } from '../../lambda/core/sign-out/sign-out';
import { signOutAll } from '../../lambda/core/sign-out/wide-sign-out';
import type { Verification } from '../../lambda/core/token/verification';
import { introspect } from '../../lambda/core/verdict/introspection';
import { createRevocationLookup } from '../../lambda/core/verdict/revocation-lookup';
import { FakeUserPool } from '../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../fakes/in-memory-revocation-store';
import { StandingClock } from './clock';
import { accessPayload, POOL } from './tokens';

const T = 1_800_000_000;

/** A version of an item on its way to the other Region. */
export interface Change {
  readonly version: number;
  readonly revocation: Revocation;
}

/**
 * The replica: the last writer wins, by the time of the write. A version that comes late, or again, is not the last, so
 * it changes nothing, as DynamoDB's own replication has it.
 */
export class Replica implements RevocationReader {
  private readonly items = new Map<string, Change>();

  find(keys: readonly string[]): Promise<readonly Revocation[]> {
    return Promise.resolve(keys.flatMap((key) => this.items.get(key)?.revocation ?? []));
  }

  /** A change arrives. */
  apply(change: Change): void {
    const { key } = change.revocation;
    if ((this.items.get(key)?.version ?? -1) < change.version) this.items.set(key, change);
  }

  /** What would become of it if a late version were taken for the last. */
  goBackTo(change: Change): void {
    this.items.set(change.revocation.key, change);
  }
}

/** The table at home, which keeps each version of each item for the replication. */
export class HomeStore extends InMemoryRevocationStore {
  readonly changes: Change[] = [];

  override async update<T extends Revocation>(
    key: RevocationKey<T['kind']>,
    change: (stored: T | undefined) => T | undefined,
    audit: Audit,
    known?: T,
  ): Promise<T | undefined> {
    const before = this.writes;
    const stored = await super.update(key, change, audit, known);
    if (this.writes > before && stored !== undefined) {
      this.changes.push({ version: this.changes.length, revocation: stored });
    }
    return stored;
  }
}

/** A minute ago, or the second that is in its name: `later 1800000003`. */
function signedInAt(session: string): number {
  const [, second = T - 60] = session.split(' ');
  return Number(second);
}

/** Two Regions: a user whose token is the session's name, and an authorizer in each. */
export function twoRegions() {
  const clock = new StandingClock(T * 1000 + 250);
  const home = new HomeStore();
  const replica = new Replica();
  const verify = (token: string): Promise<Verification> => {
    const payload = accessPayload({
      origin_jti: token,
      jti: `access-${token}`,
      auth_time: signedInAt(token),
      iat: signedInAt(token),
      exp: T + 80_000,
    });
    return Promise.resolve({ genuine: true, payload });
  };
  const authorizerOn = (revocations: RevocationReader) => ({
    verifier: { verify },
    findRevocations: createRevocationLookup(revocations, clock),
    clock,
  });
  const here = authorizerOn(home);
  const away = authorizerOn(replica);
  const signingOut = { ...here, revocations: home, userPool: new FakeUserPool(), refreshTokenValidity: 86_400 };
  return {
    clock,
    home,
    replica,
    /** Whether a request with a session's token is accepted. */
    isAcceptedHere: async (session: string) => (await introspect(session, here)).active,
    isAcceptedAway: async (session: string) => (await introspect(session, away)).active,
    signOut: async (session: string, scope: 'local' | 'others' | 'global') => {
      const parsed = { ok: true, parameters: { scope, refreshToken: undefined } } as const;
      const { outcome } = await signOut({ token: session, parsed, requestId: 'request-1' }, signingOut);
      return outcome === 'complete' || outcome === 'partial';
    },
    signEverybodyOut: () =>
      signOutAll(
        { kind: 'pool', key: poolKeyOf({ userPoolId: POOL }) },
        { revokedAt: T, initiatedBy: 'admin', actor: 'admin', reason: 'test', requestId: 'request-1' },
        signingOut,
      ),
  };
}
