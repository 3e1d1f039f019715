import { ServiceError } from '../aws/json-answer';
import type { RefreshOutcome, RefreshTokenRevocation } from '../../core/sign-out/user-pool';

/** What an error of each operation may mean. */
interface OutcomeOf {
  readonly GetTokensFromRefreshToken: Exclude<RefreshOutcome['outcome'], 'accepted'>;
  readonly RevokeToken: Exclude<RefreshTokenRevocation, 'revoked'>;
  readonly AdminGetUser: 'unknown';
  readonly AdminUserGlobalSignOut: 'unknown';
}

/**
 * What Cognito's errors mean, by the operation that they answer: the same name means one thing here and another there.
 * Whatever is not listed says nothing: Cognito could not, or did not answer.
 *
 * https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/ (Errors of each operation)
 */
const OUTCOMES: { readonly [O in keyof OutcomeOf]: Readonly<Record<string, OutcomeOf[O]>> } = {
  GetTokensFromRefreshToken: {
    // Dead, another client's, a disabled user's, or of a device that is not named.
    NotAuthorizedException: 'refused',
    // No refresh token.
    InvalidParameterException: 'refused',
    UserNotFoundException: 'refused',
    RefreshTokenReuseException: 'used_up',
    // A pre token generation trigger that fails, or refuses, says nothing of the refresh token: it may well be alive.
    UnexpectedLambdaException: 'unavailable',
    InvalidLambdaResponseException: 'unavailable',
    UserLambdaValidationException: 'unavailable',
  },
  RevokeToken: {
    // Not documented. Of a client whose secret is right it can only be the token's fault.
    NotAuthorizedException: 'dead',
    InvalidParameterException: 'not_a_refresh_token',
    UnsupportedTokenTypeException: 'not_a_refresh_token',
    UnauthorizedException: 'another_client',
    UnsupportedOperationException: 'revocation_off',
  },
  AdminGetUser: { UserNotFoundException: 'unknown' },
  AdminUserGlobalSignOut: { UserNotFoundException: 'unknown' },
};

/** What an error of an operation means; undefined if it means nothing but that the operation has failed. */
export function outcomeOf<O extends keyof OutcomeOf>(operation: O, error: unknown): OutcomeOf[O] | undefined {
  const name = error instanceof Error ? error.name : '';
  return Object.hasOwn(OUTCOMES[operation], name) ? OUTCOMES[operation][name] : undefined;
}

/**
 * Whether Cognito has refused the client, and not the token: it has no name of its own for that. Its messages are "Client … is
 * configured for secret but secret was not received" and "Unable to verify secret hash for client …"; none about a token speaks
 * of a secret.
 */
export function isClientRefused(error: unknown): boolean {
  if (!(error instanceof ServiceError) || error.name !== 'NotAuthorizedException') return false;
  return typeof error.said === 'string' && /\bsecret\b/i.test(error.said);
}
