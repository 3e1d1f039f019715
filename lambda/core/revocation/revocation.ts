import type { NumericDate, SessionIdentity, TokenClaims, UserIdentity } from '../token/claims';
import { signInTimeOf } from './cut-off';
import { sessionKeyOf, userKeyOf, type RevocationKey } from './revocation-key';

/** Who asked for a revocation, when and why: kept with it, read by no rule. */
export interface Audit {
  /** When it was asked for. */
  readonly revokedAt: NumericDate;
  /** Who asked: the `sub` of the caller, or the ARN of an administrator. */
  readonly actor: string;
  /** What was asked for, or an administrator's reason. */
  readonly reason: string;
  /** The request that asked. */
  readonly requestId: string;
}

/** Everything of one sign-in is revoked, or a single token. */
export interface SessionRevocation {
  readonly kind: 'session' | 'token';
  readonly key: RevocationKey<SessionRevocation>;
  /** From then on it may be deleted; until then it may be all that stands in a token's way. */
  readonly expiresAt: NumericDate;
}

/** Tokens of a user's sign-ins up to a point in time are revoked. */
export interface UserRevocation {
  readonly kind: 'user';
  readonly key: RevocationKey<UserRevocation>;
  /** As above. */
  readonly expiresAt: NumericDate;
  /** Rejects every token with `auth_time` up to it. */
  readonly tokensValidAfter?: NumericDate;
  /** Rejects as well, but spares one session. Apart from the above, so that neither weakens the other. */
  readonly others?: { readonly validAfter: NumericDate; readonly exemptSession: string };
}

/** Tokens of all sign-ins to an app client, or to the whole user pool, up to a point in time are revoked. */
export interface WideRevocation {
  readonly kind: 'client' | 'pool';
  readonly key: RevocationKey<WideRevocation>;
  /** As above. */
  readonly expiresAt: NumericDate;
  /** Rejects every token with `auth_time` up to it, or of a machine, with `iat` up to it. */
  readonly tokensValidAfter: NumericDate;
}

/** A revocation, as the table holds it. */
export type Revocation = SessionRevocation | UserRevocation | WideRevocation;

/**
 * Whether a revocation rejects a token that it was found for. A token is rejected if ANY revocation under its keys
 * rejects it.
 *
 * | revocation     | rejects                                                         |
 * |----------------|-----------------------------------------------------------------|
 * | session, token | always                                                          |
 * | user, global   | sign-ins up to the cut-off                                      |
 * | user, others   | sign-ins up to the cut-off, but not those of the exempt session |
 * | client, pool   | sign-ins up to the cut-off                                      |
 *
 * `expiresAt` plays no part: DynamoDB deletes late, and a revocation that is still there still holds.
 */
export function isRejectedBy(revocation: Revocation, claims: TokenClaims): boolean {
  return rejectsSignIn(revocation, { originJti: claims.originJti, signedInAt: signInTimeOf(claims) });
}

/** What is known of a sign-in where its token is no longer at hand. */
export interface SignIn {
  /** The session; undefined of a token without one. */
  readonly originJti: string | undefined;
  /** When it began; of a machine token, when that was issued. */
  readonly signedInAt: NumericDate;
}

/** As {@link isRejectedBy}, of a sign-in that the revocation was found for. */
export function rejectsSignIn(revocation: Revocation, { originJti, signedInAt }: SignIn): boolean {
  const isUpTo = (cutOff: NumericDate | undefined) => cutOff !== undefined && signedInAt <= cutOff;
  switch (revocation.kind) {
    case 'session':
    case 'token':
      return true;
    case 'client':
    case 'pool':
      return isUpTo(revocation.tokensValidAfter);
    case 'user': {
      const { tokensValidAfter, others } = revocation;
      return isUpTo(tokensValidAfter) || (isUpTo(others?.validAfter) && originJti !== others?.exemptSession);
    }
  }
}

/*
 * What a sign-out makes of the revocation that is stored. In each, undefined means that nothing needs to be written.
 * None ever moves a cut-off or an expiry back, so that adding a revocation never turns a rejection into an acceptance,
 * in whatever order they come.
 */

