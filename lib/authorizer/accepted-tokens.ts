import { Fn, aws_cognito as cognito } from 'aws-cdk-lib';

import { ENVIRONMENT } from '../../lambda/contract';
import { TokenUse } from './token-use';

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
}

const TOKEN_USES = Object.values(TokenUse);

/** The environment that tells a function whose tokens it accepts. */
export function acceptedTokensEnvironment(props: AcceptedTokensProps): Record<string, string> {
  const { acceptedTokenUse = TOKEN_USES } = props;
  const environment = userPoolEnvironment(props);
  if (acceptedTokenUse.length === 0) {
    throw new Error(`acceptedTokenUse: got none; allowed: one or both of ${TOKEN_USES.join(', ')}`);
  }
  return { ...environment, [ENVIRONMENT.acceptedTokenUse]: acceptedTokenUse.join(',') };
}

/** The environment that tells a function which user pool and which clients are ours. */
export function userPoolEnvironment({ userPool, userPoolClients }: UserPoolProps): Record<string, string> {
  if (userPoolClients.length === 0) throw new Error('userPoolClients: got none; at least one client is needed');
  for (const client of userPoolClients) assertRevocable(client);
  return {
    [ENVIRONMENT.userPoolId]: userPool.userPoolId,
    [ENVIRONMENT.userPoolClientIds]: Fn.join(
      ',',
      userPoolClients.map((client) => client.userPoolClientId),
    ),
  };
}

/** Without token revocation a client's tokens name no session. As far as this app defines the client. */
function assertRevocable(client: cognito.IUserPoolClient): void {
  const resource = client.node.defaultChild;
  if (resource instanceof cognito.CfnUserPoolClient && resource.enableTokenRevocation === false) {
    throw new Error(
      `userPoolClients: ${client.node.path} has token revocation off; its tokens would all be rejected: switch it on`,
    );
  }
}
