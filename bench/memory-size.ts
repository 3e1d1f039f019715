import { mkdirSync, rmdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import { bundles, CORRECT_PEER, OURS, PEERS } from './cases';
import { measureColdStarts, type ColdStart } from './cold-start';

/** Memory sizes of a Lambda function, in MB. */
const SIZES = [128, 256, 512, 1024];
/** The size at which a function has a whole processor: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html */
const WHOLE_PROCESSOR = 1769;
/** Microseconds. How long Lambda's own is, AWS does not say. */
const PERIOD = 20_000;
const CONTROL_GROUP = '/sys/fs/cgroup/cpu/cognito-sign-out-bench';

/** What processes did with the share of a processor that a memory size gives, by memory size and name. */
export type MemorySizes = ReadonlyMap<number, ReadonlyMap<string, readonly ColdStart[]>>;

/**
 * Decisions after an initialization at full speed, by processes that then get the share of a processor that a memory size
 * gives. Empty where control groups can't be made: that takes Linux, and the right to.
 */
export async function measureMemorySizes(event: object): Promise<MemorySizes> {
  const results = new Map<number, ReadonlyMap<string, readonly ColdStart[]>>();
  try {
    mkdirSync(CONTROL_GROUP, { recursive: true });
    writeFileSync(path.join(CONTROL_GROUP, 'cpu.cfs_period_us'), String(PERIOD));
  } catch {
    return results;
  }
  const files = new Map([
    [OURS, bundles.ours],
    [CORRECT_PEER, bundles.peer(PEERS[CORRECT_PEER])],
  ]);
  try {
    for (const size of SIZES) {
      writeFileSync(path.join(CONTROL_GROUP, 'cpu.cfs_period_us'), String(PERIOD));
      writeFileSync(
        path.join(CONTROL_GROUP, 'cpu.cfs_quota_us'),
        String(Math.round((PERIOD * size) / WHOLE_PROCESSOR)),
      );
      const options = { decisions: 150, controlGroup: CONTROL_GROUP };
      results.set(size, await measureColdStarts(files, event, 5, options));
    }
  } finally {
    rmdirSync(CONTROL_GROUP);
  }
  return results;
}
