import { isRejectedBy, type Revocation } from '../revocation/revocation';
import { everyRevocationKeyOf, type RevocationKey } from '../revocation/revocation-key';
import type { RevocationReader } from '../revocation/revocation-store';
import type { NumericDate } from '../token/claims';
import { signInOf, type RegisteredSession } from './registered-session';

/** Keys that one read takes: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html */
const KEYS_OF_A_READ = 100;

/** Sessions, told apart. */
export interface SessionsByLife {
  /** Those whose tokens are accepted, or would be if they were refreshed. */
  readonly alive: readonly RegisteredSession[];
  /** Those that are revoked, or whose time is over. */
  readonly ended: readonly RegisteredSession[];
}

/**
 * Tells which of a user's sessions are alive, by what is recorded now: the same verdict as on their tokens.
 *
 * @param now - milliseconds since the epoch
 * @throws RevocationError if it can't be read
 */
export async function byLife(
  sessions: readonly RegisteredSession[],
  now: number,
  revocations: RevocationReader,
): Promise<SessionsByLife> {
  const found = await everyRevocationOf(sessions, revocations);
  const isAlive = (session: RegisteredSession) => isCurrent(session, now) && !isRevoked(session, found);
  return { alive: sessions.filter(isAlive), ended: sessions.filter((session) => !isAlive(session)) };
}

function isCurrent({ expiresAt }: { readonly expiresAt: NumericDate }, now: number): boolean {
  return expiresAt * 1000 > now;
}

function isRevoked(session: RegisteredSession, found: ReadonlyMap<RevocationKey, Revocation>): boolean {
  const signIn = signInOf(session);
  return everyRevocationKeyOf(signIn).some((key) => {
    const revocation = found.get(key);
    return revocation !== undefined && isRejectedBy(revocation, signIn);
  });
}

/** Each key once, in as many reads as it takes. */
async function everyRevocationOf(
  sessions: readonly RegisteredSession[],
  revocations: RevocationReader,
): Promise<ReadonlyMap<RevocationKey, Revocation>> {
  const keys = [...new Set(sessions.flatMap((session) => everyRevocationKeyOf(signInOf(session))))];
  const reads = Array.from({ length: Math.ceil(keys.length / KEYS_OF_A_READ) }, (_, read) =>
    revocations.find(keys.slice(read * KEYS_OF_A_READ, (read + 1) * KEYS_OF_A_READ)),
  );
  const found = (await Promise.all(reads)).flat();
  return new Map(found.map((revocation) => [revocation.key, revocation]));
}
