import type { PromiseResult } from '../result';

/** What was tried. */
export interface Trial {
  readonly id: string;
  readonly subject: string;
}

/** Makes the lines of a trial, as of now. */
export class TrialReport {
  constructor(
    private readonly trial: Trial,
    private readonly now: () => Date,
  ) {}

  /** A promise whose being kept is what was expected: what is not as expected is told, else nothing. */
  judged(place: string, expected: string, unexpected: readonly string[], took: number): PromiseResult {
    return this.line(
      place,
      expected,
      unexpected.length === 0 ? expected : unexpected.join('; '),
      took,
      unexpected.length === 0,
    );
  }

  /** A promise of which something of its own was seen. */
  line(place: string, expected: string, seen: string, took: number, isKept: boolean): PromiseResult {
    return this.of(place, expected, seen, took, isKept ? 'kept' : 'broken');
  }

  /** A promise that could not be tried. */
  notRun(place: string, expected: string, why: string): PromiseResult {
    return this.of(place, expected, why, 0, 'not run');
  }

  private of(
    place: string,
    expected: string,
    seen: string,
    took: number,
    verdict: PromiseResult['verdict'],
  ): PromiseResult {
    const id = `${this.trial.id}/${place.toLowerCase().replaceAll(' ', '-')}`;
    const { subject } = this.trial;
    return { kind: 'promise', id, subject, place, expected, seen, verdict, took, at: this.now().toISOString() };
  }
}
