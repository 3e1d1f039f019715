import { auditAt, TOKEN_REVOCATION } from '../revocation/audit';
import { cutOffAt } from '../revocation/cut-off';
import type { SessionlessClaims } from '../token/claims';
import { claimedIssuer, isOfPool } from '../token/unverified';
import type { TokenVerifier } from '../token/verification';
import { callerOfGlobalSignOut } from './global-sign-out-caller';
import type { OAuthClient } from './oauth-client';
import type { LearnedSession, RefreshTokenSessions } from './refresh-token-session';
import type { UserPool } from './user-pool';
import { recordUserSignOut, untilOver, type UserSignOutDependencies } from './user-sign-out';

/** A request in Cognito's own protocol, by what the rules read of it. */
export interface CognitoCall {
  readonly operation: string;
  /** The app client that it names. */
  readonly client: OAuthClient | undefined;
  /** The user pool that it names. */
  readonly userPoolId: string | undefined;
  readonly accessToken: string | undefined;
  /** Of `RevokeToken`: a refresh token. */
  readonly token: string | undefined;
}

/** For operators: a sign-out that has been recorded and passed on. */
export interface ProxiedSignOut {
  readonly outcome: 'recorded';
  readonly operation: SessionsToEnd['operation'];
}

/** Why a request is not passed on. */
export type Refusal =
  | 'incomplete'
  | 'unknown_client'
  | 'unknown_user_pool'
  | 'invalid_token'
  | 'revoked_token'
  | 'used_up_token'
  | 'unknown_session';

/** Whose sessions a request ends. */
export type SessionsToEnd =
  | { readonly of: 'user'; readonly operation: 'GlobalSignOut'; readonly claims: SessionlessClaims }
  | { readonly of: 'session'; readonly operation: 'RevokeToken'; readonly learned: LearnedSession };

/**
 * What is to be done with a request: `pass` it on to Cognito; `refuse` it; or `record` what it ends, and pass it on then.
 * There is no fourth: what can't be decided is an error, and not passed on either.
 */
export type ProxyDecision =
  | { readonly action: 'pass' }
  | { readonly action: 'refuse'; readonly why: Refusal }
  | { readonly action: 'record'; readonly ends: SessionsToEnd };

/** What the proxy needs of the outside. */
export interface CognitoProxyDependencies extends UserSignOutDependencies {
  /** See {@link callerOfGlobalSignOut}. */
  readonly callerVerifier: TokenVerifier;
  readonly refreshTokens: RefreshTokenSessions;
  readonly userPool: UserPool;
  readonly userPoolId: string;
  /** App clients that there are for us; the others' requests are not passed on. */
  readonly userPoolClientIds: readonly string[];
}

/**
 * Decides on a request. A refresh token is used once for it, to learn its session; Cognito is asked nothing else.
 *
 * @throws RevocationError if it can't be known whose sessions the request would end
 */
export async function decideOnCall(call: CognitoCall, dependencies: CognitoProxyDependencies): Promise<ProxyDecision> {
  const { operation, client, accessToken, token } = call;
  const refusal = strangerIn(call, dependencies);
  if (refusal !== undefined) return { action: 'refuse', why: refusal };
  // Where we find nothing to go by, Cognito might: so it does not get to see it.
  switch (operation) {
    case 'GlobalSignOut':
      return accessToken === undefined ? INCOMPLETE : decideOnGlobalSignOut(accessToken, dependencies);
    case 'RevokeToken':
      return token === undefined || client === undefined
        ? INCOMPLETE
        : decideOnRevokeToken(token, client, dependencies);
    case 'RevokeUserSession':
      // Its session is Cognito's own, and does not say whose tokens it ends.
      return { action: 'refuse', why: 'unknown_session' };
    default:
      return { action: 'pass' };
  }
}

const INCOMPLETE: ProxyDecision = { action: 'refuse', why: 'incomplete' };

/**
 * What is left of a sign-out when Cognito has answered. Resolves when the caller may be answered: `as_answered`, or `ended`, if
 * the session has ended at Cognito whatever was said there: learning it may have used up the token that was sent.
 */
export type Completion = () => Promise<'as_answered' | 'ended'>;

/**
 * Records what a request ends. From then on it may be passed on, once.
 *
 * @throws RevocationError if it could not be recorded: then it must not be passed on
 */
export async function recordCall(
  ends: SessionsToEnd,
  requestId: string,
  dependencies: CognitoProxyDependencies,
): Promise<Completion> {
  const { clock, refreshTokens, userPool } = dependencies;
  const now = clock.now();
  switch (ends.of) {
    case 'user': {
      const { claims } = ends;
      const audit = auditAt(now, { initiatedBy: 'user', actor: claims.sub, reason: ends.operation, requestId });
      const recorded = await recordUserSignOut(claims, cutOffAt(now, claims), audit, dependencies);
      return async () => {
        await untilOver(recorded, clock);
        return 'as_answered';
      };
    }
    case 'session': {
      const { client, rotatedRefreshToken: successor } = ends.learned;
      const audit = auditAt(now, { initiatedBy: 'user', actor: client.clientId, reason: TOKEN_REVOCATION, requestId });
      await refreshTokens.record(ends.learned, audit);
      return async () => {
        if (successor === undefined) return 'as_answered';
        // Nobody but this process has ever seen the successor; what it would bring forth is rejected anyway.
        const outcome = await userPool.revoke(successor, client);
        return outcome === 'revoked' || outcome === 'dead' ? 'ended' : 'as_answered';
      };
    }
  }
}

/** Whether it is about another user pool, for which nothing is done at our cost and from our address. */
function strangerIn(
  { client, userPoolId, accessToken }: CognitoCall,
  ours: CognitoProxyDependencies,
): Refusal | undefined {
  if (client !== undefined && !ours.userPoolClientIds.includes(client.clientId)) return 'unknown_client';
  if (userPoolId !== undefined && userPoolId !== ours.userPoolId) return 'unknown_user_pool';
  const isOfAnother =
    accessToken !== undefined && claimedIssuer(accessToken) !== undefined && !isOfPool(accessToken, ours.userPoolId);
  return isOfAnother ? 'invalid_token' : undefined;
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_GlobalSignOut.html */
async function decideOnGlobalSignOut(
  accessToken: string,
  dependencies: CognitoProxyDependencies,
): Promise<ProxyDecision> {
  const caller = await callerOfGlobalSignOut(accessToken, dependencies);
  switch (caller.is) {
    case 'user':
      return { action: 'record', ends: { of: 'user', operation: 'GlobalSignOut', claims: caller.claims } };
    case 'revoked':
      return { action: 'refuse', why: 'revoked_token' };
    case 'nobody_here':
      return { action: 'pass' };
    case 'unknown':
      return { action: 'refuse', why: 'invalid_token' };
  }
}

/** https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_RevokeToken.html */
async function decideOnRevokeToken(
  refreshToken: string,
  client: OAuthClient,
  { refreshTokens }: CognitoProxyDependencies,
): Promise<ProxyDecision> {
  const learning = await refreshTokens.learn(refreshToken, client);
  switch (learning.outcome) {
    case 'learned':
      return { action: 'record', ends: { of: 'session', operation: 'RevokeToken', learned: learning.learned } };
    case 'refused':
    case 'client_refused':
    case 'not_revocable':
      // Cognito does not accept it, or no gateway accepts what it brings forth: nothing is left to be recorded.
      return { action: 'pass' };
    case 'used_up':
      return { action: 'refuse', why: 'used_up_token' };
  }
}
