import type { IntrospectionDependencies } from '../core/introspection';
import type { Telemetry } from '../core/ports';
import type { SignOutDependencies } from '../core/sign-out';
import type { EventScope, SignOutEventsDependencies } from '../core/sign-out-events';

/** What an authorizer needs. */
export interface AuthorizerDependencies extends IntrospectionDependencies {
  readonly telemetry: Telemetry;
}

/** What a function that signs out needs. */
export interface SignOutHandlerDependencies extends SignOutDependencies {
  readonly telemetry: Telemetry;
}

/** What the function that takes in events needs. */
export interface SignOutEventsHandlerDependencies extends SignOutEventsDependencies {
  /** Whose events count; the account and the Region are the function's own. */
  readonly scope: Omit<EventScope, 'accountId' | 'region'>;
  readonly telemetry: Telemetry;
}
