import type { Clock } from '../clock';

/**
 * Gives out turns, no two closer than `interval` (milliseconds): a quota that is used up has requests dropped.
 *
 * @returns a function that resolves when it is the caller's turn
 */
export function createPace(clock: Clock, interval: number): () => Promise<void> {
  // By the clock that nobody sets.
  let next = -Infinity;
  return async () => {
    const now = clock.steady();
    const turn = Math.max(next, now);
    next = turn + interval;
    await clock.waitUntil(clock.now() + turn - now);
  };
}
