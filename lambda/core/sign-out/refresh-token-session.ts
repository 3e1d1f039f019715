import type { Clock } from '../clock';
import { RevocationError } from '../errors';
import type { Audit } from '../revocation/audit';
import { recordSession, type SessionRecordDependencies } from '../revocation/record-session';
import { poolKeyOf } from '../revocation/revocation-key';
import { parseClaims, type TokenClaims } from '../token/claims';
import type { OAuthClient } from './oauth-client';
import type { UserPool } from './user-pool';

/** The session of a refresh token that has been used once to learn it. */
export interface LearnedSession {
  readonly refreshToken: string;
  readonly client: OAuthClient;
  readonly claims: TokenClaims;
  /** What has replaced it, where the client rotates refresh tokens. Nobody but this process has ever seen it. */
  readonly rotatedRefreshToken: string | undefined;
  /** When it began to be learned (milliseconds, of the steady clock). */
  readonly startedAt: number;
}

/**
 * What a refresh token tells:
 * - `learned`: its session.
 * - `refused`: nothing, as Cognito does not accept it.
 * - `client_refused`: nothing, as Cognito does not accept the client.
 * - `used_up`: nothing, as a rotation has replaced it. Its session may be alive.
 * - `not_revocable`: its tokens name no session, and no gateway accepts them.
 */
export type Learned =
  | { readonly outcome: 'learned'; readonly learned: LearnedSession }
  | { readonly outcome: 'refused' | 'client_refused' | 'used_up' | 'not_revocable' };

/** Learns the sessions of refresh tokens, and records that they have ended. */
export interface RefreshTokenSessions {
  /**
   * Uses the refresh token once.
   *
   * @param deviceKey - see {@link UserPool.refresh}
   * @throws RevocationError `user_pool_unavailable` if Cognito, or a trigger of the pool, did not say;
   *   `revocation_store_unavailable`, `revocation_store_corrupt` if the table can't be read: then it has not been used
   */
  learn(refreshToken: string, client: OAuthClient, deviceKey?: string): Promise<Learned>;
  /**
   * Records that the session has ended. Where learning it has used the refresh token up, a fault is tried again until it is
   * time to answer; then the session is remembered, for whoever comes with that token again. Its successor is left alone:
   * nobody has ever seen it, and revoked it might make Cognito take the used-up one for a dead one.
   *
   * @throws RevocationError if it could not be recorded
   */
  record(learned: LearnedSession, audit: Audit): Promise<void>;
}

/** What {@link createRefreshTokenSessions} needs of the outside. */
export interface RefreshTokenSessionDependencies extends SessionRecordDependencies {
  readonly userPool: UserPool;
  readonly userPoolId: string;
  readonly clock: Clock;
}

/**
 * Milliseconds from when a session begins to be learned until a record that fails is given up. The function has 29 s: for
 * authenticating the client before, for the last attempt (up to 5 s), and for revoking the refresh token after (up to 11 s).
 */
const DEADLINE = 12_000;
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
      const startedAt = clock.steady();
      const earlier = unrecorded.get(refreshToken);
      if (earlier !== undefined && isSame(earlier.client, client)) {
        return { outcome: 'learned', learned: { ...earlier, startedAt } };
      }
      // A table that is out of reach is noticed here, before the refresh token is used, which may use it up.
      await revocations.find([poolKeyOf({ userPoolId })]);
      const refreshed = await userPool.refresh(refreshToken, client, deviceKey);
      if (refreshed.outcome === 'unavailable') throw untold(refreshed.cause);
      if (refreshed.outcome !== 'accepted') return { outcome: refreshed.outcome };
      const { payload, rotatedRefreshToken } = refreshed;
      const parsed = parseClaims(payload);
      if (parsed.ok) {
        return {
          outcome: 'learned',
          learned: { refreshToken, client, claims: parsed.claims, rotatedRefreshToken, startedAt },
        };
      }
      if (parsed.reason === 'not_revocable') return { outcome: 'not_revocable' };
      throw untold();
    },

    async record(learned, audit) {
      for (;;) {
        try {
          await recordSession(learned.claims, audit, dependencies);
          unrecorded.delete(learned.refreshToken);
          return;
        } catch (error) {
          if (learned.rotatedRefreshToken === undefined) throw error;
          keep(learned);
          if (clock.steady() - learned.startedAt >= DEADLINE) throw error;
          await clock.waitUntil(clock.now() + RETRY_DELAY);
        }
      }
    },
  };
}

function isSame(one: OAuthClient, other: OAuthClient): boolean {
  return one.clientId === other.clientId && one.clientSecret === other.clientSecret;
}

function untold(cause?: unknown): RevocationError {
  return new RevocationError('user_pool_unavailable', 'Cognito did not say whose the refresh token is', { cause });
}
