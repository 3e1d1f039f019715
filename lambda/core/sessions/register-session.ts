import { isRejectedBy } from '../revocation/revocation';
import { everyRevocationKeyOf } from '../revocation/revocation-key';
import type { NumericDate, TokenClaims } from '../token/claims';
import { introspect, type IntrospectionDependencies, type RejectionReason } from '../verdict/introspection';
import type { EndRegisteredDependencies } from './end-registered';
import type { Device, RegisteredSession } from './registered-session';
import { isOfNewest } from './session-limit';
import type { ParsedLabel } from './session-parameters';
import type { TrackedSessions } from './tracked-sessions';

/** What registering a sign-in needs of the outside. */
export interface SignInRegistrationDependencies extends EndRegisteredDependencies {
  /** How many registered sessions a user may have; undefined if as many as they like. */
  readonly maxSessions: number | undefined;
}

/** What registering the session of a token needs besides. */
export interface RegistrationDependencies extends SignInRegistrationDependencies, IntrospectionDependencies {
  /** Asks Cognito what it calls a session, where the pool tracks them. */
  readonly tracked?: TrackedSessions | undefined;
}

/** A request to register the session of a token. */
export interface Registration {
  /** The caller's access or ID token: it alone says whose session is registered. */
  readonly token: string | undefined;
  readonly parsed: ParsedLabel;
  readonly device: Device;
  /** For audit. */
  readonly requestId: string;
}

/** What a registration came to. The reason of `invalid_token` is for telemetry: no caller is told. */
export type RegistrationResult =
  | { readonly outcome: 'registered'; readonly session: RegisteredSession }
  | { readonly outcome: 'invalid_token'; readonly reason: RejectionReason }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/**
 * Registers the session of a token among its user's, or renews what is known of it. If the user has more registered sessions
 * than the owner allows, the oldest end: when it resolves, their tokens are rejected.
 *
 * A session that ends meanwhile is not registered: what is recorded is read after the registry has been written. So whoever records
 * later has it out of the list, and whoever has recorded before has it refused.
 *
 * @throws RevocationError if the token could not be decided on, or the session not be registered, or the oldest not be ended; the
 *   caller should try again
 */
export async function registerSession(
  { token, parsed, device, requestId }: Registration,
  dependencies: RegistrationDependencies,
): Promise<RegistrationResult> {
  const caller = await introspect(token, dependencies);
  if (!caller.active) return { outcome: 'invalid_token', reason: caller.reason };
  if (!parsed.ok) return { outcome: 'invalid_request', description: parsed.description };
  const { claims } = caller;
  if (claims.session.kind === 'token') return { outcome: 'invalid_request', description: MACHINE };
  const result = await registerSignIn(claims, { label: parsed.label, device, requestId }, dependencies);
  // Only an access token can tell.
  const isToBeAsked = token !== undefined && claims.tokenUse === 'access';
  if (result.outcome === 'registered' && isToBeAsked) await track(result.session, token, dependencies);
  return result;
}

/** Has the session known by what Cognito calls it: once, for that it goes on calling it. Nothing depends on it. */
async function track(
  session: RegisteredSession,
  accessToken: string,
  { tracked, registry }: RegistrationDependencies,
): Promise<void> {
  if (tracked === undefined || session.trackedAs !== undefined) return;
  const trackedAs = await tracked.idOf(accessToken);
  if (trackedAs !== undefined) await registry.track(session, trackedAs).catch(() => undefined);
}

/** A sign-in of a user, as a verified token tells of it. */
export interface VerifiedSignIn extends Pick<
  TokenClaims,
  'userPoolId' | 'sub' | 'session' | 'clientId' | 'signedInAt' | 'expiresAt'
> {
  /** When that token was issued; undefined if that is not known. */
  readonly issuedAt?: NumericDate;
}

/** The same for a sign-in whose token somebody has verified, of a user. */
export async function registerSignIn(
  signIn: VerifiedSignIn,
  { label, device, requestId }: Pick<Registration, 'device' | 'requestId'> & { readonly label: string | undefined },
  dependencies: SignInRegistrationDependencies,
): Promise<Extract<RegistrationResult, { readonly outcome: 'registered' | 'invalid_token' }>> {
  const { registry, revocations, maxSessions } = dependencies;
  const known = await registry.find(signIn, signIn.session.id);
  const now = Math.floor(dependencies.clock.now() / 1000);
  const expiresAt = expiryOf(signIn, known, now, dependencies);
  const { userPoolId, sub, session, clientId, signedInAt } = signIn;
  const told = { userPoolId, sub, sessionId: session.id, clientId, signedInAt, lastSeenAt: now, expiresAt };
  const registered = await registry.register({ ...told, label, ...device });
  try {
    const found = await revocations.find(everyRevocationKeyOf(signIn));
    if (found.some((revocation) => isRejectedBy(revocation, signIn))) return REVOKED;
    if (maxSessions === undefined) return { outcome: 'registered', session: registered };
    const isLeft = await isOfNewest(registered, maxSessions, requestId, dependencies);
    return isLeft ? { outcome: 'registered', session: registered } : REVOKED;
  } catch (error) {
    // Whoever signs in is refused, and its tokens are seen by nobody: it must not count, and so end others.
    if (known === undefined) await registry.unlist([registered]).catch(() => undefined);
    throw error;
  }
}

/**
 * From when on none of its tokens can live. Its refresh token is as old as the first token that was seen of it, and may be younger
 * than the sign-in: see {@link lifeOfSession}.
 */
function expiryOf(
  { signedInAt, issuedAt, expiresAt }: VerifiedSignIn,
  known: RegisteredSession | undefined,
  now: NumericDate,
  { refreshTokenValidity }: SignInRegistrationDependencies,
): NumericDate {
  const refreshable = known?.expiresAt ?? Math.max(signedInAt, issuedAt ?? now) + refreshTokenValidity;
  return Math.max(refreshable, expiresAt);
}

/** A machine does not sign in. */
export const MACHINE = 'a machine token has no session';

const REVOKED = { outcome: 'invalid_token', reason: 'revoked' } as const;
