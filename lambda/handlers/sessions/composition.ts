import { readAllowedOrigins, readDeployment } from '../../adapters/environment';
import { systemClock } from '../../adapters/system-clock';
import { createTelemetry } from '../../adapters/telemetry';
import { composed } from '../composed';

/** What the function that answers `GET /session` needs. */
export interface SessionDependencies {
  /** Origins that browsers may call from: `*`, or a list. */
  readonly allowedOrigins: readonly string[];
}

/** See {@link SessionDependencies}. */
export function sessionDependencies(): SessionDependencies {
  return composed(createTelemetry(systemClock.now, readDeployment()), () => ({ allowedOrigins: readAllowedOrigins() }));
}
