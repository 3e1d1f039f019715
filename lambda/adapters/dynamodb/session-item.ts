import { SESSION_ATTRIBUTE as ATTRIBUTE } from '../../contract';
import { userKeyOf } from '../../core/revocation/revocation-key';
import type { RegisteredSession } from '../../core/sessions/registered-session';
import type { SessionPosition } from '../../core/sessions/session-registry';
import type { UserIdentity } from '../../core/token/claims';
import { attributesOf, number, type Item } from './attributes';

const { text, numeric } = attributesOf('session_registry_corrupt');

/** The key of a session. */
export function toKey(user: UserIdentity, sessionId: string): Item {
  return { [ATTRIBUTE.user]: { S: userKeyOf(user) }, [ATTRIBUTE.sessionId]: { S: sessionId } };
}

/** A place in the index of listed sessions. */
export function toIndexKey(user: UserIdentity, { signedInAt, sessionId }: SessionPosition): Item {
  return { ...toKey(user, sessionId), [ATTRIBUTE.listedAs]: number(signedInAt) };
}

/**
 * A key of the index as the place in it.
 *
 * @throws RevocationError `session_registry_corrupt`
 */
export function positionIn(key: Item): SessionPosition {
  return { signedInAt: numeric(key, ATTRIBUTE.listedAs), sessionId: text(key, ATTRIBUTE.sessionId) };
}

/** What is written of a session besides its key. What is not known of it is not there. */
export function toAttributes(session: RegisteredSession): Item {
  const { label, userAgent, ipAddress } = session;
  return {
    [ATTRIBUTE.listedAs]: number(session.signedInAt),
    [ATTRIBUTE.clientId]: { S: session.clientId },
    [ATTRIBUTE.signedInAt]: number(session.signedInAt),
    [ATTRIBUTE.lastSeenAt]: number(session.lastSeenAt),
    [ATTRIBUTE.expiresAt]: number(session.expiresAt),
    ...(label !== undefined && { [ATTRIBUTE.label]: { S: label } }),
    ...(userAgent !== undefined && { [ATTRIBUTE.userAgent]: { S: userAgent } }),
    ...(ipAddress !== undefined && { [ATTRIBUTE.ipAddress]: { S: ipAddress } }),
  };
}

/**
 * An item as a session.
 *
 * @throws RevocationError `session_registry_corrupt`
 */
export function fromItem({ userPoolId, sub }: UserIdentity, item: Item): RegisteredSession {
  return {
    userPoolId,
    sub,
    sessionId: text(item, ATTRIBUTE.sessionId),
    clientId: text(item, ATTRIBUTE.clientId),
    signedInAt: numeric(item, ATTRIBUTE.signedInAt),
    lastSeenAt: numeric(item, ATTRIBUTE.lastSeenAt),
    expiresAt: numeric(item, ATTRIBUTE.expiresAt),
    ...(ATTRIBUTE.label in item && { label: text(item, ATTRIBUTE.label) }),
    ...(ATTRIBUTE.userAgent in item && { userAgent: text(item, ATTRIBUTE.userAgent) }),
    ...(ATTRIBUTE.ipAddress in item && { ipAddress: text(item, ATTRIBUTE.ipAddress) }),
    ...(ATTRIBUTE.trackedAs in item && { trackedAs: text(item, ATTRIBUTE.trackedAs) }),
  };
}
