import type { IntrospectionDependencies } from '../core/introspection';
import type { Telemetry } from '../core/ports';
import type { SignOutDependencies } from '../core/sign-out';

/** What an authorizer needs. */
export interface AuthorizerDependencies extends IntrospectionDependencies {
  readonly telemetry: Telemetry;
}

/** What a function that signs out needs. */
export interface SignOutHandlerDependencies extends SignOutDependencies {
  readonly telemetry: Telemetry;
}
