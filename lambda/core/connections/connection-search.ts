import { RevocationError } from '../errors';
import { parseRevocationMessage, type RevocationMessage } from '../revocation/revocation-message';
import type { Place } from './connection-registry';

/** A search for the connections that a revocation ends, which goes on page by page, each in a call of its own. */
export interface ConnectionSearch {
  readonly message: RevocationMessage;
  /** How far it is; undefined if it is yet to begin. */
  readonly place: Place | undefined;
}

/** Keeps searches until somebody goes on with them. */
export interface SearchQueue {
  /**
   * Has a search gone on, at once.
   *
   * @throws RevocationError `connection_not_ended`
   */
  goOn(search: ConnectionSearch): Promise<void>;
}

/** What the queue keeps: the revocation as it was handed on, and the place. */
export function searchMessage({ message, place }: ConnectionSearch): string {
  return JSON.stringify({ ...message, place });
}

/**
 * What the queue kept; or a revocation that was handed on, whose search is yet to begin.
 *
 * @throws RevocationError `unusable_message`
 */
export function parseSearchMessage(text: string): ConnectionSearch {
  const { place, ...message }: RevocationMessage & { readonly place?: unknown } = parseRevocationMessage(text);
  if (place !== undefined && typeof place !== 'string') {
    throw new RevocationError('unusable_message', 'the place of a search is no text');
  }
  return { message, place };
}
