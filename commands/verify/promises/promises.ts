import type { Lab } from '../lab';
import type { PromiseResult } from '../result';
import { acceptedUses, runAdmission } from './admission';
import { TrialReport } from './promise-result';
import { runIntrospection } from './introspection';
import { runOpenedMeanwhile } from './opened-meanwhile';
import { runSameSecond } from './same-second';
import { runScenario } from './run-scenario';
import { scenariosOf } from './scenarios';

/** Tries all that is promised of sign-outs. Where a new session is let in nowhere, nothing else can be told. */
export async function* tryPromises(lab: Lab): AsyncGenerator<PromiseResult> {
  const stranger = await lab.sessions.signIn(lab.stranger);
  const uses = await acceptedUses(lab.gateways, stranger);
  yield* runAdmission(lab, stranger, uses);
  const hasSubscriptions = lab.live.some(({ name }) => name === 'AppSync subscription');
  if (lab.target.graphql?.subscription !== undefined && !hasSubscriptions) {
    const report = new TrialReport({ id: 'subscriptions', subject: 'AppSync subscriptions' }, lab.now);
    yield report.notRun('AppSync subscription', 'end as WebSockets do', 'an emulator has no subscriptions');
  }
  if (uses.length === 0) return;
  for (const scenario of scenariosOf(lab)) yield* runScenario(scenario, lab, stranger, uses);
  yield* runSameSecond(lab, uses);
  yield* runOpenedMeanwhile(lab, uses);
  yield* runIntrospection(lab, uses);
}
