import { bestMemorySize, billedDuration, millionDecisions } from '../../bench/costs';

describe('what a decision is billed', () => {
  it.each([
    [0, 512, 4],
    [0.1, 1769, 5],
    [0.1, 3008, 5],
    [0.2, 512, 5],
    [0.2, 256, 6],
    [0.2, 128, 7],
    [5, 128, 74],
  ])('is the read and %d ms of processor time at %d MB, in whole milliseconds: %d', (time, memory, expected) => {
    expect(billedDuration(time, memory)).toBe(expected);
  });
});

describe('a million decisions', () => {
  it.each([
    [10, 512, 0.2667],
    [7, 128, 0.2117],
    [5, 1024, 0.2667],
  ])('of %d ms at %d MB cost $%d', (duration, memory, expected) => {
    expect(millionDecisions(duration, memory)).toBeCloseTo(expected, 4);
  });
});

describe('the best memory size', () => {
  it('is the smallest at which a decision takes less than half of the read on average', () => {
    expect(
      bestMemorySize(
        new Map([
          [512, 0.6],
          [256, 2],
          [128, 2.1],
        ]),
      ),
    ).toBe(256);
    expect(bestMemorySize(new Map([[128, 2.1]]))).toBeUndefined();
  });
});
