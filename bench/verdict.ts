import { CONTROL, CORRECT_PEER, LIMIT, OURS } from './cases';
import { median } from './cold-start';
import { ratio, ratioOf, type Ratio } from './measure';
import type { Results } from './results';

/** A figure of this project, what it is to be, and what it must be. */
export interface Row {
  readonly figure: string;
  readonly ours: Ratio;
  readonly goal: number;
  /** Above it the run has failed. Looser than the aim, for machines that are shared. */
  readonly gate: number;
}

/** What a run says. */
export interface Verdict {
  readonly rows: readonly Row[];
  readonly control: { readonly p50: Ratio; readonly cpu: Ratio };
  /** A machine that does not find the same case the same, can't tell others apart. */
  readonly outcome: 'passed' | 'failed' | 'inconclusive';
}

/** How far the control may be from 1. */
const TOLERANCE = 0.1;

/** Holds the figures against their goals and gates. */
export function verdictOn(results: Results): Verdict {
  const { alone, crowd, verified, growing, sizes } = results;
  const control = { p50: ratio(alone, CONTROL, LIMIT, 'p50'), cpu: ratio(crowd, CONTROL, LIMIT, 'cpu') };
  const rows: Row[] = [
    { figure: 'a decision ÷ the limit', ours: ratio(alone, OURS, LIMIT, 'p50'), goal: 1.4, gate: 1.6 * 1.25 },
    { figure: 'processor time ÷ the limit', ours: ratio(crowd, OURS, LIMIT, 'cpu'), goal: 1.5, gate: 2 * 1.25 },
    { figure: 'verification ÷ `crypto.verify`', ours: ratio(verified, OURS, LIMIT, 'p50'), goal: 1.8, gate: 2 * 1.25 },
    {
      figure: 'cold start over an empty handler ÷ P4’s',
      ours: exactly(coldStart(results, OURS) / coldStart(results, CORRECT_PEER)),
      goal: 0.35,
      gate: 0.45 * 1.25,
    },
    {
      figure: 'first decision after initialization ÷ warm',
      ours: firstDecision(results, OURS),
      goal: 2,
      gate: 5 * 1.25,
    },
    {
      figure: '1,000 revocations of the user ÷ none',
      ours: ratio(growing, '1,000', 'none', 'p50'),
      goal: 1.1,
      gate: 1.15,
    },
    {
      figure: '100,000 revocations of the user ÷ none',
      ours: ratio(growing, '100,000', 'none', 'p50'),
      goal: 1.1,
      gate: 1.15,
    },
    {
      figure: '100,000 revocations in the table ÷ none',
      ours: ratio(growing, 'none, in a large table', 'none', 'p50'),
      goal: 1.1,
      gate: 1.15,
    },
    { figure: 'bundle, KB', ours: exactly((sizes.get(OURS) ?? NaN) / 1000), goal: 40, gate: 60 },
  ];
  const isNoisy = [control.p50, control.cpu].some(({ median: value }) => Math.abs(value - 1) > TOLERANCE);
  const isMet = rows.every(({ ours, gate }) => ours.median <= gate);
  return { rows, control, outcome: isMet ? 'passed' : isNoisy ? 'inconclusive' : 'failed' };
}

/** Milliseconds that a case adds to the start of an empty handler. */
export function coldStart({ coldStarts }: Results, name: string): number {
  return median(coldStarts.get(name), 'total') - median(coldStarts.get('an empty handler'), 'total');
}

/** The first decision of new processes ÷ those they take when warm. */
export function firstDecision({ coldStarts }: Results, name: string): Ratio {
  return ratioOf((coldStarts.get(name) ?? []).map(({ first, warm }) => first / warm));
}

function exactly(value: number): Ratio {
  return { median: value, p10: value, p90: value };
}
