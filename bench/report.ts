import { cpus, release, totalmem, type } from 'node:os';

import { CONTROL, CORRECT_PEER, LIMIT, OURS, PEERS } from './cases';
import { median } from './cold-start';
import { quantile, ratio, type Ratio, type Samples } from './measure';
import type { Results } from './results';
import { coldStart, firstDecision, type Verdict } from './verdict';

const NAMES = [OURS, ...Object.keys(PEERS)];

/** docs/performance.md. */
export function reportOf(results: Results, { rows, control, outcome }: Verdict): string {
  const { alone, crowd, profiled, verified, signedOut, growing, sizes } = results;
  const goals = rows.map(({ figure, ours, goal, gate }) => [
    figure,
    text(ours),
    number(goal),
    ours.median <= goal ? 'met' : 'not met',
    number(gate),
  ]);
  const cases = [LIMIT, CONTROL, ...NAMES].map((name) => [
    name,
    text(ratio(alone, name, LIMIT, 'p50')),
    text(ratio(crowd, name, LIMIT, 'cpu')),
    verified.has(name) ? text(ratio(verified, name, LIMIT, 'p50')) : '',
    ...(NAMES.includes(name)
      ? [number(coldStart(results, name)), text(firstDecision(results, name)), kilobytes(sizes.get(name))]
      : ['', '', '']),
  ]);
  const sizesOfHistory = ['none', '1,000', '100,000'].map((count) => [
    count,
    text(ratio(growing, count, 'none', 'p50')),
    growing.has(`P2, ${count}`) ? text(ratio(growing, `P2, ${count}`, 'P2, none', 'p50')) : '',
  ]);
  return `# Performance

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, which **${outcome}**. ${machine()}

![Decisions, processor time and cold starts of this project and its peers](performance.svg)

## Goals

${table(['figure', 'measured', 'goal', '', 'fails above'], goals)}

Figures are ratios: the median over the rounds of the ratio within each round, and in brackets where four fifths of the
rounds are. The control is the limit measured twice: ${text(control.p50)} in time, ${text(control.cpu)} in processor time. Where it is
off by more than a tenth, a run that misses a gate is inconclusive.

## Side by side

${table(
  [
    'case',
    'a decision ÷ the limit',
    'processor time ÷ the limit, 32 at once',
    'verification ÷ `crypto.verify`',
    'cold start over an empty handler, ms',
    'first decision ÷ warm',
    'bundle, KB',
  ],
  cases,
)}

- **The limit**: one RS256 verification with the key at hand, then one signed \`GetItem\` on a connection that is kept alive,
  with nothing checked that may go wrong: ${microseconds(alone, LIMIT)} µs here, of which the verification is ${microseconds(verified, LIMIT)} µs.
- **This project**: the bundled function that is deployed, event in, answer out.
- **P1**: \`jsonwebtoken\`, \`jwks-rsa\` and \`lib-dynamodb\`; looks up a hash of the token. **P2**: \`aws-jwt-verify\` and
  \`client-dynamodb\`; reads all that the user has signed out of by \`Query\`. **P3**: looks up the session, then the user, by two
  \`GetItem\`. **P4**: the correct peer; one \`BatchGetItem\`, by the SDK. **P5**: verifies the signature and reads nothing, so that
  signed-out tokens are accepted.
- **Cold start**: a new process, until it has decided on its first token. This project's first decision comes after its
  initialization, which has fetched the keys and read the table twice; Lambda gives the initialization a full processor, whatever
  the function's memory.

## Where the rest goes

A profile of this project's decisions, one at a time; a system call may wait for a processor, as the engine needs one too:

${table(
  ['what', 'share'],
  profiled.map(([what, share]) => [what, `${(share * 100).toFixed(0)} %`]),
)}

What keeps a decision above its goal, and what was tried:

- A \`BatchGetItem\` of two keys takes the engine about a fifth longer than the limit's \`GetItem\` of one: two keys are what lets a
  sign-out end one session or all of them, at one round trip.
- \`aws-jwt-verify\` takes twice a bare verification. \`verifySync\` saves its promises; what is left is the parsing of JSON with
  a reviver, and the checks. It is kept: nobody should have to trust a verifier of our own.
- A deadline, and telling every fault apart, is what a request takes over the limit's bare one. AWS's own signer took more than
  both: with it a decision was at 1.99, and its processor time at 2.23. Seventy lines sign the one kind of request that there is;
  a property holds them against AWS's signer.
- Between two reads the processor's caches forget the cryptography: there, a verification takes two to three times what it takes
  in a loop, in the limit as in every case.
- The first decision after the initialization runs code that has not been compiled yet. Two throw-away reads instead of one halve
  it; ten do not make it faster than two.

${memorySizesOf(results)}## Growth

A decision, as the user has signed out of more and more sessions, ÷ one where nothing is signed out:

${table(['sessions signed out of', 'this project', 'P2 query'], sizesOfHistory)}

Users with no revocations, in a table of 100,000: ${text(ratio(growing, 'none, in a large table', 'none', 'p50'))}.

## A sign-out

A \`local\` sign-out without a refresh token, ÷ the requests it can't do without (one read and one write, signed, on a connection
that is kept alive): ${text(ratio(signedOut, OURS, LIMIT, 'p50'))}. It is built on the SDK. \`others\` and \`global\` wait for the second of their cut-off to
pass, which is not in it.

## What loopback can't tell

- There is no network here: a strongly consistent read takes DynamoDB a few milliseconds, in which all of this disappears for
  whoever waits for one request. What stays is the processor time, which is billed, and the cold start.
- There is no TLS here, which adds to every cold start alike. DynamoDB is dynalite, in a process of its own on the same processors.
- Lambda gives a function a share of a processor by its memory; here every case has a whole one. The ratios hold, the times do not.
- The cold start is a process's, not Lambda's: the download and start of the runtime come on top, for every case alike.
`;
}

