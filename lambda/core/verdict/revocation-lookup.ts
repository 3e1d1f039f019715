import { instantOf, isWithin, type Clock, type Instant } from '../clock';
import { MAX_WIDE_CUT_OFF_AGE } from '../revocation/cut-off';
import type { Revocation } from '../revocation/revocation';
import {
  revocationKeysOf,
  wideRevocationKeysOf,
  type RevocationKey,
  type RevocationSubject,
} from '../revocation/revocation-key';
import type { RevocationReader } from '../revocation/revocation-store';

/**
 * Finds every revocation that may reject a token, in one read.
 *
 * @throws RevocationError `revocation_store_unavailable`, `revocation_store_corrupt`
 */
export type RevocationLookup = (claims: RevocationSubject) => Promise<readonly Revocation[]>;

/**
 * What concerns the token's session and user is read each time. What concerns its whole client or pool concerns every
 * request and hardly ever changes: it is read along at most once in {@link MAX_WIDE_CUT_OFF_AGE}, and remembered.
 */
export function createRevocationLookup(revocations: RevocationReader, clock: Clock): RevocationLookup {
  const remembered = new Map<RevocationKey, Remembered>();

  return async (claims) => {
    const start = instantOf(clock);
    const current: Revocation[] = [];
    const due: RevocationKey[] = [];
    for (const key of wideRevocationKeysOf(claims)) {
      const memory = remembered.get(key);
      if (memory === undefined || !isWithin(MAX_WIDE_CUT_OFF_AGE, memory.readAt, start)) due.push(key);
      else if (memory.revocation !== undefined) current.push(memory.revocation);
    }

    const found = await revocations.find([...revocationKeysOf(claims), ...due]);
    for (const key of due) {
      // Another read may have begun later and ended earlier: it knows more.
      if ((remembered.get(key)?.readAt.steady ?? -Infinity) > start.steady) continue;
      remembered.set(key, { readAt: start, revocation: found.find((revocation) => revocation.key === key) });
    }
    return [...found, ...current];
  };
}

interface Remembered {
  /** Before the read was sent: what was written later may be missing. */
  readonly readAt: Instant;
  readonly revocation: Revocation | undefined;
}
