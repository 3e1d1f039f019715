/** What came of a promise of this product. */
export type PromiseVerdict =
  /** It was kept. */
  | 'kept'
  /** It was not. */
  | 'broken'
  /** It could not be tried: `seen` says why. */
  | 'not run';

/** What came of something that this product believes of AWS. */
export type BeliefVerdict =
  /** AWS does so. */
  | 'holds'
  /** AWS does something else. */
  | 'differs'
  /** An emulator answered, and shows nothing of AWS. */
  | 'not shown here'
  /** It was left alone: `seen` says why, and how to try it by hand. */
  | 'not tried';

interface Looked {
  /** What it is about: a way to sign out, or a service of AWS. */
  readonly subject: string;
  /** Stable, for programs: unique among the results of its kind. */
  readonly id: string;
  /** Where it was looked at. */
  readonly place: string;
  readonly expected: string;
  readonly seen: string;
  /** When it was looked at (ISO 8601). */
  readonly at: string;
  /** How long the slowest answer took, in milliseconds; 0 where none was waited for. */
  readonly took: number;
}

/** What was promised of sign-outs, and seen. */
export interface PromiseResult extends Looked {
  readonly kind: 'promise';
  readonly verdict: PromiseVerdict;
}

/** What is believed of AWS, and was seen. */
export interface BeliefResult extends Looked {
  readonly kind: 'belief';
  readonly verdict: BeliefVerdict;
  /** Where that is written, or asked. */
  readonly source: string;
}

/** A line of the report. */
export type Result = PromiseResult | BeliefResult;

/** How many results there are of each verdict. */
export function countVerdicts(results: readonly Result[]): Readonly<Record<PromiseVerdict | BeliefVerdict, number>> {
  const counts = { kept: 0, broken: 0, 'not run': 0, holds: 0, differs: 0, 'not shown here': 0, 'not tried': 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}
