/**
 * What a browser keeps while it is at managed login. The prefix has browsers take it only from this very host, and by TLS.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-ietf-httpbis-rfc6265bis#name-the-__host-prefix
 */
const NAME = '__Host-logout-return';

/** Coming back from managed login is a navigation from another site, which `Lax` lets cookies go with. */
const ATTRIBUTES = 'Path=/; Secure; HttpOnly; SameSite=Lax';

/** Seconds: managed login, and an identity provider behind it that signs out as well, may ask the user something. */
const MAX_AGE = 600;

/** What is read of an HTTP API's request. */
export interface CookieRequest {
  readonly cookies?: readonly string[];
  readonly headers: Readonly<Record<string, string | undefined>>;
}

/** The cookie that keeps a value, which must be of characters that a cookie may hold (RFC 6265 §4.1.1). */
export function keptInCookie(value: string): string {
  return `${NAME}=${value}; Max-Age=${String(MAX_AGE)}; ${ATTRIBUTES}`;
}

/** The cookie that ends it. */
export const FORGOTTEN = `${NAME}=; Max-Age=0; ${ATTRIBUTES}`;

/** What the browser has kept; undefined if nothing, or if it is not certain what. */
export function readCookie({ cookies, headers }: CookieRequest): string | undefined {
  const all = cookies ?? headers['cookie']?.split(';') ?? [];
  const [value, ...more] = all
    .map((cookie) => cookie.trim())
    .filter((cookie) => cookie.startsWith(`${NAME}=`))
    .map((cookie) => cookie.slice(NAME.length + 1));
  return value === '' || more.length > 0 ? undefined : value;
}
