import type { Connection } from '../../core/connections/connection';
import { deviceOf } from '../../core/sessions/registered-session';
import { registerSignIn, type SignInRegistrationDependencies } from '../../core/sessions/register-session';

/** What registering the session of a connection that opens needs. */
export interface ConnectRegistration extends SignInRegistrationDependencies {
  /** Whether user agent and IP address are kept. */
  readonly keepsDevices: boolean;
}

/** What API Gateway says of the client of a WebSocket. */
export interface WebSocketClient {
  readonly requestId: string;
  readonly identity?: { readonly sourceIp?: string | null; readonly userAgent?: string | null } | null;
}

/**
 * Registers the session of a connection that opens, where the owner wants that; machines have none.
 *
 * @returns whether it may open: not if the session has ended meanwhile, or is one more than the owner allows
 * @throws RevocationError if it could not be registered
 */
export async function mayOpen(
  connection: Omit<Connection, 'registeredAt'>,
  { requestId, identity }: WebSocketClient,
  registration: ConnectRegistration | undefined,
): Promise<boolean> {
  if (registration === undefined || connection.session.kind === 'token') return true;
  const device = registration.keepsDevices
    ? deviceOf(identity?.userAgent ?? undefined, identity?.sourceIp ?? undefined)
    : {};
  const signIn = { ...connection, expiresAt: connection.tokenExpiresAt };
  const result = await registerSignIn(signIn, { label: undefined, device, requestId }, registration);
  return result.outcome === 'registered';
}
