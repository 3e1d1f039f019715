import { createCognitoClient } from '../adapters/cognito/client';
import { createCognitoUserPool } from '../adapters/cognito/user-pool';
import { createDynamoDbRevocationStore } from '../adapters/dynamodb/revocation-store';
import { readCognito, readDeployment, readDynamoDb, type SignOutEnvironment } from '../adapters/environment';
import { systemClock } from '../adapters/system-clock';
import { createTelemetry } from '../adapters/telemetry';
import type { Clock } from '../core/clock';
import type { RevocationStore } from '../core/revocation/revocation-store';
import { timedStore, timedUserPool } from '../core/sign-out/step-durations';
import type { UserPool } from '../core/sign-out/user-pool';
import type { Telemetry } from '../core/telemetry';

/*
 * Adapters meet the core in the compositions, one in each folder of functions. Each composes once per container, as its
 * handler's module loads: a wrong environment stops the Lambda function there, before it has answered anything.
 *
 * This one has what every function that signs out needs. Those that only decide need less, and have their own:
 * authorizers/composition.ts.
 */

/** What every function that signs out needs. */
export interface RevokingDependencies {
  readonly revocations: RevocationStore;
  readonly userPool: UserPool;
  readonly userPoolId: string;
  /** The app clients whose tokens are accepted. */
  readonly userPoolClientIds: readonly string[];
  /** Seconds. */
  readonly refreshTokenValidity: number;
  readonly clock: Clock;
  readonly telemetry: Telemetry;
}

/** Tells operators by standard output. */
export const telemetry = createTelemetry(systemClock.now, readDeployment());

/** See {@link RevokingDependencies}. */
export function revokingDependencies(environment: SignOutEnvironment): RevokingDependencies {
  const { userPoolId, userPoolClientIds, refreshTokenValidity, revocationTableName } = environment;
  const store = createDynamoDbRevocationStore(readDynamoDb(), revocationTableName);
  const userPool = createCognitoUserPool(createCognitoClient(userPoolId, readCognito()), userPoolId);
  return {
    revocations: timedStore(store, systemClock, telemetry),
    userPool: timedUserPool(userPool, systemClock, telemetry),
    userPoolId,
    userPoolClientIds,
    refreshTokenValidity,
    clock: systemClock,
    telemetry,
  };
}
