import type { Clock } from '../clock';
import { RevocationError } from '../errors';
import type { Audit } from '../revocation/audit';
import { poolKeyOf } from '../revocation/revocation-key';
import { parseClaims, type TokenClaims } from '../token/claims';
import type { OAuthClient } from './oauth-client';
import { recordSession, type SessionSignOutDependencies } from './session-sign-out';
import type { UserPool } from './user-pool';

/** The session of a refresh token that has been used once to learn it. */
export interface LearnedSession {
  readonly refreshToken: string;
  readonly client: OAuthClient;
  readonly claims: TokenClaims;
  /** What has replaced it, where the client rotates refresh tokens. Nobody but this process has ever seen it. */
  readonly rotatedRefreshToken: string | undefined;
}

/**
 * What a refresh token tells:
 * - `learned`: its session.
 * - `refused`: nothing, as Cognito does not accept it.
 * - `used_up`: nothing, as a rotation has replaced it. Its session may be alive.
 * - `not_revocable`: its tokens name no session, and no gateway accepts them.
 */
export type Learned =
  | { readonly outcome: 'learned'; readonly learned: LearnedSession }
  | { readonly outcome: 'refused' | 'used_up' | 'not_revocable' };

/** Learns the sessions of refresh tokens, and records that they have ended. */
export interface RefreshTokenSessions {
  /**
   * Uses the refresh token once.
   *
   * @param deviceKey - see {@link UserPool.refresh}
   * @throws RevocationError `user_pool_unavailable` if Cognito, or a trigger of the pool, did not say; or if the session
   *   could not be recorded either: then the refresh token has not been used
   */
  learn(refreshToken: string, client: OAuthClient, deviceKey?: string): Promise<Learned>;
  /**
   * Records that the session has ended. Where learning it has used the refresh token up, a fault is tried again until it is
   * time to answer; then its successor is revoked, and the session is remembered, for whoever comes with that token again.
   *
   * @throws RevocationError if it could not be recorded
   */
  record(learned: LearnedSession, audit: Audit): Promise<void>;
}

/** What {@link createRefreshTokenSessions} needs of the outside. */
export interface RefreshTokenSessionDependencies extends SessionSignOutDependencies {
  readonly userPool: UserPool;
  readonly userPoolId: string;
  readonly clock: Clock;
}

/** Milliseconds. API Gateway waits for 30 s; the refresh before may have taken 11 s, and the last attempt takes some. */
const RECORD_DEADLINE = 10_000;
/** Milliseconds between attempts. */
const RETRY_DELAY = 250;
/** So many sessions are remembered at most. */
const MAX_UNRECORDED = 1000;

/** One for each process: it remembers what it has learned and could not record. */
export function createRefreshTokenSessions(dependencies: RefreshTokenSessionDependencies): RefreshTokenSessions {
  const { userPool, userPoolId, revocations, clock } = dependencies;
  const unrecorded = new Map<string, LearnedSession>();

  const keep = (learned: LearnedSession) => {
    const [oldest] = unrecorded.keys();
    if (unrecorded.size >= MAX_UNRECORDED && oldest !== undefined) unrecorded.delete(oldest);
    unrecorded.set(learned.refreshToken, learned);
  };

  return {
    async learn(refreshToken, client, deviceKey) {
      const earlier = unrecorded.get(refreshToken);
      if (earlier?.client.clientId === client.clientId) return { outcome: 'learned', learned: earlier };
      // A store that is down is noticed here, before the refresh token is used, which may use it up.
      await revocations.find([poolKeyOf({ userPoolId })]);
      const refreshed = await userPool.refresh(refreshToken, client, deviceKey);
      if (refreshed.outcome === 'unavailable') throw untold(refreshed.cause);
      if (refreshed.outcome !== 'accepted') return { outcome: refreshed.outcome };
      const { payload, rotatedRefreshToken } = refreshed;
      const parsed = parseClaims(payload);
      if (parsed.ok) {
        return { outcome: 'learned', learned: { refreshToken, client, claims: parsed.claims, rotatedRefreshToken } };
      }
      if (parsed.reason === 'not_revocable') return { outcome: 'not_revocable' };
      throw untold();
    },

    async record(learned, audit) {
      const startedAt = clock.steady();
      for (;;) {
        try {
          await recordSession(learned.claims, audit, dependencies);
          unrecorded.delete(learned.refreshToken);
          return;
        } catch (error) {
          if (learned.rotatedRefreshToken === undefined) throw error;
          keep(learned);
          if (clock.steady() - startedAt >= RECORD_DEADLINE) {
            // The least that can be done: it brings forth no more tokens.
            await userPool.revoke(learned.rotatedRefreshToken, learned.client);
            throw error;
          }
          await clock.waitUntil(clock.now() + RETRY_DELAY);
        }
      }
    },
  };
}

function untold(cause?: unknown): RevocationError {
  return new RevocationError('user_pool_unavailable', 'Cognito did not say whose the refresh token is', { cause });
}
