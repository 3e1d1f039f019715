import type { Lab } from '../lab';
import type { PromiseResult } from '../result';
import type { Tokens } from '../sessions';
import { runAdmission } from './admission';
import { runIntrospection } from './introspection';
import { runOpenedMeanwhile } from './opened-meanwhile';
import { TrialReport } from './promise-result';
import { runSameSecond } from './same-second';
import { runScenario } from './run-scenario';
import { scenariosOf } from './scenarios';

/**
 * Tries all that is promised of sign-outs. Where a new session is let in nowhere, nothing else can be told.
 *
 * @param stranger - tokens of the lab's stranger
 */
export async function* tryPromises(lab: Lab, stranger: Tokens): AsyncGenerator<PromiseResult> {
  yield* runAdmission(lab, stranger);
  const hasSubscriptions = lab.live.some(({ name }) => name === 'AppSync subscription');
  if (lab.target.graphql?.subscription !== undefined && !hasSubscriptions) {
    const report = new TrialReport({ id: 'subscriptions', subject: 'AppSync subscriptions' }, lab.now);
    yield report.notRun('AppSync subscription', 'end as WebSockets do', 'an emulator has no subscriptions');
  }
  if (lab.uses.length === 0) return;
  for (const scenario of scenariosOf(lab)) yield* runScenario(scenario, lab, stranger);
  yield* runSameSecond(lab);
  yield* runOpenedMeanwhile(lab);
  yield* runIntrospection(lab);
}
