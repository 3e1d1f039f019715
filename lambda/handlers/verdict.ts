import { introspect, type Introspection, type IntrospectionDependencies } from '../core/introspection';

/**
 * The verdict on a request's token, for an authorizer. A fault is told to the operators and thrown on, but without
 * its cause: Lambda logs what a function throws.
 */
export async function verdictOn(
  token: string | undefined,
  dependencies: IntrospectionDependencies,
): Promise<Introspection> {
  try {
    return await introspect(token, dependencies);
  } catch (error) {
    dependencies.telemetry.fault(error);
    throw new Error('The token could not be decided on');
  }
}
