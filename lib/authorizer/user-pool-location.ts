import { Stack, Token, type aws_cognito as cognito } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * `{Region}_{id}` (API_UserPoolType, `Id`), as far as `aws-jwt-verify` takes it: it knows no issuer in the partitions of the
 * United States' intelligence community, and a function would not start there.
 */
export const USER_POOL_ID = /^(?<region>(?:eusc-[a-z]{2}|[a-z]{2})-(?:gov-)?[a-z]+-\d)_[0-9A-Za-z]{1,46}$/;

/** Where a user pool may be. */
export interface UserPoolLocation {
  /** In any Region: of what only verifies its tokens, and reads a replica of the table here. */
  readonly inAnyRegion?: boolean;
}

/**
 * Refuses a user pool of another Region or account than the stack's. Our functions may act on the pool where they are, and
 * CloudTrail and EventBridge tell of it where it is. As far as both are known: where a stack goes may be left open until it is
 * deployed.
 *
 * @param scope - what is made for the pool
 * @throws Error that names the pool, where it is, and what is allowed
 */
export function assertUserPoolHere(
  scope: Construct,
  userPool: cognito.IUserPool,
  { inAnyRegion = false }: UserPoolLocation = {},
): void {
  const { region, account, node } = Stack.of(scope);
  const { userPoolId, env } = userPool;
  const isKnown = !Token.isUnresolved(userPoolId);
  const regionOfId = isKnown ? USER_POOL_ID.exec(userPoolId)?.groups?.['region'] : undefined;
  if (isKnown && regionOfId === undefined) {
    throw new Error(
      `userPool: got the id ${JSON.stringify(userPoolId)}; allowed: the id of a user pool, such as us-east-1_AbCd12345`,
    );
  }
  for (const [what, theirs, ours] of [
    ...(inAnyRegion
      ? []
      : ([
          ['Region', regionOfId, region],
          ['Region', env.region, region],
        ] as const)),
    ['account', env.account, account],
  ] as const) {
    if (theirs === undefined || Token.isUnresolved(theirs) || Token.isUnresolved(ours) || theirs === ours) continue;
    throw new Error(
      `userPool: ${userPool.node.path} is in the ${what} ${theirs}; allowed: ${ours}, that of the stack ${node.path}: deploy the revocation where the pool is` +
        (what === 'Region'
          ? ', and give an authorizer here a replica of its table: RevocationTable.fromReplica()'
          : ''),
    );
  }
}