function memorySizesOf({ memorySizes }: Results): string {
  if (memorySizes.size === 0) return '';
  const rows = [...memorySizes].map(([size, starts]) => [
    `${String(size)} MB`,
    ...[OURS, CORRECT_PEER].flatMap((name) =>
      (['first', 'warm', 'mean'] as const).map((figure) => number(median(starts.get(name), figure))),
    ),
  ]);
  const head = [OURS, CORRECT_PEER].flatMap((name) => [`${name}: first, ms`, 'warm, ms', 'mean, ms']);
  return `## Memory sizes

Decisions after an initialization at full speed, with the share of a processor that a function's memory gives it, by a quota of
the kernel's in periods of 20 ms (Lambda's own are not known):

${table(['memory', ...head], rows)}

`;
}

function machine(): string {
  const [processor] = cpus();
  const model = (processor?.model ?? 'unknown').replace(/\s+/g, ' ').trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${String(cpus().length)} × ${model}, ${String(memory)} GB, ${type()} ${release().split('-')[0] ?? ''}, Node.js ${process.version}.`;
}

function microseconds(samples: Samples, name: string): string {
  return number(
    quantile(
      (samples.get(name) ?? []).map(({ p50 }) => p50),
      0.5,
    ),
  );
}

function kilobytes(bytes: number | undefined): string {
  return bytes === undefined ? '' : number(bytes / 1000);
}

/** `1.23 (1.10–1.40)`, or one number where there is no spread. */
function text({ median: value, p10, p90 }: Ratio): string {
  return p10 === p90 ? number(value) : `${number(value)} (${number(p10)}–${number(p90)})`;
}

function number(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = head.map((_, column) => Math.max(3, ...[head, ...rows].map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => (cells[column] ?? '').padEnd(width)).join(' | ')} |`;
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n');
}
