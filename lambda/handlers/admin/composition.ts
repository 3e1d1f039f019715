import { createDynamoDbClient } from '../../adapters/dynamodb/client';
import { createDynamoDbSessionRegistry } from '../../adapters/dynamodb/session-registry';
import { readSignOutEnvironment } from '../../adapters/environment';
import { readSessionsEnvironment } from '../../adapters/environment/sessions';
import type { AdminSessionsDependencies } from '../../core/sessions/admin-sessions';
import type { AdminSignOutDependencies } from '../../core/sign-out/admin-sign-out';
import type { Telemetry } from '../../core/telemetry';
import { composed } from '../composed';
import { revokingDependencies, telemetry } from '../composition';
import { trackedSessions } from '../sessions/registry/composition';

/** What administrators' sign-outs need. */
export interface AdminSignOutHandlerDependencies extends AdminSignOutDependencies {
  readonly telemetry: Telemetry;
}

/** What administrators' lists need. */
export interface AdminSessionsHandlerDependencies extends AdminSessionsDependencies {
  readonly telemetry: Telemetry;
}

/** See {@link AdminSignOutHandlerDependencies}. */
export function adminSignOutDependencies(): AdminSignOutHandlerDependencies {
  return composed(telemetry, () => revokingDependencies(readSignOutEnvironment()));
}

/** See {@link AdminSessionsHandlerDependencies}. */
export function adminSessionsDependencies(): AdminSessionsHandlerDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const { sessionTableName, isTracked } = readSessionsEnvironment();
    return {
      ...revokingDependencies(environment),
      registry: createDynamoDbSessionRegistry(createDynamoDbClient(), sessionTableName),
      tracked: trackedSessions(isTracked, environment.userPoolId),
    };
  });
}
