import { readSignOutEnvironment } from '../../adapters/environment';
import type { AdminSignOutDependencies } from '../../core/sign-out/admin-sign-out';
import type { Telemetry } from '../../core/telemetry';
import { composed } from '../composed';
import { revokingDependencies, telemetry } from '../composition';

/** What administrators' sign-outs need. */
export interface AdminSignOutHandlerDependencies extends AdminSignOutDependencies {
  readonly telemetry: Telemetry;
}

/** See {@link AdminSignOutHandlerDependencies}. */
export function adminSignOutDependencies(): AdminSignOutHandlerDependencies {
  return composed(telemetry, () => revokingDependencies(readSignOutEnvironment()));
}
