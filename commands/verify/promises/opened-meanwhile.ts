import { within } from '../gateways/live';
import type { Lab } from '../lab';
import type { PromiseResult } from '../result';
import { TrialReport } from './promise-result';

const ROUNDS = 3;

/**
 * Opens WebSockets while the sign-out is under way. Subscriptions are left out: they are promised to end 45 s later at
 * the latest.
 */
export async function* runOpenedMeanwhile(lab: Lab): AsyncGenerator<PromiseResult> {
  const [use = 'access'] = lab.uses;
  const gateway = lab.live.find(({ name }) => name === 'WebSocket');
  if (gateway === undefined) return;
  const report = new TrialReport({ id: 'opened-meanwhile', subject: 'opened while it was signed out' }, lab.now);
  const limit = lab.endsWithin / 1000;
  const seen: string[] = [];
  let isKept = true;
  let latest = 0;
  for (let round = 1; round <= ROUNDS; round++) {
    const tokens = await lab.sessions.signIn(lab.user);
    const [answer, connection] = await Promise.all([
      lab.api.signOut(tokens[use], { scope: 'local' }),
      gateway.open(tokens[use]),
    ]);
    const since = performance.now();
    if (answer.status !== 200) {
      seen.push(`the sign-out was answered ${answer.told}`);
      isKept = false;
    }
    if (typeof connection === 'string') {
      seen.push(connection);
      isKept &&= connection === 'refused';
      continue;
    }
    const ending = await within(connection.ended, lab.endsWithin, lab.signal);
    connection.close();
    const after = Math.max(0, Math.round((ending?.at ?? since + lab.endsWithin) - since));
    latest = Math.max(latest, after);
    isKept &&= ending !== undefined;
    seen.push(ending === undefined ? `open after ${String(limit)} s` : `${ending.how} after ${String(after)} ms`);
  }
  yield report.line(gateway.name, `refused, or ended within ${String(limit)} s`, seen.join('; '), latest, isKept);
}
