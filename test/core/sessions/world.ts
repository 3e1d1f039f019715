import type { RegistrationDependencies } from '../../../lambda/core/sessions/register-session';
import type { TokenClaims } from '../../../lambda/core/token/claims';
import { createRevocationLookup } from '../../../lambda/core/verdict/revocation-lookup';
import { InMemoryRevocationStore } from '../../fakes/in-memory-revocation-store';
import { InMemorySessionRegistry } from '../../fakes/in-memory-session-registry';
import { StandingClock } from '../../support/clock';
import { accessPayload } from '../../support/tokens';

/** Seconds. */
export const REFRESH_TOKEN_VALIDITY = 86_400;
/** NumericDate. */
export const NOW = 1_800_000_100;

/** What sessions need of the outside, in memory. A token is its payload, as JSON: whose it is has been tried elsewhere. */
export function createSessionWorld(maxSessions?: number) {
  const registry = new InMemorySessionRegistry();
  const revocations = new InMemoryRevocationStore();
  const clock = new StandingClock(NOW * 1000);
  const dependencies: RegistrationDependencies = {
    registry,
    revocations,
    clock,
    refreshTokenValidity: REFRESH_TOKEN_VALIDITY,
    maxSessions,
    findRevocations: createRevocationLookup(revocations, clock),
    verifier: {
      verify: (token) => Promise.resolve({ genuine: true, payload: JSON.parse(token) as Record<string, unknown> }),
    },
  };
  return { registry, revocations, clock, dependencies };
}

/** A token of a session that began so many seconds ago. */
export function tokenOf(sessionId: string, ago = 60, overrides: Readonly<Record<string, unknown>> = {}): string {
  const authTime = NOW - ago;
  return JSON.stringify(
    accessPayload({ origin_jti: sessionId, auth_time: authTime, iat: NOW, exp: NOW + 3600, ...overrides }),
  );
}

/** The user of those tokens. */
export const USER: Pick<TokenClaims, 'userPoolId' | 'sub'> = { userPoolId: 'us-east-1_Example', sub: 'user-1' };
