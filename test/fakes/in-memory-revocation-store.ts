import type { Audit } from '../../lambda/core/revocation/audit';
import type { Revocation } from '../../lambda/core/revocation/revocation';
import type { RevocationKey } from '../../lambda/core/revocation/revocation-key';
import type { RevocationStore } from '../../lambda/core/revocation/revocation-store';

/** Keeps revocations in memory. Passes the store's contract suite, as the adapter does. */
export class InMemoryRevocationStore implements RevocationStore {
  readonly records = new Map<string, { readonly revocation: Revocation; readonly audit: Audit }>();
  /** If set, every call is this fault. */
  fault: Error | undefined;
  finds = 0;
  /** How often something was written. */
  writes = 0;

  async find(keys: readonly string[]): Promise<readonly Revocation[]> {
    await this.reach();
    this.finds++;
    return keys.flatMap((key) => this.records.get(key)?.revocation ?? []);
  }

  async update<T extends Revocation>(
    key: RevocationKey<T['kind']>,
    change: (stored: T | undefined) => T | undefined,
    audit: Audit,
    known?: T,
  ): Promise<T | undefined> {
    await this.reach();
    if (known !== undefined && change(known) === undefined) return known;
    const stored = this.records.get(key)?.revocation as T | undefined;
    const changed = change(stored);
    if (changed !== undefined) {
      this.writes++;
      this.records.set(key, { revocation: changed, audit });
    }
    return changed ?? stored;
  }

  private async reach(): Promise<void> {
    await Promise.resolve();
    if (this.fault !== undefined) throw this.fault;
  }
}
