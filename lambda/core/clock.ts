/** What time it is. */
export interface Clock {
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Resolves when `now()` has reached the time (milliseconds since the epoch), at once if it has. */
  readonly waitUntil: (time: number) => Promise<void>;
  /** Milliseconds since some moment, by a clock that nobody sets. */
  readonly steady: () => number;
}

/** A moment, by a clock that may be set, and by one that may stand still while Lambda freezes the process: neither is enough. */
export interface Instant {
  readonly wall: number;
  readonly steady: number;
}

/** The moment that it is. */
export function instantOf({ now, steady }: Pick<Clock, 'now' | 'steady'>): Instant {
  return { wall: now(), steady: steady() };
}

/** Whether it is so soon after a moment, by both clocks (milliseconds, the last of them excluded). A clock that went back says no. */
export function isWithin(milliseconds: number, since: Instant, now: Instant): boolean {
  return isBelow(milliseconds, now.wall - since.wall) && isBelow(milliseconds, now.steady - since.steady);
}

function isBelow(limit: number, age: number): boolean {
  return age >= 0 && age < limit;
}
