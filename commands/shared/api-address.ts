/** What {@link readApiAddress} takes, for people. */
export const ALLOWED_ADDRESS = 'an https URL such as https://abcd1234.execute-api.us-east-1.amazonaws.com';

const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

/**
 * Reads the address of a sign-out API. Its path is kept, as custom domains have one; a slash at the end is not. Without
 * TLS it must be of this machine, for whoever reads a signed request can send it again.
 *
 * @returns undefined if it is not one
 */
export function readApiAddress(text: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password, search, hash, origin, pathname } = new URL(text);
  const isPrivate = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.includes(hostname));
  if (!isPrivate || [username, password, search, hash].some((part) => part !== '')) return undefined;
  return origin + pathname.replace(/\/+$/, '');
}

/** What may be said of an address that is not valid: not of one that may hold a password or a token. */
export function quoteAddress(text: string): string {
  return /[@?#]/.test(text) ? 'something that is not shown, as it may hold a secret' : JSON.stringify(text);
}

/** What the address of an API tells of it; undefined for a domain of the owner's own. */
export function apiOf(address: string): { readonly apiId: string; readonly region: string } | undefined {
  const [, apiId, region] =
    /^([a-z0-9]+)\.execute-api\.([a-z0-9-]+)\.amazonaws\.(?:com(?:\.cn)?|eu)$/.exec(new URL(address).hostname) ?? [];
  return apiId === undefined || region === undefined ? undefined : { apiId, region };
}
