import { isMachineToken, type NumericDate, type TokenClaims } from './claims';

/** Who asked for a revocation, when and why: kept with the record, read by no rule. */
export interface Audit {
  readonly revokedAt: NumericDate;
  readonly actor: string;
  readonly reason: string;
  readonly requestId: string;
}

interface Recorded {
  /** `{userPoolId}#{kind}#{id}`. */
  readonly key: string;
  /** From then on the record may be deleted; until then it may be all that stands in a token's way. */
  readonly expiresAt: NumericDate;
}

/** Everything of one sign-in, or a single token, is revoked. */
export interface IdRevocation extends Recorded {
  readonly kind: 'session' | 'token';
}

/** Tokens of a user's sign-ins up to a point in time are revoked. */
export interface UserRevocation extends Recorded {
  readonly kind: 'user';
  /** Rejects every token with `auth_time` up to it. */
  readonly tokensValidAfter?: NumericDate;
  /** Rejects as well, but spares one session. Apart from the above, so that neither weakens the other. */
  readonly others?: { readonly validAfter: NumericDate; readonly exemptSession: string };
}

/** A record of the revocation table. */
export type Revocation = IdRevocation | UserRevocation;

/** The keys under which a token may have been revoked: its session (or, without one, itself) and its user. */
export function revocationKeysOf(claims: TokenClaims): readonly string[] {
  return [sessionKeyOf(claims), userKeyOf(claims)];
}

/**
 * Whether a record rejects a token that it was found for. A token is rejected if ANY record of its keys rejects it.
 *
 * | record              | rejects                                                     |
 * |---------------------|-------------------------------------------------------------|
 * | session, token      | always                                                      |
 * | user, global        | sign-ins up to the cut-off                                  |
 * | user, others        | sign-ins up to the cut-off, but not those of the exempt session |
 *
 * `expiresAt` plays no part: DynamoDB deletes late, and a record that is still there still holds.
 */
export function isRejectedBy(record: Revocation, claims: TokenClaims): boolean {
  if (record.kind !== 'user') return true;
  const signedInAt = signInTimeOf(claims);
  if (record.tokensValidAfter !== undefined && signedInAt <= record.tokensValidAfter) return true;
  const { others } = record;
  return others !== undefined && signedInAt <= others.validAfter && claims.originJti !== others.exemptSession;
}

/*
 * What a revocation makes of the record that is stored. In each, undefined means that nothing needs to be written.
 * None ever moves a cut-off or an expiry back, so that adding a revocation never turns a rejection into an acceptance,
 * in whatever order they come.
 */

/** The session of a token (or, for a token without one, the token) is out. */
export function revokeSession(
  claims: TokenClaims,
  expiresAt: NumericDate,
  stored: Revocation | undefined,
): IdRevocation | undefined {
  if (stored !== undefined && stored.expiresAt >= expiresAt) return undefined;
  return { kind: claims.originJti === undefined ? 'token' : 'session', key: sessionKeyOf(claims), expiresAt };
}

/** Every session of the token's user that began up to the cut-off is out. */
export function revokeUser(
  claims: TokenClaims,
  cutOff: NumericDate,
  expiresAt: NumericDate,
  stored: Revocation | undefined,
): UserRevocation | undefined {
  const before = userRecord(stored);
  if (coversAlready(before, before?.tokensValidAfter, cutOff, expiresAt)) return undefined;
  return { ...merge(claims, before, expiresAt), tokensValidAfter: latest(before?.tokensValidAfter, cutOff) };
}

/**
 * Every session of the token's user that began up to the cut-off is out, but the token's own.
 *
 * Only a caller that the stored record does not reject may move the exemption to itself: otherwise a session that is
 * already out could bring itself back. For such a caller nothing is written.
 */
export function revokeOthers(
  claims: TokenClaims & { readonly originJti: string },
  cutOff: NumericDate,
  expiresAt: NumericDate,
  stored: Revocation | undefined,
): UserRevocation | undefined {
  const before = userRecord(stored);
  if (before !== undefined && isRejectedBy(before, claims)) return undefined;
  const others = before?.others;
  const isExempt = others?.exemptSession === claims.originJti;
  if (isExempt && coversAlready(before, others.validAfter, cutOff, expiresAt)) return undefined;
  return {
    ...merge(claims, before, expiresAt),
    others: { validAfter: latest(others?.validAfter, cutOff), exemptSession: claims.originJti },
  };
}

