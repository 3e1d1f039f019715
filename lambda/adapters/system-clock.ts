import type { Clock } from '../core/clock';

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  steady: () => performance.now(),

  async waitUntil(time) {
    // A timer may fire early by a millisecond, and the wall clock may be set back meanwhile: look again.
    for (let wait = time - Date.now(); wait > 0; wait = time - Date.now()) {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
  },
};
