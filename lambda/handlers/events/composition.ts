import { createDynamoDbRevocationStore } from '../../adapters/dynamodb/revocation-store';
import { readDeployment, readDynamoDb, readSignOutEventsEnvironment } from '../../adapters/environment';
import { systemClock } from '../../adapters/system-clock';
import { createTelemetry } from '../../adapters/telemetry';
import type { EventScope, SignOutEventsDependencies } from '../../core/events/sign-out-events';
import type { Telemetry } from '../../core/telemetry';
import { composed } from '../composed';

/** What the function that takes in CloudTrail's events needs. */
export interface SignOutEventsHandlerDependencies extends SignOutEventsDependencies {
  /** Whose events count; the account and the Region are the function's own. */
  readonly scope: Omit<EventScope, 'accountId' | 'region'>;
  readonly telemetry: Telemetry;
}

/** See {@link SignOutEventsHandlerDependencies}. It knows no user pool: it calls nobody. */
export function signOutEventsDependencies(): SignOutEventsHandlerDependencies {
  const telemetry = createTelemetry(systemClock.now, readDeployment());
  return composed(telemetry, () => {
    const environment = readSignOutEventsEnvironment();
    return {
      scope: environment,
      revocations: createDynamoDbRevocationStore(readDynamoDb(), environment.revocationTableName),
      refreshTokenValidity: environment.refreshTokenValidity,
      clock: systemClock,
      telemetry,
    };
  });
}
