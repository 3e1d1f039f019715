import type { Clock } from '../clock';
import { isRejectedBy } from '../revocation/revocation';
import { everyRevocationKeyOf } from '../revocation/revocation-key';
import type { RevocationReader } from '../revocation/revocation-store';
import { MAX_CONNECTION_LIFE, type Connection } from './connection';
import type { ConnectionRegistry } from './connection-registry';
import type { EndingQueue } from './ending-queue';

/** What {@link admitConnection} needs of the outside. */
export interface AdmissionDependencies {
  readonly registry: ConnectionRegistry;
  readonly endings: EndingQueue;
  readonly revocations: RevocationReader;
  readonly clock: Clock;
}

/**
 * Registers a connection whose token has been accepted, and then looks once more whether it has been revoked or has expired
 * meanwhile. So a sign-out either is found here, or finds the connection: whichever is written first, the other one sees.
 *
 * ```
 *   $connect:   accepted ------ registered ------ looked up: found by ② -> refused
 *   sign-out:             ① ^                ② ^                     ③ ^ record; its stream finds the connection
 * ```
 *
 * @throws RevocationError if nobody knows: then it must not open
 */
export async function admitConnection(
  connection: Connection,
  { registry, endings, revocations, clock }: AdmissionDependencies,
): Promise<'admitted' | 'revoked' | 'expired'> {
  await registry.add(connection);
  // All of it anew: what an earlier connection has read does not count here.
  const found = await revocations.find(everyRevocationKeyOf(connection));
  const expiry = connection.tokenExpiresAt * 1000;
  const refusal = found.some((revocation) => isRejectedBy(revocation, connection))
    ? 'revoked'
    : expiry <= clock.now() && 'expired';
  if (refusal !== false) {
    await registry.remove(connection);
    return refusal;
  }
  if (expiry < connection.registeredAt + MAX_CONNECTION_LIFE) await endings.endAt(expiry, connection);
  return 'admitted';
}