function userRecord(stored: Revocation | undefined): UserRevocation | undefined {
  return stored?.kind === 'user' ? stored : undefined;
}

function coversAlready(
  before: UserRevocation | undefined,
  validAfter: NumericDate | undefined,
  cutOff: NumericDate,
  expiresAt: NumericDate,
): boolean {
  return before !== undefined && before.expiresAt >= expiresAt && validAfter !== undefined && validAfter >= cutOff;
}

function merge(claims: TokenClaims, before: UserRevocation | undefined, expiresAt: NumericDate): UserRevocation {
  return { kind: 'user', key: userKeyOf(claims), ...before, expiresAt: latest(before?.expiresAt, expiresAt) };
}

/** Cognito's clock and ours may differ by this much (milliseconds). */
const CLOCK_DIFFERENCE = 100;

/**
 * The cut-off for a sign-out at `now`: rejects `auth_time <= cut-off`.
 * For the caller's own sign-out it is not less than the caller's `auth_time`, so that it always covers the caller.
 *
 * `auth_time` is in whole seconds, so a cut-off hits a whole second, with what is yet to begin in it:
 *
 * ```
 *        T            T+1
 *   -----|-------------|--·--------->     · answer, at (T+1) s + 100 ms
 *            ^ now                        sign-ins up to T are out; those that begin
 *        [ auth_time = T ]                after the answer have auth_time > T
 * ```
 *
 * @param now - milliseconds since the epoch
 */
export function cutOffAt(now: number, callerSignedInAt: NumericDate): NumericDate {
  return latest(Math.floor((now + CLOCK_DIFFERENCE) / 1000), callerSignedInAt);
}

/** When a sign-out with this cut-off may be answered (milliseconds since the epoch): see {@link cutOffAt}. */
export function answerTimeOf(cutOff: NumericDate): number {
  return (cutOff + 1) * 1000 + CLOCK_DIFFERENCE;
}

/** An access or ID token lives a day at most (Cognito's limit), and clocks differ: seconds. */
const LONGEST_TOKEN_LIFE = 24 * 3600;
const EXPIRY_MARGIN = 300;

/**
 * Until when a record must be kept. The refresh token of a revoked session may live on at Cognito, and every token
 * it mints belongs to that session: the last is minted as the refresh token expires, and lives a day.
 *
 * @param refreshTokenValidity - seconds; the longest that any client has had while its living refresh tokens were issued
 */
export function recordExpiry(now: NumericDate, refreshTokenValidity: number): NumericDate {
  return now + refreshTokenValidity + LONGEST_TOKEN_LIFE + EXPIRY_MARGIN;
}

/** When the sign-in that a token stems from took place. A refresh keeps `auth_time` and renews `iat`. */
export function signInTimeOf(claims: TokenClaims): NumericDate {
  return isMachineToken(claims) ? claims.issuedAt : (claims.authTime ?? claims.issuedAt);
}

/** Key of what a `local` sign-out revokes. */
export function sessionKeyOf(claims: TokenClaims): string {
  return claims.originJti === undefined
    ? keyOf(claims.userPoolId, 'token', claims.jti ?? '')
    : keyOf(claims.userPoolId, 'session', claims.originJti);
}

/** Key of what an `others` or `global` sign-out revokes. */
export function userKeyOf(claims: TokenClaims): string {
  return keyOf(claims.userPoolId, 'user', claims.sub);
}

/** Unambiguous whatever the id holds: a pool id has no `#`, and neither has a kind. */
function keyOf(userPoolId: string, kind: Revocation['kind'], id: string): string {
  return `${userPoolId}#${kind}#${id}`;
}

function latest(before: NumericDate | undefined, now: NumericDate): NumericDate {
  return before === undefined ? now : Math.max(before, now);
}
