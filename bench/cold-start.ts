import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

import { quantile, shuffled } from './measure';

/** What a new process took, in milliseconds. */
export interface ColdStart {
  /** From its start until it had decided on the first token. */
  readonly total: number;
  /** The first decision, after the initialization. */
  readonly first: number;
  /** A decision when the process is warm: the median. */
  readonly warm: number;
  readonly mean: number;
}

const BOOT = path.join(__dirname, '../../bench/boot.mjs');

/** Starts every bundle again and again, in another order in each round. */
export async function measureColdStarts(
  bundles: ReadonlyMap<string, string>,
  event: object,
  rounds: number,
  options: { readonly decisions: number; readonly controlGroup?: string } = { decisions: 500 },
): Promise<ReadonlyMap<string, readonly ColdStart[]>> {
  const starts = new Map<string, ColdStart[]>([...bundles.keys()].map((name) => [name, []]));
  for (let round = -1; round < rounds; round++) {
    for (const [name, bundle] of shuffled([...bundles])) {
      const start = await coldStart(bundle, event, options);
      if (round >= 0) starts.get(name)?.push(start);
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

async function coldStart(
  bundle: string,
  event: object,
  { decisions, controlGroup }: { readonly decisions: number; readonly controlGroup?: string },
): Promise<ColdStart> {
  const env = { ...process.env, BENCH_EVENT: JSON.stringify(event), BENCH_CGROUP: controlGroup };
  const startedAt = performance.now();
  const child = spawn(process.execPath, [BOOT, pathToFileURL(bundle).href, String(decisions)], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let total = NaN;
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => {
    if (output === '') total = performance.now() - startedAt;
    output += chunk.toString();
  });
  const exitCode = await new Promise((resolve) => child.once('close', resolve));
  if (exitCode !== 0) throw new Error(`${bundle} failed`);
  const figures = JSON.parse(output.split('\n')[1] ?? '') as Omit<ColdStart, 'total'>;
  return { total, ...figures };
}
