import type { Clock } from '../../lambda/core/clock';
import { isRejectedBy } from '../../lambda/core/revocation/revocation';
import { everyRevocationKeyOf } from '../../lambda/core/revocation/revocation-key';
import type { TokenClaims } from '../../lambda/core/token/claims';
import type { IntrospectionDependencies } from '../../lambda/core/verdict/introspection';

type Lookup = IntrospectionDependencies['findRevocations'];

/** Sessions that are remembered at once: a few megabytes. */
const CAPACITY = 10_000;

/**
 * Spares the look-up of what was accepted a short while ago. What rejects is never remembered: it is read each time.
 * Remembered are the keys and the time that the verdict went by, never a token: one has many spellings.
 *
 * @param maxAge - milliseconds, from before the read; 0 remembers nothing
 */
export function rememberAccepted(
  lookUp: Lookup,
  maxAge: number,
  clock: Pick<Clock, 'now' | 'steady'>,
  capacity = CAPACITY,
): Lookup {
  if (maxAge === 0) return lookUp;
  /** In the order in which they were read. */
  const accepted = new Map<string, Instant>();
  /** What is being read, and whether it has been refused meanwhile: by a read that knows more. */
  const reading = new Map<string, Set<{ isRefused: boolean }>>();

  return async (claims) => {
    const key = keyOf(claims);
    const start: Instant = { wall: clock.now(), steady: clock.steady() };
    const readAt = accepted.get(key);
    if (readAt !== undefined && isCurrent(readAt, start, maxAge)) return [];
    accepted.delete(key);

    const read = { isRefused: false };
    const reads = reading.get(key) ?? new Set<{ isRefused: boolean }>();
    reading.set(key, reads.add(read));
    try {
      const found = await lookUp(claims);
      if (found.some((revocation) => isRejectedBy(revocation, claims))) {
        accepted.delete(key);
        for (const other of reads) other.isRefused = true;
      } else if (!read.isRefused) {
        accepted.set(key, start);
        const [oldest] = accepted.keys();
        if (accepted.size > capacity && oldest !== undefined) accepted.delete(oldest);
      }
      return found;
    } finally {
      reads.delete(read);
      if (reads.size === 0) reading.delete(key);
    }
  };
}

/** By a clock that may be set, and by one that may stand still while the process is frozen: neither is enough. */
interface Instant {
  readonly wall: number;
  readonly steady: number;
}

/** All that decides: what is looked up, and what a cut-off is compared with. */
function keyOf(claims: TokenClaims): string {
  return JSON.stringify([...everyRevocationKeyOf(claims), claims.signedInAt]);
}

function isCurrent(readAt: Instant, now: Instant, maxAge: number): boolean {
  return [now.wall - readAt.wall, now.steady - readAt.steady].every((age) => age >= 0 && age < maxAge);
}
