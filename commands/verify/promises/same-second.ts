import { setTimeout as sleep } from 'node:timers/promises';

import type { Lab } from '../lab';
import type { PromiseResult } from '../result';
import { TrialReport } from './promise-result';
import { judgeEverywhere, samplesOf } from './samples';

const ROUNDS = 4;

/**
 * Signs in straight after the answer to a sign-out, whose cut-off is in whole seconds: the new session must not be hit by the
 * second that it is in. Takes `others` and `global` by turns.
 */
export async function* runSameSecond(lab: Lab): AsyncGenerator<PromiseResult> {
  const report = new TrialReport({ id: 'same-second', subject: 'signed in straight after the answer' }, lab.now);
  const unexpected = new Map(lab.gateways.map(({ name }) => [name, [] as string[]]));
  let slowest = 0;
  let tokens = await lab.sessions.signIn(lab.user);
  for (let round = 1; round <= ROUNDS; round++) {
    const scope = round % 2 === 0 ? 'global' : 'others';
    const answer = await lab.api.signOut(tokens[lab.uses[0] ?? 'access'], { scope });
    const before = tokens;
    tokens = await lab.sessions.signIn(lab.user);
    await sleep(lab.revocationDelay);
    const label = `round ${String(round)}, ${scope}`;
    const samples = [
      ...samplesOf(`${label}, new`, tokens, lab.uses, 'accepted'),
      ...samplesOf(`${label}, old`, before, lab.uses, scope === 'global' ? 'rejected' : 'accepted'),
    ];
    for (const [name, findings] of await judgeEverywhere(lab.gateways, samples)) {
      if (answer.status !== 200) unexpected.get(name)?.push(`${label}: the sign-out was answered ${answer.told}`);
      unexpected.get(name)?.push(...findings.unexpected);
      slowest = Math.max(slowest, findings.slowest);
    }
  }
  for (const [name, found] of unexpected) {
    yield report.judged(name, `${String(ROUNDS)} of ${String(ROUNDS)} in`, found, slowest);
  }
}
