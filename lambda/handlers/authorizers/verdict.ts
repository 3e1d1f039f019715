import { introspect, type Introspection } from '../../core/verdict/introspection';
import type { AuthorizerDependencies } from './composition';

/**
 * The verdict on a request's token, for an authorizer, told to the operators. A fault is thrown on without its cause:
 * Lambda logs what a function throws.
 */
export async function verdictOn(
  token: string | undefined,
  requestId: string,
  dependencies: AuthorizerDependencies,
): Promise<Introspection> {
  const { telemetry } = dependencies;
  try {
    const verdict = await introspect(token, dependencies);
    if (!verdict.active) telemetry.rejected(verdict.reason, requestId);
    return verdict;
  } catch (error) {
    telemetry.fault(error, requestId);
    throw new Error('The token could not be decided on');
  }
}
