import type { Telemetry } from '../core/telemetry';

/** Composes a function's dependencies. What cannot be composed is told to the operators, and then stops the function. */
export function composed<T>(telemetry: Pick<Telemetry, 'fault'>, compose: () => T): T {
  try {
    return compose();
  } catch (error) {
    telemetry.fault(error, 'initialization');
    throw error;
  }
}
