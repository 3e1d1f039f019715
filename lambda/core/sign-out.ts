import { isMachineToken, type NumericDate, type TokenClaims } from './claims';
import { RevocationError } from './errors';
import { introspect, type IntrospectionDependencies } from './introspection';
import type { Clock, RevocationStore, UserPool } from './ports';
import {
  answerTimeOf,
  cutOffAt,
  isRejectedBy,
  recordExpiry,
  revokeOthers,
  revokeSession,
  revokeUser,
  sessionKeyOf,
  signInTimeOf,
  userKeyOf,
  type Audit,
  type Revocation,
} from './revocation';
import type { ParsedOrder, SignOutScope } from './sign-out-order';

/**
 * A step at Cognito that did not succeed. The record stands all the same: every token is rejected.
 * - `refresh_token`: Cognito still accepts this session's refresh token, because none was sent, the one sent is another
 *   session's and was left alone, or its revocation failed.
 * - `cognito_global_sign_out`: Cognito still accepts the user's refresh tokens.
 */
export type UnfinishedStep = 'refresh_token' | 'cognito_global_sign_out';

/** What a sign-out came to. */
export type SignOutResult =
  | {
      readonly outcome: 'complete' | 'partial';
      readonly scope: SignOutScope;
      /** The cut-off: sign-ins up to it are out. For `local`, the time of the sign-out. */
      readonly signedOutAt: NumericDate;
      readonly unfinished: readonly UnfinishedStep[];
    }
  | { readonly outcome: 'invalid_token' }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/** What {@link signOut} needs of the outside. */
export interface SignOutDependencies extends IntrospectionDependencies {
  readonly revocations: RevocationStore;
  readonly userPool: UserPool;
  /** Seconds: see {@link recordExpiry}. */
  readonly refreshTokenValidity: number;
}

/** A request to sign out. */
export interface SignOutRequest {
  /** The caller's access or ID token: it alone says who is signed out. */
  readonly token: string | undefined;
  readonly order: ParsedOrder;
  /** For audit. */
  readonly requestId: string;
}

/**
 * Signs out: the record first, for the guarantee starts there, then Cognito, then the answer.
 * A bad token is told before a bad order. When it resolves with `complete` or `partial`, the tokens of the signed-out
 * sessions are rejected, and every sign-in that begins from now on is accepted.
 *
 * @throws RevocationError if the token could not be decided or the record not be written: nothing is promised then,
 *   and the caller should try again
 */
export async function signOut(request: SignOutRequest, dependencies: SignOutDependencies): Promise<SignOutResult> {
  const result = await carryOut(request, dependencies);
  dependencies.telemetry.signedOut(result);
  return result;
}

async function carryOut(request: SignOutRequest, dependencies: SignOutDependencies): Promise<SignOutResult> {
  const { token, order: parsed, requestId } = request;
  const caller = await introspect(token, dependencies);
  // A session that is out may sign itself out again: the same answer, and the record is there anyway.
  const isRepeated = !caller.active && caller.reason === 'revoked' && parsed.ok && parsed.order.scope === 'local';
  if (!caller.active && !isRepeated) return { outcome: 'invalid_token' };
  if (!parsed.ok) return invalidRequest(parsed.description);

  const { claims } = caller as { readonly claims: TokenClaims };
  const { order } = parsed;
  if (isMachineToken(claims) && (order.scope !== 'local' || order.refreshToken !== undefined)) {
    return invalidRequest('a machine token has no user and no refresh token: only the scope local is allowed');
  }
  const now = dependencies.clock.now();
  const revokedAt = Math.floor(now / 1000);
  const record: RecordDetails = {
    expiresAt: recordExpiry(revokedAt, dependencies.refreshTokenValidity),
    audit: { revokedAt, actor: claims.sub, reason: `sign-out ${order.scope}`, requestId },
  };
  switch (order.scope) {
    case 'local':
      return signOutLocal(claims, order.refreshToken, record, dependencies);
    case 'others':
      return signOutOthers(claims, cutOffFor(claims, now), record, dependencies);
    case 'global':
      return signOutGlobal(claims, cutOffFor(claims, now), record, dependencies);
  }
}

interface RecordDetails {
  readonly expiresAt: NumericDate;
  readonly audit: Audit;
}

