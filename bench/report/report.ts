import { cpus, release, totalmem, type } from 'node:os';

import { median } from '../cold-start';
import { overEmpty } from '../figures';
import { microseconds, ratio, type Samples } from '../measure';
import {
  again,
  LIMIT,
  NODE_LIMIT,
  NONE,
  NONE_IN_LARGE_TABLE,
  ofPeer,
  OURS,
  PEERS,
  PROJECT,
  SIGN_OUT,
  SIGN_OUT_PEER,
  TWO_KEYS,
} from '../names';
import type { Results } from '../results';
import { isNoisy, type Verdict } from '../verdict';
import { restOf } from './the-rest';
import { number, table, text } from './markdown';
import { memorySizesOf } from './memory-sizes';

/** docs/performance.md. */
export function reportOf(results: Results, verdict: Verdict): string {
  const { alone, verified } = results;
  return `# Performance

Written by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}, which **${verdict.outcome}**. ${machine()} It took ${number(results.duration / 60)} minutes.

![Decisions, processor time and cold starts of this project and its peers](performance.svg)

## Goals

${goals(verdict)}

## Side by side

${sideBySide(results)}

- **The limit**: one RS256 verification with the key at hand, then one signed \`GetItem\` on a bare socket that is kept alive, with
  nothing checked that may go wrong: ${number(microseconds(alone, LIMIT))} µs here, of which the verification is ${number(microseconds(verified, LIMIT))} µs where it is all that is done. **The
  limit by \`node:http\`** is the same request by Node.js's own client: ${number(microseconds(alone, NODE_LIMIT))} µs.
- **This project**: the bundled function that is deployed, event in, answer out. It remembers 1,000 verified tokens, so there are
  three: with 6,000 in turn, each of which is forgotten before it comes again; with 200, all of which are remembered; and with one
  in ten new. The limits and the peers, who remember none, verify the 6,000.
- **P1**: \`jsonwebtoken\`, \`jwks-rsa\` and \`lib-dynamodb\`; looks up a hash of the token. **P2**: \`aws-jwt-verify\` and
  \`client-dynamodb\`; reads all that the user has signed out of by \`Query\`. **P3**: looks up the session, then the user, by two
  \`GetItem\`. **P4**: the correct peer; one \`BatchGetItem\`, by the SDK. **P5**: verifies the signature and reads nothing, so that
  signed-out tokens are accepted. Each is minified in one file, with its clients made as it loads, their
  connections kept alive; P2, P3, P4 and P6 as ES modules, for that makes their first decision faster.
- **Cold start**: a new process, until it has decided on its first token. This project's first decision comes after its
  initialization, which has fetched the keys and decided three times; Lambda gives the initialization a full processor, whatever
  the function's memory.

${restOf(results)}

${memorySizesOf(results)}## Growth

A decision on a token seen before, as the user has signed out of more and more sessions, ÷ one where nothing is signed out:

${growth(results.growing)}

Users with no revocations, in a table of 100,000: ${text(ratio(results.growing, NONE_IN_LARGE_TABLE, NONE, 'p50'))}.

## A sign-out

A \`local\` sign-out without a refresh token, ÷ the requests it can't do without: one read and one write, signed, on a connection that
is kept alive. The verification of the token is not in them. \`others\` and \`global\` wait for the second of their cut-off to pass,
which is not in it. P6 verifies by \`aws-jwt-verify\` and writes by \`client-dynamodb\`, without reading whether the session is over.

${signOuts(results)}

## What loopback can't tell

- There is no network here: a strongly consistent read takes DynamoDB a few milliseconds, in which all of this disappears for
  whoever waits for one request. What stays is the processor time, which is billed, and the cold start.
- There is no TLS here, which adds to every cold start alike. DynamoDB is dynalite, in a process of its own on the same processors.
- Lambda gives a function a share of a processor by its memory; here every case has a whole one. The ratios hold, the times do not.
- The cold start is a process's, not Lambda's: the download and start of the runtime come on top, for every case alike.
`;
}

