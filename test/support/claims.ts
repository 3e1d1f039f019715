import type { TokenClaims } from '../../lambda/core/token/claims';
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
    originJti: 'session-1',
    jti: 'access-1',
    authTime: 1_800_000_000,
    issuedAt: 1_800_000_000,
    expiresAt: 1_800_003_600,
    scope: 'aws.cognito.signin.user.admin',
    groups: [],
    ...overrides,
  };
}

/** Claims of a client's own access token (client credentials). */
export function machineClaims(overrides: Partial<TokenClaims> = {}): TokenClaims {
  return claimsOf({
    sub: CLIENT,
    username: undefined,
    originJti: undefined,
    jti: 'machine-1',
    authTime: undefined,
    ...overrides,
  });
}
