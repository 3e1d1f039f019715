import type { Gateway } from '../gateways/gateway';
import type { Lab } from '../lab';
import type { PromiseResult } from '../result';
import type { Tokens, TokenUse } from '../sessions';
import { TrialReport } from './promise-result';

/** Of the tokens of a new session, those that some gateway accepts: a stack may take access tokens alone, or ID tokens. */
export async function acceptedUses(gateways: readonly Gateway[], tokens: Tokens): Promise<readonly TokenUse[]> {
  const uses: TokenUse[] = [];
  for (const use of ['access', 'id'] as const) {
    const judged = await Promise.all(gateways.map(async (gateway) => gateway.judge(`Bearer ${tokens[use]}`)));
    if (judged.some(({ judgement }) => judgement === 'accepted')) uses.push(use);
  }
  return uses;
}

/** Whom gateways let in before anybody has signed out: a new session, and nobody without a genuine token. */
export async function* runAdmission(lab: Lab, tokens: Tokens): AsyncGenerator<PromiseResult> {
  const report = new TrialReport({ id: 'admission', subject: 'before any sign-out' }, lab.now);
  const genuine: readonly TokenUse[] = lab.uses.length === 0 ? ['access', 'id'] : lab.uses;
  const accepted = genuine.map((use) => [`${use === 'id' ? 'ID' : use} token`, `Bearer ${tokens[use]}`] as const);
  const rejected = [
    ['no token', undefined],
    ['malformed token', 'Bearer x.y.z'],
    ['forged token', `Bearer ${forged(tokens.access)}`],
  ] as const;
  const expected = `${accepted.map(([label]) => label).join(', ')} in; none, malformed, forged out`;
  for (const gateway of lab.gateways) {
    const unexpected: string[] = [];
    let slowest = 0;
    for (const [label, authorization] of [...accepted, ...rejected]) {
      const { judgement, told, took } = await gateway.judge(authorization);
      const isAsExpected = judgement === (accepted.some(([name]) => name === label) ? 'accepted' : 'rejected');
      if (!isAsExpected) unexpected.push(`${label}: ${told}`);
      slowest = Math.max(slowest, took);
    }
    yield report.judged(gateway.name, expected, unexpected, slowest);
  }
  for (const gateway of lab.live) {
    const startedAt = performance.now();
    const unexpected: string[] = [];
    for (const [label, authorization] of rejected) {
      const connection = await gateway.open(authorization?.slice('Bearer '.length) ?? '-');
      if (typeof connection === 'string') continue;
      connection.close();
      unexpected.push(`${label}: open`);
    }
    yield report.judged(
      gateway.name,
      'none, malformed, forged refused',
      unexpected,
      Math.round(performance.now() - startedAt),
    );
  }
}

/** The same claims with a signature of somebody else's. */
function forged(token: string): string {
  const [header = '', payload = '', signature = ''] = token.split('.');
  return `${header}.${payload}.${Array.from(signature).reverse().join('')}`;
}
