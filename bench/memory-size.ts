import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { bundles } from './cases/bundles';
import { measureColdStarts, type ColdStarts } from './cold-start';
import { WHOLE_PROCESSOR } from './costs';
import { again, CORRECT_PEER, PEERS, PROJECT } from './names';

/** Memory sizes of a Lambda function, in MB. */
const SIZES = [128, 256, 512, 1024];
/** Microseconds. How long Lambda's own is, AWS does not say. */
const PERIOD = 20_000;
const CONTROL_GROUP = `/sys/fs/cgroup/cpu/cognito-sign-out-bench-${String(process.pid)}`;

/** What processes did with the share of a processor that a memory size gives, by memory size. */
export type MemorySizes = ReadonlyMap<number, ColdStarts>;

/**
 * Decisions after an initialization at full speed, by processes that then get the share of a processor that a memory size
 * gives. Empty where control groups can't be made: that takes Linux, and the right to.
 */
export async function measureMemorySizes(
  event: () => object,
  plan: { readonly rounds: number; readonly answers: number },
): Promise<MemorySizes> {
  const results = new Map<number, ColdStarts>();
  try {
    mkdirSync(CONTROL_GROUP, { recursive: true });
    writeFileSync(path.join(CONTROL_GROUP, 'cpu.cfs_period_us'), String(PERIOD));
  } catch {
    return results;
  }
  const functions = [
    { name: PROJECT, bundle: bundles.ours, event },
    { name: again(PROJECT), bundle: bundles.ours, event },
    { name: CORRECT_PEER, bundle: bundles.peer(PEERS[CORRECT_PEER]), event },
  ];
  try {
    for (const size of SIZES) {
      const quota = Math.round((PERIOD * size) / WHOLE_PROCESSOR);
      writeFileSync(path.join(CONTROL_GROUP, 'cpu.cfs_quota_us'), String(quota));
      results.set(size, await measureColdStarts(functions, { ...plan, controlGroup: CONTROL_GROUP }));
    }
  } finally {
    rmdirSync(CONTROL_GROUP);
  }
  return results;
}
