import path from 'node:path';
import { parseArgs } from 'node:util';

import type { ColdStartPlan } from './cold-start';

/** How much is measured. */
export interface BenchPlan {
  readonly rounds: { readonly rounds: number; readonly warmUpRounds: number };
  /** What the duration of each case in each round is multiplied by. */
  readonly pace: number;
  readonly coldStarts: ColdStartPlan;
  readonly memorySizes: ColdStartPlan;
  /** How many sessions a user has signed out of, by what the report calls that. */
  readonly grown: readonly (readonly [name: string, count: number])[];
  /** Where the report goes. */
  readonly folder: string;
  /** Whether a gate that is missed is a failure. */
  readonly isJudged: boolean;
}

/** At most a quarter of an hour on two processors. */
const WHOLE = {
  rounds: { rounds: 11, warmUpRounds: 2 },
  pace: 1,
  coldStarts: { rounds: 15, answers: 100 },
  memorySizes: { rounds: 7, answers: 150 },
  grown: [
    ['1,000', 1000],
    ['100,000', 100_000],
  ],
  isJudged: true,
} as const;

/** Everything once, to see that it runs: its figures say nothing. */
const QUICK = {
  rounds: { rounds: 1, warmUpRounds: 0 },
  pace: 0.02,
  coldStarts: { rounds: 1, answers: 1 },
  memorySizes: { rounds: 1, answers: 1 },
  grown: [
    ['1,000', 10],
    ['100,000', 20],
  ],
  isJudged: false,
} as const;

/**
 * What the command line asks for: all of it, or with `--quick` everything once, unjudged; `--folder` is where the report goes.
 *
 * @param usual - where it goes otherwise; a quick run must say where
 * @throws TypeError for options that there are not, Error for a quick run that does not say where its report goes
 */
export function planOf(args: readonly string[], usual: string): BenchPlan {
  const options = { quick: { type: 'boolean' }, folder: { type: 'string' } } as const;
  const { quick = false, folder } = parseArgs({ args: [...args], options }).values;
  if (quick && folder === undefined) {
    throw new Error(
      '--quick needs --folder, where its report goes: it must not be taken for one of docs/performance.md',
    );
  }
  return { ...(quick ? QUICK : WHOLE), folder: path.resolve(folder ?? usual) };
}
