import { createCognitoTokenVerifier } from '../adapters/cognito-token-verifier';
import { createDynamoDbRevocationReader } from '../adapters/dynamodb/revocation-reader';
import { readAuthorizerEnvironment, readCredentials } from '../adapters/environment';
import { systemClock } from '../adapters/system-clock';
import { createTelemetry } from '../adapters/telemetry';
import { composed } from './composed';
import type { AuthorizerDependencies } from './dependencies';

/*
 * Where adapters meet the core, for the functions that only decide. Apart from the others, so that the AWS SDKs are not
 * even in sight of an authorizer's bundle: see composition.ts.
 */

/** For the functions that only decide. */
export function authorizerDependencies(): AuthorizerDependencies {
  const telemetry = createTelemetry(systemClock.now);
  return composed(telemetry, () => {
    const environment = readAuthorizerEnvironment();
    const { dynamoDbEndpoint: endpoint, region, revocationTableName } = environment;
    const dynamoDb = { endpoint, region, credentials: readCredentials };
    return {
      verifier: createCognitoTokenVerifier(environment),
      revocations: createDynamoDbRevocationReader(dynamoDb, revocationTableName),
      clock: systemClock,
      telemetry,
    };
  });
}
