import { issuersOf } from '../lambda/adapters/cognito/issuers';
import { createCognitoTokenVerifier } from '../lambda/adapters/cognito/token-verifier';
import { createDynamoDbRevocationReader } from '../lambda/adapters/dynamodb/revocation-reader';
import { readEndpoints } from '../lambda/adapters/environment';
import { systemClock } from '../lambda/adapters/system-clock';
import { createRevocationLookup } from '../lambda/core/verdict/revocation-lookup';
import { createCurrentCredentials } from './credentials/current-credentials';
import { defaultCredentials } from './credentials/default-credentials';
import { variables } from './verifier/environment';
import { rememberAccepted } from './verifier/accepted-memory';
import { readConfiguration } from './verifier/configuration';
import type { UnavailableError } from './api/errors';
import type { Verifier, VerifierOptions } from './api/verifier';
import { verifierOf } from './verifier/verifier';

export { answerTo, bearerToken, type Answer } from './http/answer';
export type { CredentialsProvider, ServiceCredentials } from './api/credentials';
export {
  InsufficientScopeError,
  InvalidTokenError,
  UnavailableError,
  type AnswerHeaders,
  type TokenProblem,
} from './api/errors';
export type { Session } from './api/session';
export type { Requirements, Verifier, VerifierOptions } from './api/verifier';

/**
 * Makes the authorizer's own verdict for a service behind no gateway: it verifies tokens with the user pool's published keys,
 * and reads the revocation table by one strongly consistent request, as the service's own role. Make one for the process.
 *
 * Nothing is fetched yet. The AWS SDKs' variables for endpoints (`AWS_ENDPOINT_URL_DYNAMODB` and so on) are honoured.
 *
 * @throws Error that names every option that is missing or wrong
 */
export function createVerifier(options: VerifierOptions = {}): Verifier {
  const configuration = readConfiguration(options, variables());
  const { userPoolId, userPoolClientIds, tableName, acceptedTokenUse, maxAge, region } = configuration;
  const clock = systemClock;
  const { cognitoEndpoint, dynamoDbEndpoint: endpoint } = readEndpoints(region, variables());

  const credentials = createCurrentCredentials(options.credentials ?? defaultCredentials(variables()), clock);
  const table = createDynamoDbRevocationReader({ endpoint, region, credentials: credentials.current }, tableName);
  const lookUp = createRevocationLookup(
    {
      async find(keys) {
        await credentials.ready();
        return table.find(keys);
      },
    },
    clock,
  );

  const issuers = issuersOf(userPoolId);
  return verifierOf({
    verifier: createCognitoTokenVerifier({ userPoolId, userPoolClientIds, acceptedTokenUse, cognitoEndpoint, clock }),
    findRevocations: rememberAccepted(lookUp, maxAge, clock),
    clock,
    isAccepted: ({ issuer, clientId, tokenUse }) =>
      issuers.includes(issuer) && userPoolClientIds.includes(clientId) && acceptedTokenUse.includes(tokenUse),
    onUnavailable: options.onUnavailable ?? warn,
  });
}

/** Says what is wrong, and nothing of who asked. */
function warn({ code, cause }: UnavailableError): void {
  const reasons = [];
  for (let error = cause; error instanceof Error && reasons.length < 5; error = error.cause)
    reasons.push(error.message);
  process.emitWarning(`a token could not be decided on: ${reasons.join(': ')}`, { type: 'CognitoSignOut', code });
}
