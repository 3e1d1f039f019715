import type { RegisteredSession } from '../../lambda/core/sessions/registered-session';
import { CLIENT, POOL } from './tokens';

/** A registered session of a user. */
export function registeredSession(overrides: Partial<RegisteredSession> = {}): RegisteredSession {
  return {
    userPoolId: POOL,
    sub: 'user-1',
    sessionId: 'session-1',
    clientId: CLIENT,
    signedInAt: 1_800_000_000,
    lastSeenAt: 1_800_000_010,
    expiresAt: 1_802_592_000,
    ...overrides,
  };
}
