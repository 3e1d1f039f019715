import { everyOneNew, inTurn, once, oneInTenNew, seenBefore, type Turns } from '../../bench/turns';
import { CAPACITY, createVerifiedTokens } from '../../lambda/adapters/cognito/verified-tokens';

/** How many of so many tokens an authorizer would remember, as they come. */
function remembered(next: Turns<string>, count: number): number {
  const tokens = createVerifiedTokens({ clock: { now: () => 0, steady: () => 0 }, fetches: () => 0 });
  let hits = 0;
  for (let index = 0; index < count; index++) {
    const token = next();
    if (tokens.find(token) === undefined) tokens.add(token, { token });
    else hits++;
  }
  return hits;
}

const named = (prefix: string, count: number) =>
  Array.from({ length: count }, (_, index) => `${prefix}-${String(index)}`);

describe('tokens', () => {
  it('that are each new are never remembered, however often they have come before', () => {
    expect(remembered(everyOneNew(named('new', 3 * CAPACITY)), 10 * CAPACITY)).toBe(0);
  });

  it('that were seen before are remembered, but for their first two times', () => {
    expect(remembered(seenBefore(named('seen', 200)), 5000)).toBe(4600);
  });

  it('of which one in ten is new are mostly remembered', () => {
    const next = oneInTenNew(named('new', 6000), named('seen', 200));
    remembered(next, 1000);

    // New ones, which come once, drive out none that were seen before.
    expect(remembered(next, 10_000)).toBe(8600);
  });

  it('that are too few to be new, or too many to be remembered, are refused', () => {
    expect(() => everyOneNew(named('new', 3 * CAPACITY - 1))).toThrow('2999 tokens are not new each time');
    expect(() => seenBefore(named('seen', CAPACITY / 2 + 1))).toThrow('501 tokens are forgotten');
  });
});

describe('turns', () => {
  it('begin again after the last', () => {
    const next = inTurn(['a', 'b']);

    expect([next(), next(), next()]).toEqual(['a', 'b', 'a']);
  });

  it('that can be taken once end with an error', () => {
    const next = once(['a']);

    expect(next()).toBe('a');
    expect(next).toThrow('nothing is left');
  });
});
