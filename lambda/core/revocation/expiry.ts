import type { NumericDate, TokenClaims } from '../token/claims';

/*
 * Until when a revocation must be kept: it must outlive every token that it is to block. The refresh token of a revoked
 * session may live on at Cognito, and every token that it mints belongs to that session: the last one is minted as the
 * refresh token expires, and lives a day.
 *
 * All of it follows from when the session began, and nothing from when the revocation is written: so what is stored lasts
 * long enough, and a sign-out that is repeated has nothing to write.
 *
 * https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html (token validity)
 */

/** Seconds. An access or ID token lives a day at most (Cognito's limit). */
const LONGEST_TOKEN_LIFE = 24 * 3600;

/**
 * Seconds. Managed login's cookie signs in again for an hour. AWS does not say whether `auth_time` is then that of the
 * cookie: the refresh token would be that much younger than its session seems.
 */
const COOKIE_LIFE = 3600;

/** Seconds. Clocks differ. */
const MARGIN = 300;

/**
 * Until when tokens may live of sign-ins that began up to a point in time.
 *
 * @param refreshTokenValidity - seconds; the longest that any client has had while its living refresh tokens were issued
 */
export function lifeOfSignIns(upTo: NumericDate, refreshTokenValidity: number): NumericDate {
  return upTo + refreshTokenValidity + COOKIE_LIFE + LONGEST_TOKEN_LIFE + MARGIN;
}

/**
 * Until when tokens may live of the session that a token belongs to; of a machine's, that token itself.
 *
 * @param refreshTokenValidity - seconds: as above
 */
export function lifeOfSession(
  claims: Pick<TokenClaims, 'session' | 'signedInAt' | 'issuedAt'>,
  refreshTokenValidity: number,
): NumericDate {
  const { session, signedInAt, issuedAt } = claims;
  // Whatever the setting says, the token at hand has been issued.
  const own = issuedAt + LONGEST_TOKEN_LIFE + MARGIN;
  return session.kind === 'token' ? own : Math.max(own, lifeOfSignIns(signedInAt, refreshTokenValidity));
}
