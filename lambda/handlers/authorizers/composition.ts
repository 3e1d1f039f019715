import { createCognitoTokenVerifier } from '../../adapters/cognito/token-verifier';
import { createDynamoDbRevocationReader } from '../../adapters/dynamodb/revocation-reader';
import {
  readAllowQueryToken,
  readAuthorizerEnvironment,
  readCredentials,
  readDeployment,
  readRememberVerifiedTokens,
} from '../../adapters/environment';
import { systemClock } from '../../adapters/system-clock';
import { createDecisionTelemetry } from '../../adapters/telemetry/decisions';
import { createRevocationLookup } from '../../core/verdict/revocation-lookup';
import { composed } from '../composed';
import { initialization } from './initialization';
import { rehearse, type CreateHandler } from './rehearsal';
import type { AuthorizerDependencies } from './verdict';

/*
 * Where adapters meet the core, for the functions that only decide. Apart from the others, so that what an authorizer does
 * not need is not even in sight of its bundle: see ../composition.ts.
 */

/** What the authorizer of WebSocket APIs needs. */
export interface WebSocketAuthorizerDependencies extends AuthorizerDependencies {
  /** Whether the token may stand in the query string. */
  readonly allowQueryToken: boolean;
}

/** What an authorizer needs, and what makes it ready. */
export interface Authorizer extends AuthorizerDependencies {
  /**
   * Awaited as the function's module loads (lambda/bundle.mjs); never fails, and ends within 3 s.
   *
   * @param create - makes the function's handler, for a rehearsal
   */
  readonly initialize: (create: CreateHandler) => Promise<void>;
}

/** For the functions that only decide. */
export function authorizerDependencies(): Authorizer {
  const telemetry = createDecisionTelemetry(systemClock.now, readDeployment());
  return composed(telemetry, () => {
    const environment = readAuthorizerEnvironment();
    const { dynamoDbEndpoint: endpoint, region, revocationTableName, userPoolId, userPoolClientIds } = environment;
    const verifier = createCognitoTokenVerifier({
      ...environment,
      remembersTokens: readRememberVerifiedTokens(),
      clock: systemClock,
    });
    const dynamoDb = { endpoint, region, credentials: readCredentials };
    const revocations = createDynamoDbRevocationReader(dynamoDb, revocationTableName);
    const deciding = { findRevocations: createRevocationLookup(revocations, systemClock), clock: systemClock };
    const rehearsed = { ...deciding, userPoolId, clientId: userPoolClientIds[0] ?? '' };
    return {
      ...deciding,
      verifier,
      telemetry,
      initialize: (create) => initialization([() => verifier.initialize(), () => rehearse(rehearsed, create)]),
    };
  });
}

/** For the authorizer of WebSocket APIs. */
export function webSocketAuthorizerDependencies(): Authorizer & WebSocketAuthorizerDependencies {
  const dependencies = authorizerDependencies();
  return composed(dependencies.telemetry, () => ({ ...dependencies, allowQueryToken: readAllowQueryToken() }));
}
