import { median } from '../cold-start';
import { bestMemorySize, billedDuration, millionDecisions, NOTICED, PRICES, READ } from '../costs';
import { CORRECT_PEER, OURS, PROJECT } from '../names';
import type { Results } from '../results';
import { microseconds } from '../measure';
import { number, table } from './markdown';

/** What a function does with the memory it has, and what that costs; nothing where it could not be measured. */
export function memorySizesOf({ memorySizes, alone }: Results): string {
  if (memorySizes.size === 0) return '';
  const rows = [...memorySizes].map(([size, starts]) => [
    `${String(size)} MB`,
    ...[PROJECT, CORRECT_PEER].flatMap((name) =>
      (['first', 'warm', 'mean'] as const).map((figure) => number(median(starts.get(name), figure))),
    ),
  ]);
  const head = [PROJECT, CORRECT_PEER].flatMap((name) => [`${name}: first, ms`, 'warm, ms', 'mean, ms']);
  const cases = [OURS.new, OURS.seen, CORRECT_PEER];
  const processorTime = (name: string) => microseconds(alone, name, 'cpu') / 1000;
  const costs = [...memorySizes.keys()].map((size) => [
    `${String(size)} MB`,
    ...cases.flatMap((name) => {
      const duration = billedDuration(processorTime(name), size);
      return [String(duration), `$${millionDecisions(duration, size).toFixed(3)}`];
    }),
  ]);
  const best = bestMemorySize(new Map([...memorySizes].map(([size, of]) => [size, median(of.get(PROJECT), 'mean')])));
  return `## Memory sizes

Decisions after an initialization at full speed, on one token again and again, with the share of a processor that a function's memory
gives it, by a quota of the kernel's in periods of 20 ms (Lambda's own are not known):

${table(['memory', ...head], rows)}

What a million decisions cost at Lambda, in us-east-1 on arm64: $${PRICES.millionRequests.toFixed(2)} for the requests, and $${String(PRICES.gigabyteSecond)} a GB-second, by
[AWS's prices](https://aws.amazon.com/lambda/pricing/), to be checked against today's. A decision is billed in whole milliseconds: ${String(READ)} for the read, which is an
assumption, and its processor time, one at a time, as the share of a processor that its memory gives it stretches it: ${cases
    .map((name) => `${number(processorTime(name))} ms (${name})`)
    .join(', ')}.
Reading the table comes on top, $0.25, and at ${CORRECT_PEER} too.

${table(['memory', ...cases.flatMap((name) => [`${name}: ms billed`, 'a million'])], costs)}

${
  best === undefined
    ? `At none of these sizes does a decision take less than ${String(NOTICED)} ms on average.`
    : `**${String(best)} MB is best**: the smallest at which a decision takes less than ${String(NOTICED)} ms on average, half of what it waits for the read. Below it callers wait for a
processor, above it they gain less than that.`
}

`;
}
