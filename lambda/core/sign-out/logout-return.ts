import type { LogoutClients } from './logout-client';

/** Where a browser returns to from managed login, and with what. */
export interface LogoutReturn {
  readonly clientId: string;
  /** One of the client's sign-out URLs. */
  readonly uri: string;
  /** What the client wants back. */
  readonly state: string;
}

/** What came of a browser's return. */
export type LogoutReturnResult =
  | { readonly outcome: 'returned'; readonly url: string }
  | { readonly outcome: 'invalid_request'; readonly description: string };

/** What {@link returnFromLogout} needs of the outside. */
export interface LogoutReturnDependencies {
  readonly clients: LogoutClients;
  /** The app clients whose tokens are accepted. */
  readonly userPoolClientIds: readonly string[];
}

/** Characters: browsers keep no cookie that is over 4,096 bytes with its name. */
const MAX_LENGTH = 3800;

/**
 * The address that a client's browser is sent to when it has signed out. A registered URL is left as it is, but that a header
 * takes ASCII alone: what is not is escaped, as browsers do.
 *
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RedirectionAfterLogout
 */
export function returnUrlOf(uri: string, state: string | undefined): string {
  const address = uri.replaceAll(/[^\u0021-\u007e]+/g, encodeURIComponent);
  if (state === undefined) return address;
  const [, before = '', fragment = ''] = /^([^#]*)(.*)$/.exec(address) ?? [];
  const separator = !before.includes('?') ? '?' : /[?&]$/.test(before) ? '' : '&';
  return `${before}${separator}state=${encodeURIComponent(state)}${fragment}`;
}

/**
 * What the browser keeps while it is at managed login: in characters that a cookie may hold.
 *
 * @returns undefined if that is too long for a cookie
 */
export function keptReturn({ clientId, uri, state }: LogoutReturn): string | undefined {
  const kept = new URLSearchParams({ client_id: clientId, uri, state }).toString();
  return kept.length <= MAX_LENGTH ? kept : undefined;
}

/**
 * Sends a browser on that comes back from managed login. What it kept may be anybody's doing, so all of it is checked again.
 *
 * @param kept - see {@link keptReturn}; undefined if the browser kept nothing
 * @throws RevocationError `user_pool_unavailable` if it can't be checked
 */
export async function returnFromLogout(
  kept: string | undefined,
  { clients, userPoolClientIds }: LogoutReturnDependencies,
): Promise<LogoutReturnResult> {
  if (kept === undefined)
    return invalid('there is nothing to return to: the sign-out began elsewhere, or too long ago');
  const asked = readReturn(kept);
  if (asked === undefined || !userPoolClientIds.includes(asked.clientId)) return invalid(ALTERED);
  const { logoutUrls } = await clients.find(asked.clientId);
  if (!logoutUrls.includes(asked.uri)) return invalid(ALTERED);
  return { outcome: 'returned', url: returnUrlOf(asked.uri, asked.state) };
}

const ALTERED = 'what to return to is not what was kept, or is no longer a sign-out URL of the client';

function readReturn(kept: string): LogoutReturn | undefined {
  if (kept.length > MAX_LENGTH) return undefined;
  const parameters = [...new URLSearchParams(kept)];
  const values = new Map(parameters);
  const [clientId, uri, state] = ['client_id', 'uri', 'state'].map((name) => values.get(name));
  if (parameters.length !== 3 || clientId === undefined || uri === undefined || state === undefined) return undefined;
  return { clientId, uri, state };
}

function invalid(description: string): LogoutReturnResult {
  return { outcome: 'invalid_request', description };
}
