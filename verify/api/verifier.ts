import type { CredentialsProvider } from './credentials';
import type { UnavailableError } from './errors';
import type { Requirements } from './requirements';
import type { Session } from './session';

export type { Requirements } from './requirements';

/** Decides on tokens where no gateway does. Any number of requests may share one. */
export interface Verifier {
  /**
   * The session that a token is of, if it is genuine, current and not revoked.
   *
   * @param token - undefined if the request bore none
   * @param requirements - what it must bear besides; nothing unless given
   * @throws InvalidTokenError 401: it is not accepted
   * @throws InsufficientScopeError 403: it is good, but is not what is required
   * @throws UnavailableError 503: nobody knows
   */
  verify(token: string | undefined, requirements?: Requirements): Promise<Session>;

  /**
   * Whether a token is revoked whose signature and expiry another library has verified: for its hook.
   * True also of what can't be looked up: claims that are incomplete, or of another user pool, client or use.
   *
   * @param claims - the token's payload
   * @throws UnavailableError 503: nobody knows
   */
  isRevoked(claims: unknown): Promise<boolean>;
}

/**
 * What {@link createVerifier} needs to know. What is left out is read from the environment: `lookupEnvironment` of the
 * construct `TokenRevocation` has the variables.
 */
export interface VerifierOptions {
  /**
   * The user pool that issues the tokens.
   *
   * @default - the variable USER_POOL_ID
   */
  readonly userPoolId?: string | undefined;

  /**
   * The app clients whose tokens are accepted, at least one.
   *
   * @default - the variable USER_POOL_CLIENT_IDS, comma-separated
   */
  readonly clientIds?: readonly string[] | undefined;

  /**
   * Name of the revocation table. The service's role needs `dynamodb:BatchGetItem` on it: `revocationTable.grantLookup(role)`.
   *
   * @default - the variable REVOCATION_TABLE_NAME
   */
  readonly tableName?: string | undefined;

  /**
   * Which tokens are accepted.
   *
   * @default - the variable ACCEPTED_TOKEN_USE, comma-separated; both without it
   */
  readonly acceptedTokenUse?: readonly ('access' | 'id')[] | undefined;

  /**
   * For how long an accepted session may be accepted again without a look-up: seconds, at most 300. So much longer a signed-out
   * token may go on working.
   *
   * @default 0
   */
  readonly maxAge?: number | undefined;

  /**
   * The Region of the table.
   *
   * @default - that of the user pool
   */
  readonly region?: string | undefined;

  /**
   * Where the service's AWS credentials come from: a provider of the AWS SDK will do, such as `fromNodeProviderChain()`.
   *
   * @default - the variables AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN; else the endpoint that Amazon ECS
   * and EKS Pod Identity give a container; else the role of the EC2 instance
   */
  readonly credentials?: CredentialsProvider | undefined;

  /**
   * Is told of every fault, after which a request is answered with 503.
   *
   * @default - a warning of the process, which Node.js writes to stderr
   */
  readonly onUnavailable?: ((error: UnavailableError) => void) | undefined;
}
