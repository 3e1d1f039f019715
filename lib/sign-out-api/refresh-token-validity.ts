import { Duration, aws_cognito as cognito, type IResolvable } from 'aws-cdk-lib';

/** What Cognito gives a client that says nothing (API_UserPoolClientType, `RefreshTokenValidity`). */
const COGNITO_DEFAULT = Duration.days(30);

/** What Cognito gives at most. */
export const MAX_REFRESH_TOKEN_VALIDITY = Duration.days(3650);

/**
 * For how long the clients' refresh tokens are valid at most. Of a client that this app does not define, that is as
 * long as Cognito allows, unless `given` says better.
 *
 * @throws Error if a client's refresh tokens are valid for longer than `given`: revocations would be forgotten while
 *   tokens that they block can still be minted
 */
export function longestRefreshTokenValidity(
  userPoolClients: readonly cognito.IUserPoolClient[],
  given: Duration | undefined,
): Duration {
  let longest = given;
  for (const client of userPoolClients) {
    const own = refreshTokenValidityOf(client);
    if (given !== undefined && own !== undefined && own.toSeconds() > given.toSeconds()) {
      throw new Error(
        `refreshTokenValidity: got ${given.toHumanString()}; allowed: not shorter than that of any client, ` +
          `and ${client.node.path} has ${own.toHumanString()}`,
      );
    }
    const known = own ?? MAX_REFRESH_TOKEN_VALIDITY;
    if (longest === undefined || (given === undefined && known.toSeconds() > longest.toSeconds())) longest = known;
  }
  return longest ?? COGNITO_DEFAULT;
}

/** Undefined if the client is not this app's, or its validity is only known at deployment. */
function refreshTokenValidityOf(client: cognito.IUserPoolClient): Duration | undefined {
  const resource = client.node.defaultChild;
  if (!(resource instanceof cognito.CfnUserPoolClient)) return undefined;
  const { refreshTokenValidity = 0, tokenValidityUnits = {} } = resource;
  // 0 stands for the default.
  if (refreshTokenValidity === 0) return COGNITO_DEFAULT;
  if (isResolvable(tokenValidityUnits)) return undefined;
  return inUnit(refreshTokenValidity, tokenValidityUnits.refreshToken ?? 'days');
}

function inUnit(count: number, unit: string): Duration | undefined {
  switch (unit) {
    case 'seconds':
      return Duration.seconds(count);
    case 'minutes':
      return Duration.minutes(count);
    case 'hours':
      return Duration.hours(count);
    case 'days':
      return Duration.days(count);
    default:
      return undefined;
  }
}

function isResolvable(value: object): value is IResolvable {
  return 'resolve' in value;
}
