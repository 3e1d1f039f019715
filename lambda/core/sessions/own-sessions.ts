import { auditAt } from '../revocation/audit';
import { recordSession } from '../revocation/record-session';
import type { NumericDate, TokenClaims } from '../token/claims';
import { introspect, type IntrospectionDependencies, type RejectionReason } from '../verdict/introspection';
import { endRegistered, type EndRegisteredDependencies } from './end-registered';
import { listSessions, type SessionList, type SessionListDependencies } from './list-sessions';
import { MACHINE } from './register-session';
import type { ParsedPage } from './session-parameters';
import { withActivity, type TrackedSessions } from './tracked-sessions';

/** What came of what a user asked about the own sessions, if it was not done. */
export type OwnSessionsRefusal =
  | { readonly outcome: 'invalid_token'; readonly reason: RejectionReason }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/** A user's sessions, as the user sees them. */
export type OwnSessionsResult =
  { readonly outcome: 'listed'; readonly list: SessionList; readonly currentSessionId: string } | OwnSessionsRefusal;

/** What {@link listOwnSessions} needs of the outside. */
export interface OwnSessionListDependencies extends SessionListDependencies, IntrospectionDependencies {
  /** Asks Cognito what it knows of sessions, where the pool tracks them. */
  readonly tracked?: TrackedSessions | undefined;
}

/**
 * Lists the registered sessions of a token's user that are alive.
 *
 * @throws RevocationError if the token could not be decided on, or the list not be read
 */
export async function listOwnSessions(
  { token, page }: { readonly token: string | undefined; readonly page: ParsedPage },
  dependencies: OwnSessionListDependencies,
): Promise<OwnSessionsResult> {
  const caller = await callerOf(token, dependencies);
  if (!caller.ok) return caller.refusal;
  if (!page.ok) return { outcome: 'invalid_request', description: page.description };
  const { claims } = caller;
  const registered = await listSessions(claims, page, dependencies);
  const list = await withActivity(registered, claims.username, dependencies.tracked);
  return { outcome: 'listed', list, currentSessionId: claims.session.id };
}

/** What ending one of a user's sessions came to. Cognito goes on taking its refresh token; what that brings forth is rejected. */
export type EndSessionResult =
  | {
      readonly outcome: 'partial';
      readonly scope: 'session';
      /** The time of the sign-out. */
      readonly signedOutAt: NumericDate;
      readonly unfinished: readonly ['refresh_token'];
    }
  | { readonly outcome: 'unknown_session' }
  | OwnSessionsRefusal;

/**
 * Ends one session of a token's user: the token's own, or a registered one. When it resolves with `partial`, the tokens of that
 * session are rejected. To end one again is the same.
 *
 * @throws RevocationError if the token could not be decided on, or it could not be recorded; the caller should try again
 */
export async function endOwnSession(
  {
    token,
    sessionId,
    requestId,
  }: { readonly token: string | undefined; readonly sessionId: string; readonly requestId: string },
  dependencies: EndRegisteredDependencies & IntrospectionDependencies,
): Promise<EndSessionResult> {
  const caller = await callerOf(token, dependencies);
  if (!caller.ok) return caller.refusal;
  const { claims } = caller;
  const audit = auditAt(dependencies.clock.now(), {
    initiatedBy: 'user',
    actor: claims.sub,
    reason: 'sign-out session',
    requestId,
  });
  const registered = isSessionId(sessionId) ? await dependencies.registry.find(claims, sessionId) : undefined;
  if (registered !== undefined) await endRegistered(registered, audit, dependencies);
  else if (sessionId === claims.session.id) await recordSession(claims, audit, dependencies);
  else return { outcome: 'unknown_session' };
  return { outcome: 'partial', scope: 'session', signedOutAt: audit.revokedAt, unfinished: ['refresh_token'] };
}

/** What can be the id of a session: longer ones no token bears, and no key holds. */
function isSessionId(id: string): boolean {
  return id !== '' && id.length <= 256 && id.isWellFormed();
}

type Caller =
  { readonly ok: true; readonly claims: TokenClaims } | { readonly ok: false; readonly refusal: OwnSessionsRefusal };

async function callerOf(token: string | undefined, dependencies: IntrospectionDependencies): Promise<Caller> {
  const caller = await introspect(token, dependencies);
  if (!caller.active) return { ok: false, refusal: { outcome: 'invalid_token', reason: caller.reason } };
  return caller.claims.session.kind === 'session'
    ? { ok: true, claims: caller.claims }
    : { ok: false, refusal: { outcome: 'invalid_request', description: MACHINE } };
}
