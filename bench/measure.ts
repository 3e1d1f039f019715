/** Something to measure. */
export interface Case {
  readonly name: string;
  readonly run: () => unknown;
}

/** How it is measured. */
export interface Plan {
  readonly rounds: number;
  readonly warmUpRounds: number;
  /** Milliseconds that each case runs in each round. */
  readonly duration: number;
  /** How many run at once. */
  readonly concurrency: number;
}

/** What a case took in one round, in microseconds: the median, and the processor time of one run. */
export interface Sample {
  readonly p50: number;
  readonly cpu: number;
}

/** A ratio over the rounds. */
export interface Ratio {
  readonly median: number;
  readonly p10: number;
  readonly p90: number;
}

/** Samples of each case, one a round. */
export type Samples = ReadonlyMap<string, readonly Sample[]>;

/** Runs the cases in rounds, in another order in each, so that what the machine does besides hits all of them alike. */
export async function measure(cases: readonly Case[], plan: Plan): Promise<Samples> {
  const samples = new Map<string, Sample[]>(cases.map(({ name }) => [name, []]));
  for (let round = -plan.warmUpRounds; round < plan.rounds; round++) {
    for (const { name, run } of shuffled(cases)) {
      const sample = await measureOnce(run, plan);
      if (round >= 0) samples.get(name)?.push(sample);
    }
  }
  return samples;
}

/** A case ÷ another: the median of the rounds' own ratios, for the machine's clock drifts from round to round. */
export function ratio(samples: Samples, name: string, to: string, figure: keyof Sample): Ratio {
  const [own, others] = [name, to].map((key) => samples.get(key) ?? []);
  const ratios = (own ?? []).map((sample, round) => sample[figure] / (others?.[round]?.[figure] ?? NaN));
  return ratioOf(ratios);
}

/** The median of ratios, and where four fifths of them are. */
export function ratioOf(ratios: readonly number[]): Ratio {
  return { median: quantile(ratios, 0.5), p10: quantile(ratios, 0.1), p90: quantile(ratios, 0.9) };
}

/** @param at - between 0 and 1 */
export function quantile(values: readonly number[], at: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = at * (sorted.length - 1);
  const [below = NaN, above = NaN] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
  return below + (above - below) * (position - Math.floor(position));
}

/** A case's figure in microseconds: the median of the rounds. */
export function microseconds(samples: Samples, name: string, figure: keyof Sample = 'p50'): number {
  return quantile(
    (samples.get(name) ?? []).map((sample) => sample[figure]),
    0.5,
  );
}

/** In random order. */
export function shuffled<T>(items: readonly T[]): readonly T[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

async function measureOnce(run: () => unknown, { duration, concurrency }: Plan): Promise<Sample> {
  const times: number[] = [];
  const end = performance.now() + duration;
  const cpu = process.cpuUsage();
  const work = async () => {
    do {
      const before = performance.now();
      await run();
      times.push(performance.now() - before);
    } while (performance.now() < end);
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  const { user, system } = process.cpuUsage(cpu);
  return { p50: quantile(times, 0.5) * 1000, cpu: (user + system) / times.length };
}
