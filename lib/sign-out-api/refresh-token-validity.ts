import { Duration, Lazy, type aws_cognito as cognito } from 'aws-cdk-lib';

import { resourceOf } from '../authorizer/app-client';
import { renderedProperties, validateOnce } from '../template/rendered';

/** What Cognito gives a client that says nothing (API_UserPoolClientType, `RefreshTokenValidity`). */
const COGNITO_DEFAULT = Duration.days(30);

/** What Cognito gives at least, and at most. */
const MIN_REFRESH_TOKEN_VALIDITY = Duration.minutes(60);
/** See {@link MIN_REFRESH_TOKEN_VALIDITY}. */
export const MAX_REFRESH_TOKEN_VALIDITY = Duration.days(3650);

/**
 * For how many seconds the clients' refresh tokens are valid at most, as text, which is known as the template is made: until
 * then a client may be changed. Of a client that this app does not define, that is as long as Cognito allows, unless `given`
 * says better.
 *
 * Where a client's refresh tokens are valid for longer than `given`, revocations would be forgotten while tokens that they
 * block can still be minted: then no template is made.
 */
export function longestRefreshTokenValidity(
  userPoolClients: readonly cognito.IUserPoolClient[],
  given: Duration | undefined,
): string {
  if (given !== undefined) {
    assertPossible(given);
    for (const client of userPoolClients) validateNotLonger(client, given);
    return String(given.toSeconds());
  }
  return Lazy.uncachedString({
    produce: () => {
      const validities = userPoolClients.map((client) => validityOf(client) ?? MAX_REFRESH_TOKEN_VALIDITY);
      return String(Math.max(...validities.map((validity) => validity.toSeconds())));
    },
  });
}

/** What only the deployment knows is the owner's to get right. */
function assertPossible(given: Duration): void {
  if (given.isUnresolved()) return;
  const seconds = given.toSeconds();
  const isLongEnough = seconds >= MIN_REFRESH_TOKEN_VALIDITY.toSeconds();
  if (isLongEnough && seconds <= MAX_REFRESH_TOKEN_VALIDITY.toSeconds()) return;
  throw new Error(
    `refreshTokenValidity: got ${String(seconds)} seconds; allowed: 60 minutes to 3650 days, as Cognito's refresh tokens live`,
  );
}

function validateNotLonger(client: cognito.IUserPoolClient, given: Duration): void {
  validateOnce(client, `refreshTokenValidity ${String(given.toSeconds())}`, () => {
    const own = validityOf(client);
    return own === undefined || own.toSeconds() <= given.toSeconds()
      ? []
      : [
          `refreshTokenValidity: got ${given.toHumanString()}; allowed: not shorter than that of any client, and ${client.node.path} has ${own.toHumanString()}`,
        ];
  });
}

/** Undefined if the client is not this app's, or its validity is only known at deployment. */
function validityOf(client: cognito.IUserPoolClient): Duration | undefined {
  const resource = resourceOf(client);
  if (resource === undefined) return undefined;
  const { RefreshTokenValidity = 0, TokenValidityUnits = {} } = renderedProperties(resource);
  // CloudFormation takes numbers as text, too.
  const count = typeof RefreshTokenValidity === 'object' ? NaN : Number(RefreshTokenValidity);
  // 0 stands for the default.
  if (count === 0) return COGNITO_DEFAULT;
  const { RefreshToken = 'days', ...others } = TokenValidityUnits as Readonly<Record<string, unknown>>;
  const isKnown = Object.keys(others).every((name) => ['AccessToken', 'IdToken'].includes(name));
  return isKnown && count > 0 ? inUnit(count, RefreshToken) : undefined;
}

function inUnit(count: number, unit: unknown): Duration | undefined {
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
