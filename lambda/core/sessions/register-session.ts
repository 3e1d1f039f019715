import { isRejectedBy } from '../revocation/revocation';
import { everyRevocationKeyOf } from '../revocation/revocation-key';
import type { TokenClaims } from '../token/claims';
import { introspect, type IntrospectionDependencies, type RejectionReason } from '../verdict/introspection';
import type { EndRegisteredDependencies } from './end-registered';
import type { Device, RegisteredSession } from './registered-session';
import { endOldest } from './session-limit';
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
  // Only an access token can tell, and only the first time need it: what Cognito calls a session, it goes on calling it.
  const { tracked, registry } = dependencies;
  const isToBeAsked = tracked !== undefined && token !== undefined && claims.tokenUse === 'access';
  if (!isToBeAsked || result.outcome !== 'registered' || result.session.trackedAs !== undefined) return result;
  const trackedAs = await tracked.idOf(token);
  if (trackedAs === undefined) return result;
  return { outcome: 'registered', session: await registry.register({ ...result.session, trackedAs }) };
}

/** A sign-in of a user, as a verified token tells of it. */
export type VerifiedSignIn = Pick<
  TokenClaims,
  'userPoolId' | 'sub' | 'session' | 'clientId' | 'signedInAt' | 'expiresAt'
>;

/** The same for a sign-in whose token somebody has verified, of a user. */
export async function registerSignIn(
  signIn: VerifiedSignIn,
  { label, device, requestId }: Pick<Registration, 'device' | 'requestId'> & { readonly label: string | undefined },
  dependencies: SignInRegistrationDependencies,
): Promise<Extract<RegistrationResult, { readonly outcome: 'registered' | 'invalid_token' }>> {
  const { registry, revocations, maxSessions } = dependencies;
  const session = await registry.register(sessionOf(signIn, label, device, dependencies));
  const found = await revocations.find(everyRevocationKeyOf(signIn));
  if (found.some((revocation) => isRejectedBy(revocation, signIn))) return REVOKED;
  if (maxSessions !== undefined) {
    const ended = await endOldest(signIn, maxSessions, requestId, dependencies);
    if (ended.some(({ sessionId }) => sessionId === session.sessionId)) return REVOKED;
  }
  return { outcome: 'registered', session };
}

/** A machine does not sign in. */
export const MACHINE = 'a machine token has no session';

const REVOKED = { outcome: 'invalid_token', reason: 'revoked' } as const;

function sessionOf(
  { userPoolId, sub, session, clientId, signedInAt, expiresAt }: VerifiedSignIn,
  label: string | undefined,
  device: Device,
  { clock, refreshTokenValidity }: SignInRegistrationDependencies,
): RegisteredSession {
  return {
    userPoolId,
    sub,
    sessionId: session.id,
    clientId,
    signedInAt,
    lastSeenAt: Math.floor(clock.now() / 1000),
    // As long as it can be refreshed, and at least as long as the token at hand lives.
    expiresAt: Math.max(signedInAt + refreshTokenValidity, expiresAt),
    label,
    ...device,
  };
}
