import { auditAt, type Audit } from '../revocation/audit';
import { answerTimeOf, cutOffAt } from '../revocation/cut-off';
import { lifeOfSignIns } from '../revocation/expiry';
import { recordSession } from '../revocation/record-session';
import { isRejectedBy, type Revocation, type UserRevocation } from '../revocation/revocation';
import { userKeyOf } from '../revocation/revocation-key';
import type { RevocationStore } from '../revocation/revocation-store';
import { revokeOthers } from '../revocation/revoke';
import { isMachineToken, type NumericDate, type TokenClaims } from '../token/claims';
import { introspect, type IntrospectionDependencies, type RejectionReason } from '../verdict/introspection';
import { logoutUrlOf, type ManagedLogin } from './managed-login';
import { revokeUsedRefreshToken } from './session-sign-out';
import type { ParsedParameters, SignOutScope } from './sign-out-parameters';
import type { UserPool } from './user-pool';
import { signOutUser } from './user-sign-out';

/**
 * A step at Cognito that did not succeed. The revocation stands all the same: every token is rejected.
 * - `refresh_token`: Cognito still accepts this session's refresh token, because none was sent, the one sent is another
 *   session's and was left alone, or its revocation failed.
 * - `cognito_global_sign_out`: Cognito still accepts the user's refresh tokens.
 */
export type UnfinishedStep = 'refresh_token' | 'cognito_global_sign_out';

/** What a sign-out came to. The reason of `invalid_token` is for telemetry: no caller is told. */
export type SignOutResult =
  | {
      readonly outcome: 'complete' | 'partial';
      readonly scope: SignOutScope;
      /** The cut-off: sign-ins up to it are revoked. For `local`, the time of the sign-out. */
      readonly signedOutAt: NumericDate;
      readonly unfinished: readonly UnfinishedStep[];
      /** Where the user's browser ends its managed-login cookie, if the pool has managed login. */
      readonly logoutUrl?: string;
    }
  | { readonly outcome: 'invalid_token'; readonly reason: RejectionReason }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/** What {@link signOut} needs of the outside. */
export interface SignOutDependencies extends IntrospectionDependencies {
  readonly revocations: RevocationStore;
  readonly userPool: UserPool;
  /** Seconds: see {@link lifeOfSignIns}. */
  readonly refreshTokenValidity: number;
  readonly managedLogin?: ManagedLogin | undefined;
}

/** A request to sign out. */
export interface SignOutRequest {
  /** The caller's access or ID token: it alone says who is signed out. */
  readonly token: string | undefined;
  /** What is asked for. */
  readonly parsed: ParsedParameters;
  /** For audit. */
  readonly requestId: string;
}

/**
 * Signs out: the revocation first, for the guarantee starts there, then Cognito, then the answer.
 * A bad token is told before a bad request. When it resolves with `complete` or `partial`, the tokens of the ended
 * sessions are rejected, and every sign-in that begins from now on is accepted.
 *
 * @throws RevocationError if the token could not be decided on or the revocation not be written; the caller should try
 *   again
 */
export async function signOut(request: SignOutRequest, dependencies: SignOutDependencies): Promise<SignOutResult> {
  const { token, parsed, requestId } = request;
  const caller = await introspect(token, dependencies);
  // A revoked session may repeat its own sign-out: the same answer.
  const isLocal = parsed.ok && parsed.parameters.scope === 'local';
  if (!caller.active && (caller.reason !== 'revoked' || !isLocal)) {
    return { outcome: 'invalid_token', reason: caller.reason };
  }
  if (!parsed.ok) return invalidRequest(parsed.description);

  const { claims } = caller;
  const { scope, refreshToken } = parsed.parameters;
  if (isMachineToken(claims) && (scope !== 'local' || refreshToken !== undefined)) {
    return invalidRequest('a machine token has no user and no refresh token: only the scope local is allowed');
  }
  const now = dependencies.clock.now();
  const audit = auditAt(now, { initiatedBy: 'user', actor: claims.sub, reason: `sign-out ${scope}`, requestId });
  switch (scope) {
    case 'local': {
      const found = caller.active ? [] : caller.found;
      const result = await signOutLocal(claims, refreshToken, audit, found, dependencies);
      return withLogoutUrl(result, claims, dependencies);
    }
    case 'others':
      return signOutOthers(claims, cutOffAt(now, claims), audit, dependencies);
    case 'global': {
      const result = await signOutGlobal(claims, cutOffAt(now, claims), audit, dependencies);
      return withLogoutUrl(result, claims, dependencies);
    }
  }
}

