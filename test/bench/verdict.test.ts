import type { Controls } from '../../bench/figures';
import type { Ratio } from '../../bench/measure';
import { findingOf, isNoisy, verdictOn, type Row } from '../../bench/verdict';

const exactly = (median: number): Ratio => ({ median, p10: median, p90: median });
const quiet: Controls = {
  time: exactly(1),
  processor: exactly(1),
  verification: exactly(1),
  coldStart: exactly(1),
  memory: exactly(1),
  growth: exactly(1),
  signOut: exactly(1),
};
const ungated = (median: number): Row => ({
  figure: 'a decision',
  ours: exactly(median),
  goal: 1.25,
  reason: 'it takes more',
});
const uncontrolled = (median: number): Row => ({ ...ungated(median), gate: 2 });
const row = (median: number, control: keyof Controls = 'time'): Row => ({ ...uncontrolled(median), control });

describe('a control', () => {
  it.each<[string, Ratio, boolean]>([
    ['is quiet at 1', exactly(1), false],
    ['is quiet a tenth above', { median: 1.1, p10: 1, p90: 1.2 }, false],
    ['is noisy more than a tenth above', { median: 1.11, p10: 1, p90: 1.2 }, true],
    ['is quiet a tenth below', { median: 0.9, p10: 0.8, p90: 1 }, false],
    ['is noisy more than a tenth below', { median: 0.89, p10: 0.8, p90: 1 }, true],
    ['is quiet where its rounds are a factor of two apart', { median: 1, p10: 0.75, p90: 1.5 }, false],
    ['is noisy where they are further apart', { median: 1, p10: 0.75, p90: 1.51 }, true],
    ['is noisy where nothing was measured', { median: NaN, p10: NaN, p90: NaN }, true],
  ])('%s', (_, control, expected) => {
    expect(isNoisy(control)).toBe(expected);
  });
});

describe('a figure', () => {
  const noisy = { ...quiet, time: exactly(1.2) };

  it.each<[string, Row, Controls, string]>([
    ['meets its goal by reaching it', row(1.25), quiet, 'met'],
    ['meets its goal where the machine is noisy, too', row(1.25), noisy, 'met'],
    ['does not meet it above', row(1.26), quiet, 'not met'],
    ['passes at its gate', row(2), quiet, 'not met'],
    ['fails above its gate', row(2.01), quiet, 'failed'],
    ['is inconclusive above its gate where its control is noisy', row(2.01), noisy, 'inconclusive'],
    ['fails where another kind of figure is noisy', row(2.01, 'coldStart'), noisy, 'failed'],
    ['fails where the machine has no part in it', uncontrolled(2.01), noisy, 'failed'],
    ['fails nothing without a gate', ungated(99), quiet, 'not met'],
    ['fails if it is no number', row(NaN), quiet, 'failed'],
  ])('%s', (_, figure, controls, expected) => {
    expect(findingOf(figure, controls)).toBe(expected);
  });
});

describe('a run', () => {
  const noisy = { ...quiet, time: exactly(1.2) };
  const [good, noise, bad] = [row(1), row(3), row(3, 'processor')];

  it.each<[string, Row[], Controls, string]>([
    ['passes where goals are not met', [good, row(1.5)], quiet, 'passed'],
    ['is inconclusive where one figure is', [good, noise], noisy, 'inconclusive'],
    ['fails where one figure does, whatever is noisy besides', [good, noise, bad], noisy, 'failed'],
  ])('%s', (_, rows, controls, outcome) => {
    expect(verdictOn(rows, controls).outcome).toBe(outcome);
  });
});
