import type { GraphqlGuard, GuardedGraphqlApiOptions } from '../lib/index';
import { assertSameBackend, type BackendData } from './backend-data';

/** What is needed to guard Amplify Data: `backend.tokenRevocation`, or a `GraphqlGuard` of your own in an object. */
export interface BackendGuard {
  /** The guard of any AppSync API that keeps Cognito's mode. Made when it is asked for, and then it must protect one. */
  readonly guard: GraphqlGuard;
}

/**
 * Has Amplify Data reject signed-out tokens, and stay as it is otherwise: with Cognito's mode, owner and group rules, and its
 * clients. A guard goes first in every query, mutation and subscription, those with a handler of your own included.
 *
 * What comes by IAM (guests, and `allow.authenticated('identityPool')`) or by an API key bears no token, and passes by.
 *
 * @param data - `backend.data`
 * @param revocation - `backend.tokenRevocation`
 * @param options - as of `GraphqlGuard.protect`
 * @throws Error if they are not of one backend, or Data is guarded already; as the template is made, if a field can't be guarded
 */
export function guardData(data: BackendData, revocation: BackendGuard, options: GuardedGraphqlApiOptions = {}): void {
  assertSameBackend('guardData', data, (revocation as Partial<BackendGuard> | undefined)?.guard);
  revocation.guard.protect(data.resources.graphqlApi, options);
}
