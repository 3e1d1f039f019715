/** What time it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves when `now()` has reached the time (milliseconds since the epoch), at once if it has. */
  readonly waitUntil: (time: number) => Promise<void>;
  /** Milliseconds since some moment, by a clock that nobody sets. */
  readonly steady: () => number;
}
