import type { ConnectionAddress } from './connection';

/** Reaches the clients at the other end. */
export interface ConnectionGateway {
  /**
   * Ends a connection. `gone`: there is none of that name; it has ended, or it is not open yet.
   *
   * @throws RevocationError `connection_not_ended`
   */
  end(connection: ConnectionAddress): Promise<'ended' | 'gone'>;
  /**
   * Sends a client a text frame. `gone`: as above.
   *
   * @throws RevocationError `connection_unreachable`
   */
  send(connection: ConnectionAddress, text: string): Promise<'sent' | 'gone'>;
}
