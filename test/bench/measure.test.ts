import { measure, quantile, ratio, ratioOf, shuffled, type Sample } from '../../bench/measure';

describe('a quantile', () => {
  it.each([
    [[3, 1, 2], 0.5, 2],
    [[1, 2], 0.5, 1.5],
    [[5], 0.9, 5],
    [[0, 10], 0.1, 1],
    [[4, 3, 2, 1, 0], 0, 0],
    [[4, 3, 2, 1, 0], 1, 4],
  ])('of %p at %d is %d', (values, at, expected) => {
    expect(quantile(values, at)).toBeCloseTo(expected);
  });
});

describe('a ratio', () => {
  it('is the median of the rounds’ own ratios, so that a machine that slows down does not count', () => {
    const samples = (...times: number[]): Sample[] => times.map((p50) => ({ p50, cpu: 2 * p50 }));
    const measured = new Map([
      ['limit', samples(10, 20, 100)],
      ['case', samples(20, 40, 200)],
    ]);

    expect(ratio(measured, 'case', 'limit', 'p50')).toEqual({ median: 2, p10: 2, p90: 2 });
    expect(ratio(measured, 'limit', 'case', 'cpu').median).toBe(0.5);
    expect(ratio(measured, 'case', 'nobody', 'p50').median).toBeNaN();
  });

  it('tells where four fifths of the rounds are', () => {
    expect(ratioOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11])).toEqual({ median: 6, p10: 2, p90: 10 });
  });
});

describe('a measurement', () => {
  const plan = { rounds: 3, warmUpRounds: 2, duration: 0, concurrency: 1 };

  it('runs every case in every round, and keeps none of the rounds that warm up', async () => {
    const runs: string[] = [];
    const cases = ['a', 'b'].map((name) => ({ name, run: () => Promise.resolve(runs.push(name)) }));

    const samples = await measure(cases, plan);

    expect([...samples.keys()]).toEqual(['a', 'b']);
    expect(samples.get('a')).toHaveLength(3);
    expect(runs.filter((name) => name === 'b')).toHaveLength(5);
  });

  it('runs as many at once as it is told', async () => {
    let running = 0;
    let most = 0;
    const run = async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
    };
    await measure([{ name: 'a', run }], { ...plan, concurrency: 4 });

    expect(most).toBe(4);
  });

  it('does not go on when a case fails', async () => {
    const run = () => Promise.reject(new Error('not accepted'));

    await expect(measure([{ name: 'a', run }], plan)).rejects.toThrow('not accepted');
  });
});

it('an order is random, and leaves nothing out', () => {
  const items = Array.from({ length: 20 }, (_, index) => index);
  const orders = Array.from({ length: 20 }, () => shuffled(items));

  for (const order of orders) expect([...order].sort((a, b) => a - b)).toEqual(items);
  expect(new Set(orders.map((order) => order.join())).size).toBeGreaterThan(1);
});
