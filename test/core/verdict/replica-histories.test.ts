import fc from 'fast-check';

import { MAX_WIDE_CUT_OFF_AGE } from '../../../lambda/core/revocation/cut-off';
import { twoRegions, type Change } from '../../support/two-regions';

type Scope = 'local' | 'others' | 'global';

/** At the beginning. */
const SESSIONS = ['a', 'b', 'c', 'd'];

/** Of a list, from its end. */
const back = fc.nat({ max: 3 });
/*
 * What replication can get wrong shows in an item that changes more than once, and whose versions end different sessions: so mostly
 * cut-offs of the user, with sign-ins between them, and versions that arrive after later ones.
 */
const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ what: fc.constant('sign in') }) },
  {
    weight: 4,
    arbitrary: fc.record({
      what: fc.constant('sign out'),
      caller: back,
      scope: fc.constantFrom<Scope>('others', 'others', 'global', 'global', 'local'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ what: fc.constant('sign everybody out') }) },
  { weight: 2, arbitrary: fc.record({ what: fc.constant('a change arrives'), which: fc.nat() }) },
  { weight: 4, arbitrary: fc.record({ what: fc.constant('a change arrives, then an earlier one'), later: back }) },
  {
    weight: 2,
    arbitrary: fc.record({ what: fc.constant('time passes'), milliseconds: fc.integer({ min: 1, max: 6000 }) }),
  },
);

type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

/** Goes through a history, and after each step asks with every session in both Regions. */
async function live(steps: readonly Step[]) {
  const { clock, home, replica, ...regions } = twoRegions();
  const sessions = [...SESSIONS];
  const endedHere = new Set<string>();
  /** By the change that it has written: which sessions a sign-out has ended, and how long after the arrival that holds. */
  const endedBySignOut = new Map<Change, { readonly ended: readonly string[]; readonly delay: number }>();
  const endedAway = new Map<string, number>();
  const rejectedAway = new Set<string>();

  const answered = (changes: number, ended: readonly string[], delay: number) => {
    for (const each of ended) endedHere.add(each);
    const change = home.changes.at(-1);
    if (change !== undefined && home.changes.length > changes) endedBySignOut.set(change, { ended, delay });
  };
  const arrives = (change: Change | undefined) => {
    if (change === undefined) return;
    replica.apply(change);
    const { ended = [], delay = 0 } = endedBySignOut.get(change) ?? {};
    for (const each of ended) endedAway.set(each, Math.min(endedAway.get(each) ?? Infinity, clock.time + delay));
  };
  /** A session that begins now. */
  const session = (name: string) => `${name} ${String(Math.floor(clock.time / 1000))}`;

  for (const next of steps) {
    const changes = home.changes.length;
    if ('scope' in next) {
      const caller = sessions.at(-1 - (next.caller % sessions.length)) ?? '';
      const ended = sessions.filter(
        (each) => next.scope === 'global' || (next.scope === 'local') === (each === caller),
      );
      if (await regions.signOut(caller, next.scope)) answered(changes, ended, 0);
    } else if ('which' in next) {
      arrives(home.changes[next.which % changes]);
    } else if ('later' in next) {
      arrives(home.changes.at(-1 - next.later));
      arrives(home.changes.at(-2 - next.later));
    } else if ('milliseconds' in next) {
      clock.time += next.milliseconds;
    } else if (next.what === 'sign in') {
      if (!sessions.includes(session('later'))) sessions.push(session('later'));
    } else {
      await regions.signEverybodyOut();
      answered(changes, [...sessions], MAX_WIDE_CUT_OFF_AGE);
    }

    for (const each of sessions) {
      const [isAcceptedHere, isAcceptedAway] = [await regions.isAcceptedHere(each), await regions.isAcceptedAway(each)];
      expect([each, isAcceptedHere]).toEqual([each, !endedHere.has(each)]);
      if ((endedAway.get(each) ?? Infinity) <= clock.time) expect([each, isAcceptedAway]).toEqual([each, false]);
      // Never more is rejected there than here, and nothing comes back to life.
      if (isAcceptedHere) expect([each, isAcceptedAway]).toEqual([each, true]);
      if (rejectedAway.has(each)) expect([each, isAcceptedAway]).toEqual([each, false]);
      if (!isAcceptedAway) rejectedAway.add(each);
    }
    expect(await regions.isAcceptedHere(session('newcomer'))).toBe(true);
    expect(await regions.isAcceptedAway(session('newcomer'))).toBe(true);
  }
  return { isBehind: sessions.some((each) => endedHere.has(each) && !rejectedAway.has(each)) };
}

describe('sign-outs at home, with a replica in another Region', () => {
  it('hold at home from the answer on, there from the arrival on, and for good, however late and in whatever order', async () => {
    let behind = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 25, size: 'max' }), async (steps) => {
        const { isBehind } = await live(steps);
        if (isBehind) behind++;
      }),
      { numRuns: 200 },
    );

    // Otherwise no history would have shown the delay.
    expect(behind).toBeGreaterThan(0);
  });
});