/** Revokes a session (or, of a token without one, the token). */
export function revokeSession(
  session: SessionIdentity,
  expiresAt: NumericDate,
  stored: SessionRevocation | undefined,
): SessionRevocation | undefined {
  if (stored !== undefined && stored.expiresAt >= expiresAt) return undefined;
  return { kind: session.originJti === undefined ? 'token' : 'session', key: sessionKeyOf(session), expiresAt };
}

/** Revokes every session of a user that began up to the cut-off. */
export function revokeUser(
  user: UserIdentity,
  cutOff: NumericDate,
  expiresAt: NumericDate,
  stored: UserRevocation | undefined,
): UserRevocation | undefined {
  if (coversAlready(stored, stored?.tokensValidAfter, cutOff, expiresAt)) return undefined;
  return { ...merge(user, stored, expiresAt), tokensValidAfter: latest(stored?.tokensValidAfter, cutOff) };
}

/** Revokes every session of a client, or of the pool, that began up to the cut-off. */
export function revokeAll(
  { kind, key }: Pick<WideRevocation, 'kind' | 'key'>,
  cutOff: NumericDate,
  expiresAt: NumericDate,
  stored: WideRevocation | undefined,
): WideRevocation | undefined {
  if (coversAlready(stored, stored?.tokensValidAfter, cutOff, expiresAt)) return undefined;
  return {
    kind,
    key,
    tokensValidAfter: latest(stored?.tokensValidAfter, cutOff),
    expiresAt: latest(stored?.expiresAt, expiresAt),
  };
}

/**
 * Revokes every session of the token's user that began up to the cut-off, but the token's own.
 *
 * Only a caller that is not revoked may move the exemption to itself: otherwise a revoked session could make itself
 * valid again. For a revoked caller nothing is written.
 */
export function revokeOthers(
  claims: TokenClaims & { readonly originJti: string },
  cutOff: NumericDate,
  expiresAt: NumericDate,
  stored: UserRevocation | undefined,
): UserRevocation | undefined {
  if (stored !== undefined && isRejectedBy(stored, claims)) return undefined;
  const others = stored?.others;
  const isExempt = others?.exemptSession === claims.originJti;
  if (isExempt && coversAlready(stored, others.validAfter, cutOff, expiresAt)) return undefined;
  return {
    ...merge(claims, stored, expiresAt),
    others: { validAfter: latest(others?.validAfter, cutOff), exemptSession: claims.originJti },
  };
}

function coversAlready(
  stored: Revocation | undefined,
  validAfter: NumericDate | undefined,
  cutOff: NumericDate,
  expiresAt: NumericDate,
): boolean {
  return stored !== undefined && stored.expiresAt >= expiresAt && validAfter !== undefined && validAfter >= cutOff;
}

function merge(user: UserIdentity, stored: UserRevocation | undefined, expiresAt: NumericDate): UserRevocation {
  return { kind: 'user', key: userKeyOf(user), ...stored, expiresAt: latest(stored?.expiresAt, expiresAt) };
}

function latest(before: NumericDate | undefined, now: NumericDate): NumericDate {
  return before === undefined ? now : Math.max(before, now);
}

/** Seconds. An access or ID token lives a day at most (Cognito's limit), and clocks differ. */
const LONGEST_TOKEN_LIFE = 24 * 3600;
const EXPIRY_MARGIN = 300;

/**
 * Until when a revocation must be kept. The refresh token of a revoked session may live on at Cognito, and every token
 * that it mints belongs to that session: the last is minted as the refresh token expires, and lives a day.
 *
 * @param refreshTokenValidity - seconds; the longest that any client has had while its living refresh tokens were issued
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/quotas.html (token validity)
 */
export function revocationExpiry(now: NumericDate, refreshTokenValidity: number): NumericDate {
  return now + refreshTokenValidity + LONGEST_TOKEN_LIFE + EXPIRY_MARGIN;
}
