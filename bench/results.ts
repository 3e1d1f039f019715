import type { ColdStarts } from './cold-start';
import type { Samples } from './measure';
import type { MemorySizes } from './memory-size';
import type { Profile } from './profile';

/** Everything that was measured. */
export interface Results {
  /** Decisions, one at a time. */
  readonly alone: Samples;
  /** Decisions, 32 at a time. */
  readonly crowd: Samples;
  /** Where the processor time of this project's decisions goes. */
  readonly profiled: { readonly new: Profile; readonly seen: Profile };
  readonly verified: Samples;
  readonly signedOut: Samples;
  readonly coldStarts: ColdStarts;
  readonly memorySizes: MemorySizes;
  readonly growing: Samples;
  /** Bytes of the bundles. */
  readonly sizes: ReadonlyMap<string, number>;
  /** Seconds. */
  readonly duration: number;
}
