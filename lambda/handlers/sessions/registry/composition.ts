import { createCognitoClient } from '../../../adapters/cognito/client';
import { createCognitoTokenVerifier } from '../../../adapters/cognito/token-verifier';
import { createTrackedSessions } from '../../../adapters/cognito/tracked-sessions';
import { createDynamoDbClient } from '../../../adapters/dynamodb/client';
import { createDynamoDbSessionRegistry } from '../../../adapters/dynamodb/session-registry';
import { readCognito, readSignOutEnvironment } from '../../../adapters/environment';
import { readSessionsEnvironment } from '../../../adapters/environment/sessions';
import { systemClock } from '../../../adapters/system-clock';
import type { RegistrationDependencies } from '../../../core/sessions/register-session';
import type { TrackedSessions } from '../../../core/sessions/tracked-sessions';
import type { Telemetry } from '../../../core/telemetry';
import { createRevocationLookup } from '../../../core/verdict/revocation-lookup';
import { composed } from '../../composed';
import { revokingDependencies, telemetry } from '../../composition';

/** What the functions need that users see to their own sessions by. */
export interface OwnSessionsDependencies extends RegistrationDependencies {
  readonly telemetry: Telemetry;
  /** Whether user agent and IP address are kept. */
  readonly keepsDevices: boolean;
}

/** See {@link OwnSessionsDependencies}. */
export function ownSessionsDependencies(): OwnSessionsDependencies {
  return composed(telemetry, () => {
    const environment = readSignOutEnvironment();
    const { sessionTableName, maxSessions, keepsDevices, isTracked } = readSessionsEnvironment();
    const revoking = revokingDependencies(environment);
    return {
      ...revoking,
      verifier: createCognitoTokenVerifier({ ...environment, clock: systemClock }),
      findRevocations: createRevocationLookup(revoking.revocations, systemClock),
      registry: createDynamoDbSessionRegistry(createDynamoDbClient(), sessionTableName),
      tracked: trackedSessions(isTracked, environment.userPoolId),
      maxSessions,
      keepsDevices,
    };
  });
}

/** Asks Cognito about sessions, where the owner says that the pool tracks them. */
export function trackedSessions(isTracked: boolean, userPoolId: string): TrackedSessions | undefined {
  return isTracked ? createTrackedSessions(createCognitoClient(userPoolId, readCognito()), userPoolId) : undefined;
}
