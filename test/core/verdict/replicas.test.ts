import fc from 'fast-check';

import type { Audit } from '../../../lambda/core/revocation/audit';
import { MAX_WIDE_CUT_OFF_AGE } from '../../../lambda/core/revocation/cut-off';
import type { Revocation } from '../../../lambda/core/revocation/revocation';
import { poolKeyOf, type RevocationKey } from '../../../lambda/core/revocation/revocation-key';
import type { RevocationReader } from '../../../lambda/core/revocation/revocation-store';
import { signOut } from '../../../lambda/core/sign-out/sign-out';
import { signOutAll } from '../../../lambda/core/sign-out/wide-sign-out';
import type { Verification } from '../../../lambda/core/token/verification';
import { introspect } from '../../../lambda/core/verdict/introspection';
import { createRevocationLookup } from '../../../lambda/core/verdict/revocation-lookup';
import { FakeUserPool } from '../../fakes/fake-user-pool';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { StandingClock } from '../../support/clock';
import { accessPayload, POOL } from '../../support/tokens';

const T = 1_800_000_000;
const SESSIONS = ['a', 'b', 'c', 'd'] as const;

/** A version of an item on its way to the other Region. */
interface Change {
  readonly version: number;
  readonly revocation: Revocation;
}

/**
 * The replica: the last writer wins, by the time of the write. A version that comes late, or again, is not the last, so
 * it changes nothing, as DynamoDB's own replication has it.
 */
class Replica implements RevocationReader {
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
class HomeStore extends InMemoryRevocationStore {
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

/** A minute ago, or, of a new session, the second in its name. */
function signedInAt(session: string): number {
  return session.startsWith('new ') ? Number(session.slice(4)) : T - 60;
}

/** Two Regions: a user with some sessions, whose token is the session's name, and an authorizer in each. */
function twoRegions() {
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

/** Of the sessions, those that a sign-out of a caller ends. */
function endedBy(caller: string, scope: 'local' | 'others' | 'global'): readonly string[] {
  return SESSIONS.filter((session) => scope === 'global' || (scope === 'local') === (session === caller));
}

type Scope = Parameters<typeof endedBy>[1];

const session = fc.constantFrom(...SESSIONS);
const step = fc.oneof(
  fc.record({ what: fc.constant('sign out'), session, scope: fc.constantFrom<Scope>('local', 'others', 'global') }),
  fc.record({ what: fc.constant('sign everybody out') }),
  fc.record({ what: fc.constant('a change arrives'), which: fc.nat() }),
  fc.record({ what: fc.constant('time passes'), milliseconds: fc.integer({ min: 1, max: 6000 }) }),
);

/** Goes through a history, and after each step asks with every session in both Regions. */
async function live(steps: readonly (typeof step extends fc.Arbitrary<infer S> ? S : never)[]) {
  const { clock, home, replica, ...regions } = twoRegions();
  const endedHere = new Set<string>();
  /** By the change that it has written: which sessions a sign-out has ended, and how long after the arrival that holds. */
  const endedBySignOut = new Map<Change | undefined, { readonly ended: readonly string[]; readonly delay: number }>();
  const endedAway = new Map<string, number>();
  const rejectedAway = new Set<string>();

  const answered = (changes: number, ended: readonly string[], delay: number) => {
    for (const each of ended) endedHere.add(each);
    if (home.changes.length > changes) endedBySignOut.set(home.changes.at(-1), { ended, delay });
  };
  for (const next of steps) {
    const changes = home.changes.length;
    if ('session' in next) {
      const isAnswered = await regions.signOut(next.session, next.scope);
      if (isAnswered) answered(changes, endedBy(next.session, next.scope), 0);
    } else if ('which' in next) {
      const change = home.changes[next.which % changes];
      if (change !== undefined) {
        replica.apply(change);
        const { ended = [], delay = 0 } = endedBySignOut.get(change) ?? {};
        for (const each of ended) {
          endedAway.set(each, Math.min(endedAway.get(each) ?? Infinity, clock.time + delay));
        }
      }
    } else if ('milliseconds' in next) {
      clock.time += next.milliseconds;
    } else {
      await regions.signEverybodyOut();
      answered(changes, SESSIONS, MAX_WIDE_CUT_OFF_AGE);
    }

    for (const each of SESSIONS) {
      const [isAcceptedHere, isAcceptedAway] = [await regions.isAcceptedHere(each), await regions.isAcceptedAway(each)];
      expect([each, isAcceptedHere]).toEqual([each, !endedHere.has(each)]);
      if ((endedAway.get(each) ?? Infinity) <= clock.time) expect([each, isAcceptedAway]).toEqual([each, false]);
      // Never more is rejected there than here, and nothing comes back to life.
      if (isAcceptedHere) expect([each, isAcceptedAway]).toEqual([each, true]);
      if (rejectedAway.has(each)) expect([each, isAcceptedAway]).toEqual([each, false]);
      if (!isAcceptedAway) rejectedAway.add(each);
    }
    const newcomer = `new ${String(Math.floor(clock.time / 1000))}`;
    expect(await regions.isAcceptedHere(newcomer)).toBe(true);
    expect(await regions.isAcceptedAway(newcomer)).toBe(true);
  }
  return { isBehind: SESSIONS.some((each) => endedHere.has(each) && !rejectedAway.has(each)) };
}

describe('sign-outs at home, with a replica in another Region', () => {
  it('hold at home from the answer on, there from the arrival on, and for good, however late and in whatever order', async () => {
    let behind = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const { isBehind } = await live(steps);
        if (isBehind) behind++;
      }),
      { numRuns: 400 },
    );

    // Otherwise no history would have shown the delay.
    expect(behind).toBeGreaterThan(0);
  });

  it('of everybody hold there 5 s after the arrival, and not always sooner', async () => {
    const { clock, home, replica, isAcceptedAway, signEverybodyOut } = twoRegions();
    await signEverybodyOut();
    await expect(isAcceptedAway('a')).resolves.toBe(true);
    for (const change of home.changes) replica.apply(change);

    await expect(isAcceptedAway('a')).resolves.toBe(true);
    clock.time += MAX_WIDE_CUT_OFF_AGE;
    await expect(isAcceptedAway('a')).resolves.toBe(false);
  });

  it('are not there before they have arrived', async () => {
    const { home, replica, isAcceptedHere, isAcceptedAway, signOut } = twoRegions();
    await signOut('a', 'global');

    await expect(isAcceptedHere('a')).resolves.toBe(false);
    await expect(isAcceptedAway('a')).resolves.toBe(true);
    for (const change of home.changes) replica.apply(change);
    await expect(isAcceptedAway('a')).resolves.toBe(false);
  });

  it('rest on a replication that never goes back to an earlier version', async () => {
    const { home, replica, isAcceptedAway, signOut } = twoRegions();
    await signOut('a', 'others');
    await signOut('a', 'global');
    const [others, global] = home.changes;
    if (others === undefined || global === undefined) throw new Error('both sign-outs write the user’s item');
    replica.apply(global);
    replica.apply(others);

    await expect(isAcceptedAway('a')).resolves.toBe(false);
    replica.goBackTo(others);
    await expect(isAcceptedAway('a')).resolves.toBe(true);
  });
});
