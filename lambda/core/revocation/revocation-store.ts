import type { Audit } from './audit';
import type { Revocation } from './revocation';
import type { RevocationKey } from './revocation-key';

/** Reads revocations. All that an authorizer may do. */
export interface RevocationReader {
  /**
   * The revocations under these keys, as they are now: one that was written before the call is found.
   * All keys have been read when it resolves; a key that could not be read is a fault, not "not revoked".
   *
   * @throws RevocationError `revocation_store_unavailable`, `revocation_store_corrupt`
   */
  find(keys: readonly RevocationKey[]): Promise<readonly Revocation[]>;
}

/** Reads and writes revocations. */
export interface RevocationStore extends RevocationReader {
  /**
   * Replaces the revocation under a key by what `change` makes of it, atomically: if another writer is faster, `change`
   * is called again with what that one wrote. If it returns undefined, nothing is written.
   *
   * @param known - what `find` has just found under the key: where `change` makes nothing of it, nothing is asked again
   * @returns what is stored now
   * @throws RevocationError `revocation_store_unavailable`, `revocation_store_corrupt`
   */
  update<T extends Revocation>(
    key: RevocationKey<T['kind']>,
    change: (stored: T | undefined) => T | undefined,
    audit: Audit,
    known?: T,
  ): Promise<T | undefined>;
}