function goals({ rows, controls }: Verdict): string {
  const lines = rows.map(({ figure, ours, toLimit, goal, gate, control, finding }) => [
    figure,
    text(ours),
    toLimit === undefined ? '' : text(toLimit),
    number(goal),
    finding,
    gate === undefined ? '' : number(gate),
    control === undefined ? '' : `${text(controls[control])}${isNoisy(controls[control]) ? ', too noisy' : ''}`,
  ]);
  const missed = [
    ...Map.groupBy(
      rows.filter(({ finding }) => finding !== 'met'),
      ({ reason }) => reason,
    ),
  ];
  const reasons = missed.map(([reason, of]) => `- **${of.map(({ figure }) => figure).join('; ')}**: ${reason}`);
  return `${table(
    ['figure', 'measured', '÷ the limit on a bare socket', 'goal', '', 'fails above', 'its control'],
    lines,
  )}

Decisions, processor time and sign-outs are measured ÷ the limit by \`node:http\`, which was the limit when the goals were set. Figures
are medians over the rounds of the ratio within each round, and in brackets is where four fifths of the rounds are. A control is the
same case measured twice: where its median is off by more than a tenth, or its rounds by more than a factor of two, a gate
that is missed is inconclusive, and fails nothing.${
    reasons.length === 0 ? '' : `\n\nWhat is not met, why, and what it would take:\n\n${reasons.join('\n')}`
  }`;
}

function sideBySide({ alone, crowd, coldStarts, sizes }: Results): string {
  const limits = [LIMIT, again(LIMIT), TWO_KEYS, NODE_LIMIT, again(NODE_LIMIT)];
  const row = (name: string) => [
    name,
    text(ratio(alone, name, LIMIT, 'p50')),
    text(ratio(alone, name, NODE_LIMIT, 'p50')),
    text(ratio(crowd, name, LIMIT, 'cpu')),
    text(ratio(crowd, name, NODE_LIMIT, 'cpu')),
  ];
  const start = (name: string) => [
    number(overEmpty(coldStarts, name)),
    number(median(coldStarts.get(name), 'first')),
    number((sizes.get(name) ?? NaN) / 1000),
  ];
  return table(
    [
      'case',
      'a decision ÷ the limit',
      '÷ that by `node:http`',
      'processor time, 32 at once, ÷ the limit',
      '÷ that by `node:http`',
      'cold start over an empty handler, ms',
      'first decision, ms',
      'bundle, KB',
    ],
    [
      ...limits.map(row),
      [...row(OURS.new), ...start(PROJECT)],
      row(OURS.mixed),
      row(OURS.seen),
      ...Object.keys(PEERS).map((name) => [...row(name), ...start(name)]),
    ],
  );
}

function growth(growing: Samples): string {
  const rows = [NONE, '1,000', '100,000'].map((count) => [
    count,
    text(ratio(growing, count, NONE, 'p50')),
    text(ratio(growing, ofPeer(count), ofPeer(NONE), 'p50')),
  ]);
  return table(['sessions signed out of', PROJECT, 'P2 query'], rows);
}

function signOuts({ signedOut, coldStarts, sizes }: Results): string {
  const rows = [LIMIT, NODE_LIMIT, SIGN_OUT, SIGN_OUT_PEER].map((name) => [
    name,
    text(ratio(signedOut, name, LIMIT, 'p50')),
    text(ratio(signedOut, name, NODE_LIMIT, 'p50')),
    ...(coldStarts.has(name)
      ? [number(overEmpty(coldStarts, name)), number((sizes.get(name) ?? NaN) / 1000)]
      : ['', '']),
  ]);
  return table(
    ['case', '÷ the limit', '÷ that by `node:http`', 'cold start over an empty handler, ms', 'bundle, KB'],
    rows,
  );
}

function machine(): string {
  const [processor] = cpus();
  const model = (processor?.model ?? 'unknown').replace(/\s+/g, ' ').trim();
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${String(cpus().length)} × ${model}, ${String(memory)} GB, ${type()} ${release().split('-')[0] ?? ''}, Node.js ${process.version}.`;
}
