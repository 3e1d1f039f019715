import type { StackClient } from '../../../local/client';
import type { Client, OtherPool } from '../other-pool';

/** A pool that was there before, and the stack that has adopted it. */
export interface Adopted {
  readonly pool: OtherPool;
  readonly stack: StackClient;
  readonly clients: Readonly<Record<'web' | 'backend' | 'machine' | 'unrevocable' | 'rotating', Client>>;
}

/** How the pool remembers devices: always, and without asking the user. */
export const DEVICE_CONFIGURATION = { ChallengeRequiredOnNewDevice: false, DeviceOnlyRememberedOnUserPrompt: false };