async function signOutLocal(
  claims: TokenClaims,
  refreshToken: string | undefined,
  audit: Audit,
  found: readonly Revocation[],
  dependencies: SignOutDependencies,
): Promise<SignOutResult> {
  await recordSession(claims, audit, dependencies, found);
  const isDone = isMachineToken(claims) || (await revokeRefreshToken(claims, refreshToken, dependencies.userPool));
  return finished('local', audit.revokedAt, isDone ? [] : ['refresh_token']);
}

/** Whether Cognito no longer accepts the session's refresh token. */
async function revokeRefreshToken(
  claims: TokenClaims,
  refreshToken: string | undefined,
  userPool: UserPool,
): Promise<boolean> {
  if (refreshToken === undefined) return false;
  const client = { clientId: claims.clientId };
  const refreshed = await userPool.refresh(refreshToken, client);
  // The secret of a client that has one is not known here.
  if (refreshed.outcome === 'unavailable' || refreshed.outcome === 'client_refused') return false;
  const isAccepted = refreshed.outcome === 'accepted';
  if (isAccepted && refreshed.payload['origin_jti'] !== claims.session.id) return false;
  // A token that Cognito did not accept names no session. It is revoked all the same: its holder wants it dead, and if
  // Cognito refused it for another reason than being dead (an unknown device, say), this ends it.
  const successor = isAccepted ? refreshed.rotatedRefreshToken : undefined;
  const revoked = await revokeUsedRefreshToken(refreshToken, successor, client, userPool);
  // Where a rotation has replaced it, what has done so may be alive.
  return refreshed.outcome !== 'used_up' && revoked.every((outcome) => outcome === 'revoked' || outcome === 'dead');
}

async function signOutOthers(
  claims: TokenClaims,
  cutOff: NumericDate,
  audit: Audit,
  { revocations, clock, refreshTokenValidity }: SignOutDependencies,
): Promise<SignOutResult> {
  const expiresAt = lifeOfSignIns(cutOff, refreshTokenValidity);
  const revoke = (stored?: UserRevocation) => revokeOthers(claims, cutOff, expiresAt, stored);
  const stored = await revocations.update(userKeyOf(claims), revoke, audit);
  // Somebody else's sign-out was written first, and it covers the caller.
  if (stored?.others === undefined || isRejectedBy(stored, claims)) {
    return { outcome: 'invalid_token', reason: 'revoked' };
  }
  await clock.waitUntil(answerTimeOf(stored.others.validAfter, clock.now()));
  return finished('others', stored.others.validAfter, []);
}

async function signOutGlobal(
  claims: TokenClaims,
  cutOff: NumericDate,
  audit: Audit,
  dependencies: SignOutDependencies,
): Promise<SignOutResult> {
  const { sub, username = sub } = claims;
  const endAtCognito = () => dependencies.userPool.globalSignOut({ sub, username });
  const { signedOutAt, atCognito } = await signOutUser(claims, cutOff, audit, endAtCognito, dependencies);
  return finished('global', signedOutAt, atCognito ? [] : ['cognito_global_sign_out']);
}

/** The caller's own session has ended; its browser may have a cookie yet. */
function withLogoutUrl(
  result: SignOutResult,
  { clientId }: TokenClaims,
  { managedLogin }: SignOutDependencies,
): SignOutResult {
  const isDone = result.outcome === 'complete' || result.outcome === 'partial';
  return isDone && managedLogin !== undefined ? { ...result, logoutUrl: logoutUrlOf(managedLogin, clientId) } : result;
}

function finished(scope: SignOutScope, signedOutAt: NumericDate, unfinished: readonly UnfinishedStep[]): SignOutResult {
  return { outcome: unfinished.length === 0 ? 'complete' : 'partial', scope, signedOutAt, unfinished };
}

function invalidRequest(description: string): SignOutResult {
  return { outcome: 'invalid_request', description };
}
