import { VerifyError } from './verify-error';

/** What Cognito says of an app client, as far as it matters here. */
export interface ClientDescription {
  readonly ClientId?: string;
  readonly ClientSecret?: string;
  readonly ExplicitAuthFlows?: readonly string[];
  readonly EnableTokenRevocation?: boolean;
  readonly RefreshTokenRotation?: { readonly Feature?: string };
}

/** How users sign in by an app client. */
export interface AppClient {
  readonly clientId: string;
  /** Undefined if it has none. */
  readonly secret: string | undefined;
  readonly flow: Flow;
  /** Whether each refresh replaces the refresh token. */
  readonly rotates: boolean;
}

/** A way to sign in with a password. The first is an administrator's, the others are anybody's. */
export type Flow = 'ADMIN_USER_PASSWORD_AUTH' | 'USER_PASSWORD_AUTH' | 'USER_SRP_AUTH';

/** The best first: what needs no rights of the caller comes last, for it may be limited by what stands before Cognito. */
const FLOWS: readonly [flow: Flow, ...names: string[]][] = [
  ['ADMIN_USER_PASSWORD_AUTH', 'ALLOW_ADMIN_USER_PASSWORD_AUTH', 'ADMIN_NO_SRP_AUTH'],
  ['USER_PASSWORD_AUTH', 'ALLOW_USER_PASSWORD_AUTH', 'USER_PASSWORD_AUTH'],
  ['USER_SRP_AUTH', 'ALLOW_USER_SRP_AUTH'],
];

/** Cognito's, for a client that names none. */
const DEFAULT_FLOWS = ['ALLOW_CUSTOM_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH', 'ALLOW_USER_SRP_AUTH'];

/**
 * How users sign in by an app client.
 *
 * @throws VerifyError `unusable_client` if they can't, or if its tokens name no session
 */
export function appClientOf(client: ClientDescription): AppClient {
  const { ClientId = '', ClientSecret, ExplicitAuthFlows = [], EnableTokenRevocation, RefreshTokenRotation } = client;
  if (EnableTokenRevocation === false) {
    throw unusable(
      ClientId,
      'has token revocation off: its tokens name no session, and are rejected.\n' +
        `Switch it on: npx cognito-sign-out adopt --client-id ${ClientId} --user-pool-id …`,
    );
  }
  const allowed = ExplicitAuthFlows.length === 0 ? DEFAULT_FLOWS : ExplicitAuthFlows;
  const [flow] = FLOWS.find(([, ...names]) => names.some((name) => allowed.includes(name))) ?? [];
  if (flow === undefined) {
    throw unusable(
      ClientId,
      `lets nobody sign in with a password: its flows are ${allowed.join(', ')}.\n` +
        'Name another client of the stack with --client-id, one with ALLOW_ADMIN_USER_PASSWORD_AUTH, ' +
        'ALLOW_USER_PASSWORD_AUTH or ALLOW_USER_SRP_AUTH; or add one of these to this client for the time being.',
    );
  }
  return { clientId: ClientId, secret: ClientSecret, flow, rotates: RefreshTokenRotation?.Feature === 'ENABLED' };
}

function unusable(clientId: string, why: string): VerifyError {
  return new VerifyError('unusable_client', `The app client ${clientId} ${why}`);
}
