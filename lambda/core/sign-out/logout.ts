import { LOGOUT_DONE_PATH } from '../../contract';
import type { Clock } from '../clock';
import { auditAt } from '../revocation/audit';
import type { SessionRecordDependencies } from '../revocation/record-session';
import { parseClaims, type SessionlessClaims, type TokenClaims } from '../token/claims';
import type { TokenVerifier } from '../token/verification';
import { logoutUrlOf, type ManagedLogin } from './managed-login';
import { keptReturn, returnUrlOf, type LogoutReturnDependencies } from './logout-return';
import { endSession } from './session-sign-out';

/** A request to log out, by what the rules read of it; its parameters' names are those of the specification. */
export interface LogoutRequest {
  readonly idTokenHint: string | undefined;
  readonly clientId: string | undefined;
  readonly postLogoutRedirectUri: string | undefined;
  readonly state: string | undefined;
  /** For audit. */
  readonly requestId: string;
}

/**
 * What a logout came to.
 * - `signed_out`: every token of the hint's session is rejected.
 * - `nothing_to_sign_out`: there was no valid hint, or nothing of its session lives.
 * - `invalid_request`: nothing was done, and the browser must not be sent anywhere.
 */
export type LogoutResult =
  | { readonly outcome: 'signed_out' | 'nothing_to_sign_out'; readonly redirect: LogoutRedirect | undefined }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/** Where the browser goes. */
export interface LogoutRedirect {
  readonly url: string;
  /** What it keeps for its return to `/oauth2/logout/done`, if that is on its way. */
  readonly kept?: string;
}

/** What {@link logOut} needs of the outside. */
export interface LogoutDependencies extends SessionRecordDependencies, LogoutReturnDependencies {
  /** Accepts ID tokens of the accepted clients, and those whose `exp` has passed as well: their session may be alive. */
  readonly hintVerifier: TokenVerifier;
  readonly managedLogin?: ManagedLogin | undefined;
  /** No slash at the end. */
  readonly signOutApiUrl: string;
  readonly clock: Clock;
}

/**
 * Characters of a state as it stands in an address: longer ones are not certain to pass every browser, server and gateway (API
 * Gateway's headers are 10,240 bytes in all), and what has been recorded by then could not be told.
 */
const MAX_STATE = 2048;

/**
 * OpenID Connect's logout. The session of the hint is recorded as signed out, and then the browser is sent to managed login,
 * which ends its cookie there, or straight back to the client. Whatever is wrong with the request is found before: then nothing is
 * signed out, and the browser goes nowhere.
 *
 * @throws RevocationError if the hint can't be verified, the client not be looked up or the session not be recorded; the
 *   browser must not be sent anywhere, and may try again
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export async function logOut(request: LogoutRequest, dependencies: LogoutDependencies): Promise<LogoutResult> {
  const hint = await readHint(request.idTokenHint, dependencies.hintVerifier);
  const client = clientOf(request.clientId, hint, dependencies.userPoolClientIds);
  if (!client.ok) return invalid(client.description);
  const destination = await destinationOf(request, client.value, dependencies);
  if (!destination.ok) return invalid(destination.description);
  const hasEnded = hint.is === 'valid' && (await end(hint.claims, request.requestId, dependencies));
  return { outcome: hasEnded ? 'signed_out' : 'nothing_to_sign_out', redirect: destination.value };
}

/** What an `id_token_hint` is worth. */
type Hint =
  | { readonly is: 'valid'; readonly claims: TokenClaims }
  | { readonly is: 'of_no_session'; readonly claims: SessionlessClaims }
  | { readonly is: 'missing' | 'not_valid' | 'of_another_client' };

type Found<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly description: string };

async function readHint(idTokenHint: string | undefined, verifier: TokenVerifier): Promise<Hint> {
  if (idTokenHint === undefined) return { is: 'missing' };
  const verification = await verifier.verify(idTokenHint);
  if (!verification.genuine) return { is: verification.reason === 'wrong_client' ? 'of_another_client' : 'not_valid' };
  const parsed = parseClaims(verification.payload);
  if (parsed.ok) return { is: 'valid', claims: parsed.claims };
  // Of a session that no token names every gateway rejects all there is: there is nothing to sign out of, but the client is known.
  return parsed.reason === 'not_revocable' ? { is: 'of_no_session', claims: parsed.claims } : { is: 'not_valid' };
}

function clientOf(clientId: string | undefined, hint: Hint, accepted: readonly string[]): Found<string> {
  switch (hint.is) {
    case 'of_another_client':
      return wrong('id_token_hint was issued to a client that is not accepted here');
    case 'valid':
    case 'of_no_session':
      return clientId === undefined || clientId === hint.claims.clientId
        ? found(hint.claims.clientId)
        : wrong('client_id must be the client that id_token_hint was issued to');
    case 'missing':
    case 'not_valid':
      if (clientId === undefined) {
        const what = hint.is === 'missing' ? 'missing' : 'not an ID token of this user pool';
        return wrong(`id_token_hint is ${what}, and client_id is missing`);
      }
      return accepted.includes(clientId) ? found(clientId) : wrong('client_id is not one of the accepted app clients');
  }
}

/** Where the browser is sent to; undefined if nowhere. */
async function destinationOf(
  { postLogoutRedirectUri: uri, state }: LogoutRequest,
  clientId: string,
  { clients, managedLogin, signOutApiUrl }: LogoutDependencies,
): Promise<Found<LogoutRedirect | undefined>> {
  if (state !== undefined && encodeURIComponent(state).length > MAX_STATE) return wrong('state is too long');
  if (uri === undefined && managedLogin === undefined) return found(undefined);
  const { logoutUrls, usesManagedLogin } = await clients.find(clientId);
  if (uri !== undefined && !logoutUrls.includes(uri)) {
    return wrong('post_logout_redirect_uri must be one of the sign-out URLs of the client, to the character');
  }
  if (managedLogin === undefined || !usesManagedLogin) {
    return found(uri === undefined ? undefined : { url: returnUrlOf(uri, state) });
  }
  const byManagedLogin = (logoutUri: string) => logoutUrlOf({ ...managedLogin, logoutUri }, clientId);
  // Without an address of the client's there is nowhere to bring the state to.
  if (uri === undefined || state === undefined) return found({ url: byManagedLogin(uri ?? managedLogin.logoutUri) });
  // Managed login gives no state back.
  const done = `${signOutApiUrl}${LOGOUT_DONE_PATH}`;
  if (!logoutUrls.includes(done)) {
    return wrong(`state can come back only if ${done} is one of the sign-out URLs of the client`);
  }
  const kept = keptReturn({ clientId, uri, state });
  return kept === undefined ? wrong('state is too long') : found({ url: byManagedLogin(done), kept });
}

/** @returns whether there was anything to end */
async function end(claims: TokenClaims, requestId: string, dependencies: LogoutDependencies): Promise<boolean> {
  const audit = auditAt(dependencies.clock.now(), {
    initiatedBy: 'user',
    actor: claims.sub,
    reason: 'logout',
    requestId,
  });
  return endSession(claims, audit, dependencies);
}

function found<T>(value: T): Found<T> {
  return { ok: true, value };
}

function wrong(description: string): { readonly ok: false; readonly description: string } {
  return { ok: false, description };
}

function invalid(description: string): LogoutResult {
  return { outcome: 'invalid_request', description };
}
