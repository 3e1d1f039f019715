import type { Lab } from '../lab';
import type { BeliefResult, BeliefVerdict } from '../result';
import { API_GATEWAY_BELIEFS } from './api-gateway';
import { APPSYNC_BELIEFS } from './appsync';
import type { Belief } from './belief';
import { BELIEFS_BY_HAND } from './by-hand';
import { COGNITO_BELIEFS } from './cognito';
import { GRAPHQL_GUARD_BELIEFS } from './graphql-guard';
import { WEB_SOCKET_BELIEFS } from './web-socket';

/** All that is believed of AWS, in the order of the report. What is tried last removes a user. */
export const BELIEFS: readonly Belief[] = [
  ...API_GATEWAY_BELIEFS,
  ...APPSYNC_BELIEFS,
  ...GRAPHQL_GUARD_BELIEFS,
  ...WEB_SOCKET_BELIEFS,
  ...COGNITO_BELIEFS,
  ...BELIEFS_BY_HAND,
];

/**
 * Tries what is believed of AWS.
 *
 * @param isEmulator - then whatever is seen shows nothing of AWS, and is never called confirmed
 */
export async function* tryBeliefs(lab: Lab, isEmulator: boolean): AsyncGenerator<BeliefResult> {
  for (const belief of BELIEFS) {
    const { id, subject, place, expected, source } = belief;
    const startedAt = performance.now();
    const { seen, verdict, took } = await tryBelief(belief, lab, isEmulator);
    const wasTried = verdict !== 'not tried' && seen !== NOT_ON_EMULATORS;
    const time = wasTried ? (took ?? Math.round(performance.now() - startedAt)) : 0;
    yield {
      kind: 'belief',
      id,
      subject,
      place,
      expected,
      source,
      seen,
      verdict,
      took: time,
      at: lab.now().toISOString(),
    };
  }
}

const NOT_ON_EMULATORS = 'nothing: there is none on an emulator';

interface Tried {
  readonly seen: string;
  readonly verdict: BeliefVerdict;
  readonly took?: number;
}

async function tryBelief(belief: Belief, lab: Lab, isEmulator: boolean): Promise<Tried> {
  if ('byHand' in belief) return { seen: belief.byHand, verdict: 'not tried' };
  if (isEmulator && belief.isOfAwsAlone === true) return { seen: NOT_ON_EMULATORS, verdict: 'not shown here' };
  const tried = await belief.attempt(lab);
  if ('notTried' in tried) return { seen: tried.notTried, verdict: 'not tried' };
  const verdict = isEmulator ? 'not shown here' : tried.holds ? 'holds' : 'differs';
  return { seen: tried.seen, verdict, ...(tried.took !== undefined && { took: tried.took }) };
}
