import type { DecisionTelemetry } from '../../core/telemetry';
import { introspect, type Introspection, type IntrospectionDependencies } from '../../core/verdict/introspection';

/** What an authorizer needs. */
export interface AuthorizerDependencies extends IntrospectionDependencies {
  readonly telemetry: DecisionTelemetry;
}

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
