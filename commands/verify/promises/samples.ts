import type { Gateway, Judged, Judgement } from '../gateways/gateway';
import type { Tokens, TokenUse } from '../sessions';

/** A token, and what is expected of it. */
export interface Sample {
  /** Such as `phone, refreshed access token`. */
  readonly label: string;
  readonly token: string;
  readonly expected: Judgement;
}

/** The tokens of a device that the stack accepts. */
export function samplesOf(
  label: string,
  tokens: Tokens,
  uses: readonly TokenUse[],
  expected: Judgement,
): readonly Sample[] {
  return uses.map((use) => ({ label: `${label} ${use === 'id' ? 'ID' : use} token`, token: tokens[use], expected }));
}

/** What a gateway said to some tokens. */
export interface Findings {
  /** What is not as expected, such as `phone, access token: 200`. */
  readonly unexpected: readonly string[];
  /** Milliseconds of the slowest answer. */
  readonly slowest: number;
}

/** Asks one gateway about one token after another: a new account has few Lambda functions running at once. */
export async function judge(gateway: Gateway, samples: readonly Sample[]): Promise<Findings> {
  const answers: [Sample, Judged][] = [];
  for (const sample of samples) answers.push([sample, await gateway.judge(`Bearer ${sample.token}`)]);
  return {
    unexpected: answers
      .filter(([{ expected }, { judgement }]) => judgement !== expected)
      .map(([{ label }, { told }]) => `${label}: ${told}`),
    slowest: Math.max(0, ...answers.map(([, { took }]) => took)),
  };
}

/** Asks all gateways, each at its own pace. */
export async function judgeEverywhere(
  gateways: readonly Gateway[],
  samples: readonly Sample[],
): Promise<readonly (readonly [Gateway['name'], Findings])[]> {
  return Promise.all(gateways.map(async (gateway) => [gateway.name, await judge(gateway, samples)] as const));
}
