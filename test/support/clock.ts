import type { Clock } from '../../lambda/core/clock';

/** A clock that stands still until somebody waits. */
export class StandingClock implements Clock {
  /** Every time that somebody has waited for (milliseconds since the epoch). */
  readonly waits: number[] = [];

  /** @param time - milliseconds since the epoch */
  constructor(public time: number) {}

  readonly now = (): number => this.time;

  readonly steady = (): number => this.time;

  readonly waitUntil = (time: number): Promise<void> => {
    this.waits.push(time);
    this.time = Math.max(this.time, time);
    return Promise.resolve();
  };
}
