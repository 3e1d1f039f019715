import type { RevocationKey } from '../revocation/revocation-key';
import type { Connection, ConnectionName } from './connection';

/** Knows the open connections. */
export interface ConnectionRegistry {
  /**
   * Adds a connection. When it resolves, every search finds it.
   *
   * @throws RevocationError `connection_registry_unavailable`
   */
  add(connection: Connection): Promise<void>;
  /**
   * Removes one, or nothing if it is not there.
   *
   * @throws RevocationError `connection_registry_unavailable`
   */
  remove(connection: ConnectionName): Promise<void>;
  /**
   * Whether it is there, as of now.
   *
   * @throws RevocationError `connection_registry_unavailable`
   */
  has(connection: ConnectionName): Promise<boolean>;
  /**
   * The connections that a revocation may concern, page by page: those of its session, token or user by their key, those
   * of a client or a pool by reading the whole registry. One that was added before the call is found. One that can't be
   * read hides no other: it is a fault when all the others have been handed on.
   *
   * @throws RevocationError `connection_registry_unavailable`, `connection_registry_corrupt`
   */
  find(key: RevocationKey): AsyncIterable<readonly Connection[]>;
}
