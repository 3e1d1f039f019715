import { Fn, type aws_cognito as cognito } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { ENVIRONMENT } from '../../lambda/contract';
import { validateClients } from './app-client';
import { acceptedUses, type TokenUse } from './token-use';
import { assertUserPoolHere, type UserPoolLocation } from './user-pool-location';

/** Whose sign-ins are meant. */
export interface UserPoolProps {
  /** The user pool that issues the tokens. */
  readonly userPool: cognito.IUserPool;

  /** The app clients whose tokens are accepted, at least one. Each must have token revocation on. */
  readonly userPoolClients: cognito.IUserPoolClient[];
}

/** Whose tokens are accepted. */
export interface AcceptedTokensProps extends UserPoolProps {
  /**
   * Which tokens are accepted: access tokens, ID tokens, or both.
   *
   * Security standards want access tokens alone for authorization (OWASP ASVS 5.0 §9.2.2).
   *
   * @default [TokenUse.ACCESS, TokenUse.ID]
   */
  readonly acceptedTokenUse?: TokenUse[];

  /**
   * Whether a process that decides on tokens takes the signature of a token that comes again, to the letter, for verified: for 5
   * minutes at most, and as long as the keys are the same. Expiry, client, use and revocation are decided on for each request all
   * the same. It saves most of a decision's processor time.
   *
   * @default true
   */
  readonly rememberVerifiedTokens?: boolean;
}

/**
 * The environment that tells a function whose tokens it accepts.
 *
 * @throws Error if that is nobody's, or the pool is not where the function will be
 */
export function acceptedTokensEnvironment(
  scope: Construct,
  props: AcceptedTokensProps,
  location?: UserPoolLocation,
): Record<string, string> {
  const environment = userPoolEnvironment(scope, props, location);
  return {
    ...environment,
    [ENVIRONMENT.acceptedTokenUse]: acceptedUses(props.acceptedTokenUse).join(','),
    ...(props.rememberVerifiedTokens === false && { [ENVIRONMENT.rememberVerifiedTokens]: 'false' }),
  };
}

/**
 * The environment that tells a function which user pool and which clients are ours. See {@link acceptedTokensEnvironment}; what is
 * wrong with a client is told as the template is made.
 */
export function userPoolEnvironment(
  scope: Construct,
  { userPool, userPoolClients }: UserPoolProps,
  location?: UserPoolLocation,
): Record<string, string> {
  if (userPoolClients.length === 0) throw new Error('userPoolClients: got none; at least one client is needed');
  assertUserPoolHere(scope, userPool, location);
  validateClients(userPool, userPoolClients);
  return {
    [ENVIRONMENT.userPoolId]: userPool.userPoolId,
    [ENVIRONMENT.userPoolClientIds]: Fn.join(
      ',',
      userPoolClients.map((client) => client.userPoolClientId),
    ),
  };
}
