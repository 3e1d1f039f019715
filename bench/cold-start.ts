import { spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pathToFileURL } from 'node:url';

import { quantile, ratioOf, shuffled, type Ratio } from './measure';

/** A function to start. */
export interface Start {
  readonly name: string;
  readonly bundle: string;
  /** What it is given: a sign-out ends a session that was not over. */
  readonly event: () => object;
}

/** What a new process took, in milliseconds. */
export interface ColdStart {
  /** From its start until it had answered for the first time. */
  readonly total: number;
  /** The first answer, after the initialization. */
  readonly first: number;
  /** An answer when the process is warm: the median. */
  readonly warm: number;
  readonly mean: number;
  /** Processor time of an answer after the first, on average, the compiler's and the garbage collector's included. */
  readonly processor: number;
}

/** Starts of each function, one a round. */
export type ColdStarts = ReadonlyMap<string, readonly ColdStart[]>;

/** How cold starts are measured. */
export interface ColdStartPlan {
  readonly rounds: number;
  /** Answers after the first; of those the last 200 are measured. */
  readonly answers: number;
  /** A control group that processes join when they have initialized. */
  readonly controlGroup?: string;
}

const BOOT = path.join(__dirname, '../../bench/boot.mjs');

/** Starts every function again and again, in another order in each round. The first round is not counted. */
export async function measureColdStarts(functions: readonly Start[], plan: ColdStartPlan): Promise<ColdStarts> {
  const starts = new Map<string, ColdStart[]>(functions.map(({ name }) => [name, []]));
  for (let round = -1; round < plan.rounds; round++) {
    for (const start of shuffled(functions)) {
      const figures = await coldStart(start, plan);
      if (round >= 0) starts.get(start.name)?.push(figures);
    }
  }
  return starts;
}

/** The median of a figure. */
export function median(starts: readonly ColdStart[] | undefined, figure: keyof ColdStart): number {
  return quantile(
    (starts ?? []).map((start) => start[figure]),
    0.5,
  );
}

/** A function's figure ÷ another's: the median of the rounds' own ratios. */
export function startRatio(starts: ColdStarts, name: string, to: string, figure: keyof ColdStart): Ratio {
  const others = starts.get(to) ?? [];
  return ratioOf((starts.get(name) ?? []).map((start, round) => start[figure] / (others[round]?.[figure] ?? NaN)));
}

async function coldStart({ bundle, event }: Start, { answers, controlGroup }: ColdStartPlan): Promise<ColdStart> {
  const env = { ...process.env, BENCH_EVENT: JSON.stringify(event()), BENCH_CGROUP: controlGroup };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [BOOT, pathToFileURL(bundle).href, String(answers)], {
    env,
    stdio: ['ignore', 'ignore', 'inherit', 'pipe'],
  });
  let total = NaN;
  let output = '';
  (child.stdio[3] as Readable).on('data', (chunk: Buffer) => {
    if (output === '') total = performance.now() - startedAt;
    output += chunk.toString();
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  if (exitCode !== 0) throw new Error(`${bundle} failed`);
  const figures = JSON.parse(output.split('\n')[1] ?? '') as Omit<ColdStart, 'total'>;
  return { total, ...figures };
}
