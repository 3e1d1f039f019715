import type { NumericDate, UserIdentity } from '../token/claims';

/** A session that an app has registered, so that its user sees it: what is known of it. No token is part of it. */
export interface RegisteredSession extends UserIdentity {
  /** Its id: the claim `origin_jti` of all its tokens. */
  readonly sessionId: string;
  /** The app client that it was begun with. */
  readonly clientId: string;
  /** When it began: `auth_time`. */
  readonly signedInAt: NumericDate;
  /** When it was registered last. */
  readonly lastSeenAt: NumericDate;
  /** From when on none of its tokens can live. */
  readonly expiresAt: NumericDate;
  /** What its user or the app calls it. */
  readonly label?: string | undefined;
  /** The header `User-Agent` of the request that registered it last, cut off at {@link MAX_USER_AGENT_LENGTH}. */
  readonly userAgent?: string | undefined;
  /** Where that request came from. */
  readonly ipAddress?: string | undefined;
  /** What Cognito calls it, where the pool tracks sessions itself. */
  readonly trackedAs?: string | undefined;
}

/** Where an IP address is, as far as that is known. */
export interface SessionLocation {
  readonly city?: string;
  /** Its name in English. */
  readonly country?: string;
}

/** A registered session, with what Cognito knows of it. */
export interface ListedSession extends RegisteredSession {
  readonly location?: SessionLocation | undefined;
}

/** What a request tells of the device that it comes from. */
export type Device = Pick<RegisteredSession, 'userAgent' | 'ipAddress'>;

/** Characters that are kept of a user agent: it is the caller's to choose. */
export const MAX_USER_AGENT_LENGTH = 256;

/** A device as it is kept. */
export function deviceOf(userAgent: string | undefined, ipAddress: string | undefined): Device {
  return {
    ...(userAgent !== undefined &&
      userAgent !== '' && { userAgent: userAgent.slice(0, MAX_USER_AGENT_LENGTH).toWellFormed() }),
    ...(ipAddress !== undefined && ipAddress !== '' && { ipAddress }),
  };
}

/** What revocations of the session are found by, and compared with. */
export function signInOf({ userPoolId, sub, clientId, sessionId, signedInAt }: RegisteredSession) {
  return { userPoolId, sub, clientId, session: { kind: 'session', id: sessionId }, signedInAt } as const;
}
