import { median } from './cold-start';
import { atSmallMemory, overEmptyRatio } from './figures';
import { microseconds, ratio, type Ratio } from './measure';
import {
  CORRECT_PEER,
  LIMIT,
  NODE_LIMIT,
  NONE,
  NONE_IN_LARGE_TABLE,
  OURS,
  PROJECT,
  SIGN_OUT,
  SIGN_OUT_PEER,
  TWO_KEYS,
} from './names';
import type { Results } from './results';
import type { Row } from './verdict';

// Gates are for Intel and AMD alike: what a verification takes beside everything else differs between them.

const REQUEST = (twoKeys: Ratio): string =>
  `What is left is the request: two keys, a deadline, telling every fault apart, and the event and answer of the gateway. The limit with two keys comes to ${twoKeys.median.toFixed(2)} on this scale, a verification included. It would take an answer that is kept, and with it a sign-out that is late.`;
const VERIFICATION =
  'What a verification by `aws-jwt-verify` takes over the bare one is how that library asks for the signature, and what it takes to read the token and to find its key (see below). It would take another release of that library, or its internal layer for Node.js replaced, which a reviewer would have to trust (decision 16).';

/** The figures, their goals and their gates. */
export function goalsOf(results: Results): readonly Row[] {
  return [...decisions(results), ...starts(results), ...smallMemory(results), ...revocations(results)];
}

function decisions({ alone, crowd, verified, signedOut }: Results): readonly Row[] {
  const twoKeys = [ratio(alone, TWO_KEYS, NODE_LIMIT, 'p50'), ratio(crowd, TWO_KEYS, NODE_LIMIT, 'cpu')] as const;
  const time = (name: string) => ({
    ours: ratio(alone, name, NODE_LIMIT, 'p50'),
    toLimit: ratio(alone, name, LIMIT, 'p50'),
    control: 'time' as const,
  });
  const processor = (name: string) => ({
    ours: ratio(crowd, name, NODE_LIMIT, 'cpu'),
    toLimit: ratio(crowd, name, LIMIT, 'cpu'),
    control: 'processor' as const,
  });
  return [
    { figure: 'a decision, every token new', ...time(OURS.new), goal: 1.25, gate: 2, reason: VERIFICATION },
    {
      figure: 'a decision, tokens seen before',
      ...time(OURS.seen),
      goal: 0.75,
      gate: 1.2,
      reason: REQUEST(twoKeys[0]),
    },
    {
      figure: 'processor time, 32 at once, every token new',
      ...processor(OURS.new),
      goal: 0.75,
      gate: 1.5,
      reason: VERIFICATION,
    },
    {
      figure: 'processor time, 32 at once, tokens seen before',
      ...processor(OURS.seen),
      goal: 0.35,
      gate: 0.7,
      reason: REQUEST(twoKeys[1]),
    },
    {
      figure: 'verification ÷ `crypto.verify`, every token new',
      ours: ratio(verified, OURS.new, LIMIT, 'p50'),
      goal: 1.5,
      gate: 3,
      control: 'verification',
      reason: VERIFICATION,
    },
    {
      figure: 'a `local` sign-out ÷ its own reading and writing',
      ours: ratio(signedOut, SIGN_OUT, NODE_LIMIT, 'p50'),
      toLimit: ratio(signedOut, SIGN_OUT, LIMIT, 'p50'),
      goal: 1.5,
      gate: 2.4,
      control: 'signOut',
      reason: `A sign-out verifies a token, which is not in what it is held against, asks for the write’s own condition, and writes a line to its operators. A peer on the SDK that writes without reading takes ${ratio(signedOut, SIGN_OUT_PEER, NODE_LIMIT, 'p50').median.toFixed(2)}. It would take a lighter way to the table, or a memory of tokens, which serves nobody who signs out once.`,
    },
  ];
}

function starts({ coldStarts, sizes }: Results): readonly Row[] {
  const kilobytes = (name: string) => ((sizes.get(name) ?? NaN) / 1000).toFixed(0);
  return [
    {
      figure: 'cold start over an empty handler ÷ P4’s',
      ours: overEmptyRatio(coldStarts, PROJECT, CORRECT_PEER),
      goal: 0.33,
      gate: 0.53,
      control: 'coldStart',
      reason:
        'It has fetched the keys and decided three times when it answers, so that the first caller need not wait. It would take less of that, and a slower first decision.',
    },
    {
      figure: 'cold start of a sign-out over an empty handler ÷ P6’s',
      ours: overEmptyRatio(coldStarts, SIGN_OUT, SIGN_OUT_PEER),
      goal: 0.6,
      gate: 0.96,
      control: 'coldStart',
      reason: `Its bundle is what is loaded, ${kilobytes(SIGN_OUT)} KB, and P6’s has ${kilobytes(SIGN_OUT_PEER)}: it would take one without the AWS SDKs.`,
    },
    {
      figure: 'bundle, KB',
      ours: exactly((sizes.get(PROJECT) ?? NaN) / 1000),
      goal: 40,
      gate: 60,
      reason:
        'The connection of our own and the closed list of log messages are what went over it. It would take a smaller verifier: `aws-jwt-verify` is the largest part.',
    },
  ];
}

function smallMemory(results: Results): readonly Row[] {
  const figures = atSmallMemory(results);
  if (figures === undefined) return [];
  const whole = median(results.memorySizes.get(1024)?.get(PROJECT), 'first').toFixed(1);
  const young = median(results.memorySizes.get(1024)?.get(PROJECT), 'processor');
  const grown = microseconds(results.alone, OURS.seen, 'cpu') / 1000;
  const reason = `At 128 MB a function has a fourteenth of a processor, here as 1.4 ms in every 20. A first decision takes ${whole} ms at 1,024 MB. The next ones take ${young.toFixed(2)} ms of processor time each, as code is compiled meanwhile, where a process that has decided a few thousand times takes ${grown.toFixed(2)}; at a fourteenth that is ${(young * 14).toFixed(1)} and ${(grown * 14).toFixed(1)} ms, and whatever is asked while the slice is used up waits for the next one. It would take less code to run for the first time, or more memory.`;
  return [
    { figure: 'first decision at 128 MB, ms', ours: figures.first, goal: 2, control: 'memory', reason },
    {
      figure: 'first decision at 128 MB ÷ P4’s',
      ours: figures.firstToPeer,
      goal: 0.005,
      gate: 0.05,
      control: 'memory',
      reason,
    },
    {
      figure: 'decisions at 128 MB ÷ at 1,024 MB, on average',
      ours: figures.meanToLarge,
      goal: 6,
      gate: 24,
      control: 'memory',
      reason,
    },
  ];
}

function revocations({ growing }: Results): readonly Row[] {
  const reason = 'The same two keys are read, whatever else is in the table: it is for the machine to explain.';
  return (
    [
      ['1,000 revocations of the user ÷ none', '1,000'],
      ['100,000 revocations of the user ÷ none', '100,000'],
      ['100,000 revocations in the table ÷ none', NONE_IN_LARGE_TABLE],
    ] as const
  ).map(([figure, name]) => ({
    figure,
    ours: ratio(growing, name, NONE, 'p50'),
    goal: 1.1,
    gate: 1.3,
    control: 'growth',
    reason,
  }));
}

function exactly(value: number): Ratio {
  return { median: value, p10: value, p90: value };
}
