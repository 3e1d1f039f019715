import type { Connection } from '../../lambda/core/connections/connection';
import { sessionNamed } from './claims';
import { CLIENT, POOL } from './tokens';

/** An open connection of a user. */
export function connectionOf(overrides: Partial<Connection> = {}): Connection {
  return {
    apiId: 'api1',
    stage: 'v1',
    connectionId: 'connection-1',
    userPoolId: POOL,
    sub: 'user-1',
    clientId: CLIENT,
    session: sessionNamed('session-1'),
    signedInAt: 1_800_000_000,
    tokenExpiresAt: 1_800_003_600,
    registeredAt: 1_800_000_010_000,
    ...overrides,
  };
}
