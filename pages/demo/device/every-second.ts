/** Milliseconds. */
const INTERVAL = 1000;

/** Does something each second: never twice at once, and sooner if asked to. */
export class EverySecond {
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isBusy = false;
  private isWanted = false;
  private isEnded = false;

  /** @param action - never throws */
  constructor(private readonly action: () => Promise<void>) {}

  /** Does it now; if it is being done, once more right after that: what was under way may have begun too soon. */
  now(): void {
    if (this.isEnded) return;
    if (this.isBusy) {
      this.isWanted = true;
      return;
    }
    clearTimeout(this.timer);
    void this.run();
  }

  /** Ends it. What is being done is not cut off. */
  end(): void {
    this.isEnded = true;
    clearTimeout(this.timer);
  }

  private async run(): Promise<void> {
    this.isBusy = true;
    const startedAt = performance.now();
    do {
      this.isWanted = false;
      await this.action();
      // It may have been asked for meanwhile.
    } while (this.isAskedAgain());
    this.isBusy = false;
    if (this.isEnded) return;
    this.timer = setTimeout(() => void this.run(), Math.max(0, startedAt + INTERVAL - performance.now()));
  }

  private isAskedAgain(): boolean {
    return this.isWanted && !this.isEnded;
  }
}
