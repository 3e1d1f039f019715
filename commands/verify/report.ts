import { countVerdicts, type Result } from './result';
import type { Target } from './target';
import type { UserCount } from './test-users';
import type { VerifyErrorCode } from './verify-error';

/** What was verified, and what came of it. */
export interface Report {
  /** Of this program. */
  readonly version: string;
  /** That the stack was made with; null if its template does not say. */
  readonly stackVersion: string | null;
  readonly region: string;
  /** Host of the emulator that was asked instead of AWS; null if it was AWS. */
  readonly emulator: string | null;
  readonly target: Target;
  readonly startedAt: string;
  readonly endedAt: string;
  readonly results: readonly Result[];
  readonly users: UserCount;
  /** Why it ended before its end; null if it did not. */
  readonly failure: { readonly code: VerifyErrorCode | 'unexpected'; readonly message: string } | null;
}

/** What is left alone whatever the stack is, and said so. */
export const LEFT_ALONE =
  'Left alone: sign-outs of an app client, and of the whole user pool. They would sign out your users.';

/** 0 if every promise that was tried is kept, 1 if one is broken, 3 if it could not be verified or a user is left. */
export function exitCodeOf({ results, users, failure }: Pick<Report, 'results' | 'users' | 'failure'>): 0 | 1 | 3 {
  const { kept, broken } = countVerdicts(results);
  if (broken > 0) return 1;
  return failure !== null || users.left.length > 0 || kept === 0 ? 3 : 0;
}

/** The report for programs. Names are stable; members may be added. */
export function jsonOf(report: Report): string {
  const counts = countVerdicts(report.results);
  return JSON.stringify({ ...report, leftAlone: LEFT_ALONE, counts, exitCode: exitCodeOf(report) }, undefined, 2);
}

/** The same where nothing was tried, because nothing could be. */
export function jsonOfFailure(version: string, failure: NonNullable<Report['failure']>, exitCode: 2 | 3): string {
  return JSON.stringify({ version, results: [], failure, exitCode }, undefined, 2);
}

const MARKS: Readonly<Record<Result['verdict'], string>> = {
  kept: '✓',
  broken: '✗',
  'not run': '-',
  holds: '✓',
  differs: '!',
  'not shown here': '?',
  'not tried': '-',
};

/** Columns, in characters. */
const WIDTH = { gateway: 15, promise: 8, belief: 15, place: 24, took: 8 };

/** The beginning of the report for people: what is verified, and what is not because nobody has named it. */
export function headOf({ stack, userPoolId, clientId, http, rest, graphql, webSocket }: Target): string {
  const gateways = { 'HTTP API': http, 'REST API': rest, AppSync: graphql?.address, 'WebSocket API': webSocket };
  const unnamed = 'not verified: no output names one, and no option';
  return [
    `Verifying ${stack}: user pool ${userPoolId}, app client ${clientId}`,
    ...Object.entries(gateways).map(([name, address]) => `  ${name.padEnd(WIDTH.gateway)}${address ?? unnamed}`),
  ].join('\n');
}

/**
 * A line of the report for people, with a heading if it is about something else than the line before.
 *
 * @param before - the result that was shown before
 */
export function linesOf(result: Result, before: Result | undefined): string {
  const { kind, subject, place, expected, seen, verdict, took, at } = result;
  const isNew = before?.subject !== subject || before.kind !== kind;
  const heading = isNew ? [`\n${subject}  [${at.slice(11, 19)} UTC]`] : [];
  const time = (took === 0 ? '' : `${String(took)} ms`).padStart(WIDTH.took);
  const verdictWidth = kind === 'promise' ? WIDTH.promise : WIDTH.belief;
  const line = `  ${MARKS[verdict]} ${verdict.padEnd(verdictWidth)}${place.padEnd(WIDTH.place)}${time}  ${expected}`;
  const label = verdict === 'not tried' || verdict === 'not run' ? 'why' : 'seen';
  const details = seen === expected ? [] : [`      ${label}: ${seen}`];
  return [...heading, line, ...details].join('\n');
}

/** The end of the report for people. */
export function summaryOf(report: Report): string {
  const { results, users, failure, emulator } = report;
  const counts = countVerdicts(results);
  const count = (verdicts: readonly (keyof typeof counts)[]) =>
    verdicts
      .filter((verdict) => counts[verdict] > 0)
      .map((verdict) => `${String(counts[verdict])} ${verdict}`)
      .join(', ') || 'none';
  const lines = [
    '',
    `Promises: ${count(['kept', 'broken', 'not run'])}.`,
    `Beliefs about AWS: ${count(['holds', 'differs', 'not shown here', 'not tried'])}.`,
    LEFT_ALONE,
    usersOf(users),
  ];
  if (emulator !== null) {
    lines.push(
      `This was an emulator (${emulator}), and not AWS: it shows that the stack keeps its promises there, and nothing of AWS.`,
    );
  }
  if (failure !== null) lines.push(`Not all was tried: ${failure.message}`);
  const verdict = {
    0: 'Every promise that was tried is kept.',
    1: 'A promise is BROKEN: see ✗ above.',
    3: 'It could NOT be verified.',
  };
  return [...lines, '', verdict[exitCodeOf(report)]].join('\n');
}

/** What became of the users that were made. */
export function usersOf({ made, removed, left }: UserCount): string {
  const all = `Users: ${String(made)} made, ${String(removed)} removed.`;
  if (left.length === 0) return all;
  return `${all} LEFT: ${left.join(', ')}. Remove them with --clean-up, or in the console.`;
}
