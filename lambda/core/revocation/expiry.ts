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

/** Seconds. Clocks differ. */
const MARGIN = 300;

/**
 * Until when tokens may live of sessions that began up to a point in time.
 *
 * @param refreshTokenValidity - seconds; the longest that any client has had while its living refresh tokens were issued
 */
export function lifeOfSignIns(upTo: NumericDate, refreshTokenValidity: number): NumericDate {
  return upTo + refreshTokenValidity + LONGEST_TOKEN_LIFE + MARGIN;
}

/** How long the record of a session is to be kept. */
export interface SessionLife {
  /** Until when a new one is. */
  readonly expiresAt: NumericDate;
  /** Until when one that is stored has to be, to be good enough: it may have been made of another token of the session. */
  readonly enough: NumericDate;
}

/**
 * Until when tokens may live of the session that a token belongs to; of a machine's, that token itself.
 *
 * The refresh token is no older than the sign-in, and no younger than any token of its session. It may be younger than the
 * sign-in: AWS does not say whether a session that managed login's cookie begins, up to 90 days later, has an `auth_time` of its
 * own. So a record is kept as of the token at hand; and one that was made of any of the session's tokens is good for all.
 *
 * @param refreshTokenValidity - seconds: as above
 */
export function lifeOfSession(
  claims: Pick<TokenClaims, 'session' | 'signedInAt' | 'issuedAt'>,
  refreshTokenValidity: number,
): SessionLife {
  const { session, signedInAt, issuedAt } = claims;
  const validity = session.kind === 'token' ? 0 : refreshTokenValidity;
  const expiresAt = lifeOfSignIns(Math.max(issuedAt, signedInAt), validity);
  return { expiresAt, enough: lifeOfSignIns(signedInAt, validity) };
}