async function signOutLocal(
  claims: TokenClaims,
  refreshToken: string | undefined,
  { expiresAt, audit }: RecordDetails,
  { revocations, userPool }: SignOutDependencies,
): Promise<SignOutResult> {
  const revoke = (stored?: Revocation) => revokeSession(claims, expiresAt, stored);
  await revocations.update(sessionKeyOf(claims), revoke, audit);
  const isDone = isMachineToken(claims) || (await revokeRefreshToken(claims, refreshToken, userPool));
  return finished('local', audit.revokedAt, isDone ? [] : ['refresh_token']);
}

/** Whether Cognito no longer accepts the session's refresh token. */
async function revokeRefreshToken(
  claims: TokenClaims,
  refreshToken: string | undefined,
  userPool: UserPool,
): Promise<boolean> {
  if (refreshToken === undefined) return false;
  const redeemed = await userPool.redeem(refreshToken, claims.clientId);
  if (redeemed === undefined) return false;
  const { session, successor } = redeemed;
  const isForeign = session !== undefined && session !== claims.originJti;
  if (isForeign) return false;
  // A token that Cognito did not accept tells no session. It is revoked all the same: its holder wants it dead, and if
  // Cognito refused it for another reason than being dead (an unknown device, say), this ends it.
  const revoked = await userPool.revoke(refreshToken, claims.clientId);
  const successorRevoked = successor === undefined || (await userPool.revoke(successor, claims.clientId));
  return revoked && successorRevoked;
}

async function signOutOthers(
  claims: TokenClaims,
  cutOff: NumericDate,
  { expiresAt, audit }: RecordDetails,
  { revocations, clock }: SignOutDependencies,
): Promise<SignOutResult> {
  const { originJti } = claims;
  if (originJti === undefined) {
    return invalidRequest('the token has no origin_jti, so its session cannot be told from the others: use global');
  }
  const revoke = (stored?: Revocation) => revokeOthers({ ...claims, originJti }, cutOff, expiresAt, stored);
  const stored = await revocations.update(userKeyOf(claims), revoke, audit);
  // Somebody else's sign-out was recorded first, and the caller is out.
  if (stored?.kind !== 'user' || stored.others === undefined || isRejectedBy(stored, claims)) {
    return { outcome: 'invalid_token' };
  }
  await passing(stored.others.validAfter, clock);
  return finished('others', stored.others.validAfter, []);
}

async function signOutGlobal(
  claims: TokenClaims,
  cutOff: NumericDate,
  { expiresAt, audit }: RecordDetails,
  { revocations, userPool, clock }: SignOutDependencies,
): Promise<SignOutResult> {
  const revoke = (stored?: Revocation) => revokeUser(claims, cutOff, expiresAt, stored);
  const stored = await revocations.update(userKeyOf(claims), revoke, audit);
  const isDone = await userPool.globalSignOut(claims.username ?? claims.sub);
  // Another sign-out may have been recorded with a later cut-off: then that one holds for this one too.
  const signedOutAt = (stored?.kind === 'user' ? stored.tokensValidAfter : undefined) ?? cutOff;
  await passing(signedOutAt, clock);
  return finished('global', signedOutAt, isDone ? [] : ['cognito_global_sign_out']);
}

/** Waits until no sign-in that begins from then on can be hit by the cut-off. */
async function passing(cutOff: NumericDate, clock: Clock): Promise<void> {
  assertBridgeable(cutOff, clock.now());
  await clock.waitUntil(answerTimeOf(cutOff));
}

function cutOffFor(claims: TokenClaims, now: number): NumericDate {
  const cutOff = cutOffAt(now, signInTimeOf(claims));
  assertBridgeable(cutOff, now);
  return cutOff;
}

/** A cut-off that is further ahead than this (seconds) says that a clock is wrong. */
const MAX_CLOCK_SKEW = 5;

/** The answer waits for the cut-off to pass: refuses to if that would take longer than clocks may differ. */
function assertBridgeable(cutOff: NumericDate, now: number): void {
  if (cutOff * 1000 > now + MAX_CLOCK_SKEW * 1000) {
    throw new RevocationError('clock_skew', `the cut-off is over ${String(MAX_CLOCK_SKEW)} s ahead of this clock`);
  }
}

function finished(scope: SignOutScope, signedOutAt: NumericDate, unfinished: readonly UnfinishedStep[]): SignOutResult {
  return { outcome: unfinished.length === 0 ? 'complete' : 'partial', scope, signedOutAt, unfinished };
}

function invalidRequest(description: string): SignOutResult {
  return { outcome: 'invalid_request', description };
}
