import type { Controls } from './figures';
import type { Ratio } from './measure';

/** A figure of this project, what it is to be, and what it must be. */
export interface Row {
  readonly figure: string;
  readonly ours: Ratio;
  /** The same ÷ the limit on a bare socket, where `ours` is ÷ the limit by Node.js's client. */
  readonly toLimit?: Ratio;
  readonly goal: number;
  /** Above it the run has failed, unless the machine is too noisy to tell. Wide, for machines differ; undefined: nothing fails. */
  readonly gate?: number;
  /** What else the figure may be off by; undefined for what does not depend on the machine. */
  readonly control?: keyof Controls;
  /** Why the goal is not met, and what it would take. */
  readonly reason: string;
}

/** What is to be said of a figure. */
export type Finding = 'met' | 'not met' | 'inconclusive' | 'failed';

/** What a run says. */
export interface Verdict {
  readonly rows: readonly (Row & { readonly finding: Finding })[];
  readonly controls: Controls;
  readonly outcome: 'passed' | 'inconclusive' | 'failed';
}

/** How far the median of a control may be from 1. */
const TOLERANCE = 0.1;
/** How far apart four fifths of a control's rounds may be: the largest ÷ the smallest. */
const SPREAD = 2;

/** Whether the same case is found so different from itself that others can't be told apart. */
export function isNoisy({ median, p10, p90 }: Ratio): boolean {
  // Negated, so that what is no number is noise.
  return !(median >= 1 - TOLERANCE && median <= 1 + TOLERANCE && p90 <= SPREAD * p10);
}

/** Holds a figure against its goal and gate. */
export function findingOf({ ours: { median }, goal, gate, control }: Row, controls: Controls): Finding {
  if (median <= goal) return 'met';
  if (gate === undefined || median <= gate) return 'not met';
  return control !== undefined && isNoisy(controls[control]) ? 'inconclusive' : 'failed';
}

/** Holds the figures against their goals and gates. What is too noisy to tell fails nothing. */
export function verdictOn(figures: readonly Row[], controls: Controls): Verdict {
  const rows = figures.map((row) => ({ ...row, finding: findingOf(row, controls) }));
  const isFound = (finding: Finding) => rows.some((row) => row.finding === finding);
  return {
    rows,
    controls,
    outcome: isFound('failed') ? 'failed' : isFound('inconclusive') ? 'inconclusive' : 'passed',
  };
}
