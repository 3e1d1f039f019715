import { median, startRatio, type ColdStarts } from './cold-start';
import { ratio, ratioOf, type Ratio, type Samples } from './measure';
import { again, CORRECT_PEER, EMPTY, LIMIT, NODE_LIMIT, NONE, PROJECT } from './names';
import type { Results } from './results';

/** What else a figure may be off by: each kind has a case that is measured twice, and their ratio. */
export type Controls = Readonly<
  Record<'time' | 'processor' | 'verification' | 'coldStart' | 'memory' | 'growth' | 'signOut', Ratio>
>;

/** The same case ÷ itself. */
export function controlsOf(results: Results): Controls {
  const { alone, crowd, verified, coldStarts, memorySizes, growing, signedOut } = results;
  const twice = (samples: Samples, name: string, figure: 'p50' | 'cpu') => ratio(samples, again(name), name, figure);
  return {
    time: twice(alone, NODE_LIMIT, 'p50'),
    processor: twice(crowd, NODE_LIMIT, 'cpu'),
    verification: twice(verified, LIMIT, 'p50'),
    coldStart: startRatio(coldStarts, again(EMPTY), EMPTY, 'total'),
    memory: startRatio(memorySizes.get(128) ?? new Map<string, never>(), again(PROJECT), PROJECT, 'mean'),
    growth: twice(growing, NONE, 'p50'),
    signOut: twice(signedOut, NODE_LIMIT, 'p50'),
  };
}

/** Milliseconds that a function adds to the start of an empty one. */
export function overEmpty(starts: ColdStarts, name: string): number {
  return median(starts.get(name), 'total') - median(starts.get(EMPTY), 'total');
}

/** What a function adds to the start of an empty one ÷ what another does: the median of the rounds' own ratios. */
export function overEmptyRatio(starts: ColdStarts, name: string, to: string): Ratio {
  const empty = median(starts.get(EMPTY), 'total');
  const others = starts.get(to) ?? [];
  return ratioOf(
    (starts.get(name) ?? []).map(({ total }, round) => (total - empty) / ((others[round]?.total ?? NaN) - empty)),
  );
}

/** Where a function has little memory. */
export interface AtSmallMemory {
  /** Milliseconds. */
  readonly first: Ratio;
  readonly firstToPeer: Ratio;
  readonly meanToLarge: Ratio;
}

/** At 128 MB; undefined where that could not be measured. */
export function atSmallMemory({ memorySizes }: Results): AtSmallMemory | undefined {
  const [small, large] = [memorySizes.get(128), memorySizes.get(1024)];
  if (small === undefined || large === undefined) return undefined;
  const ours = small.get(PROJECT) ?? [];
  const largeMean = median(large.get(PROJECT), 'mean');
  return {
    first: ratioOf(ours.map(({ first }) => first)),
    firstToPeer: startRatio(small, PROJECT, CORRECT_PEER, 'first'),
    meanToLarge: ratioOf(ours.map(({ mean }) => mean / largeMean)),
  };
}
