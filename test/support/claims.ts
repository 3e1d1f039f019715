import type { Session, TokenClaims } from '../../lambda/core/token/claims';
import { CLIENT, ISSUER, POOL } from './tokens';

/** Claims of a user's access token. */
export function claimsOf(overrides: Partial<TokenClaims> = {}): TokenClaims {
  return {
    issuer: ISSUER,
    userPoolId: POOL,
    sub: 'user-1',
    username: 'alice',
    clientId: CLIENT,
    tokenUse: 'access',
    session: sessionNamed('session-1'),
    jti: 'access-1',
    signedInAt: 1_800_000_000,
    issuedAt: 1_800_000_000,
    expiresAt: 1_800_003_600,
    scope: 'aws.cognito.signin.user.admin',
    groups: [],
    ...overrides,
  };
}

/** Claims of a client's own access token (client credentials). */
export function machineClaims(overrides: Partial<TokenClaims> = {}): TokenClaims {
  const { issuedAt = 1_800_000_000 } = overrides;
  return claimsOf({
    sub: CLIENT,
    username: undefined,
    session: { kind: 'token', id: 'machine-1' },
    jti: 'machine-1',
    signedInAt: issuedAt,
    ...overrides,
  });
}

/** A sign-in, by its `origin_jti`. */
export function sessionNamed(id: string): Session {
  return { kind: 'session', id };
}
