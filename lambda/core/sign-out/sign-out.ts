import { isMachineToken, type NumericDate, type TokenClaims } from '../token/claims';
import { answerTimeOf, cutOffAt } from '../revocation/cut-off';
import { introspect, type IntrospectionDependencies, type RejectionReason } from '../verdict/introspection';
import { logoutUrlOf, type ManagedLogin } from './managed-login';
import type { RevocationStore, UserPool } from '../ports';
import { recordDetails, type RecordDetails } from '../revocation/record-details';
import { isRejectedBy, revokeOthers, type UserRevocation } from '../revocation/revocation';
import { userKeyOf } from '../revocation/revocation-key';
import { recordSession, revokeUsedRefreshToken } from './session-sign-out';
import type { ParsedParameters, SignOutScope } from './sign-out-parameters';
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
  /** Seconds: see {@link recordDetails}. */
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
  const reason = `sign-out ${scope}`;
  const record = recordDetails(now, dependencies.refreshTokenValidity, { actor: claims.sub, reason, requestId });
  switch (scope) {
    case 'local':
      return withLogoutUrl(await signOutLocal(claims, refreshToken, record, dependencies), claims, dependencies);
    case 'others':
      return signOutOthers(claims, cutOffAt(now, claims), record, dependencies);
    case 'global':
      return withLogoutUrl(
        await signOutGlobal(claims, cutOffAt(now, claims), record, dependencies),
        claims,
        dependencies,
      );
  }
}

async function signOutLocal(
  claims: TokenClaims,
  refreshToken: string | undefined,
  record: RecordDetails,
  { revocations, userPool }: SignOutDependencies,
): Promise<SignOutResult> {
  await recordSession(claims, record, revocations);
  const isDone = isMachineToken(claims) || (await revokeRefreshToken(claims, refreshToken, userPool));
  return finished('local', record.audit.revokedAt, isDone ? [] : ['refresh_token']);
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
  if (refreshed === undefined) return false;
  const { originJti } = refreshed;
  const isOfAnotherSession = originJti !== undefined && originJti !== claims.originJti;
  if (isOfAnotherSession) return false;
  // A token that Cognito did not accept names no session. It is revoked all the same: its holder wants it dead, and if
  // Cognito refused it for another reason than being dead (an unknown device, say), this ends it.
  const revoked = await revokeUsedRefreshToken(refreshToken, refreshed, client, userPool);
  return revoked.every((outcome) => outcome === 'revoked');
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
  const revoke = (stored?: UserRevocation) => revokeOthers({ ...claims, originJti }, cutOff, expiresAt, stored);
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
  record: RecordDetails,
  dependencies: SignOutDependencies,
): Promise<SignOutResult> {
  const endAtCognito = () => dependencies.userPool.globalSignOut(claims.username ?? claims.sub);
  const { signedOutAt, atCognito } = await signOutUser(claims, cutOff, record, endAtCognito, dependencies);
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
