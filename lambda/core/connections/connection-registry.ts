import type { RevocationError } from '../errors';
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
   * Where the search for the connections that a revocation may concern begins: in one place, or in several that are searched side
   * by side, where the whole registry is read.
   */
  beginningsOf(key: RevocationKey): readonly Place[];
  /**
   * Some of the connections that a revocation may concern, some hundred at most: those of its session, token or user by their
   * key, those of a client or a pool by reading the whole registry. One that was added before the search began is found.
   *
   * @param place - a beginning, or where the page before said that it goes on
   * @throws RevocationError `connection_registry_unavailable`; `unusable_message` if the place is none
   */
  find(key: RevocationKey, place: Place): Promise<ConnectionPage>;
}

/** Where a search is: a text that means nothing to others. */
export type Place = string;

/** Some of the connections that a revocation may concern. */
export interface ConnectionPage {
  readonly connections: readonly Connection[];
  /** RevocationError `connection_registry_corrupt`, if something here can't be read. It hides nothing else. */
  readonly fault?: RevocationError | undefined;
  /** Where the search goes on; undefined if this was the end. */
  readonly next?: Place | undefined;
}
