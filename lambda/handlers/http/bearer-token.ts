/** What a token looks like in a header (RFC 9110 §11.2, `token68`). */
const TOKEN68 = '[A-Za-z0-9\\-._~+/]+=*';
/** `Bearer` and a token (RFC 6750 §2.1); the scheme's case does not matter (RFC 9110 §11.1). */
const BEARER = new RegExp(`^bearer +(${TOKEN68})$`, 'i');
const BARE = new RegExp(`^${TOKEN68}$`);

/**
 * The token of an `Authorization` header: `Bearer <token>`.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-2.1
 */
export function bearerToken(authorization: string | undefined): string | undefined {
  return authorization === undefined ? undefined : BEARER.exec(authorization)?.[1];
}

/** As {@link bearerToken}, but the bare token will do: Amplify sends it so to AppSync. */
export function bearerOrBareToken(authorization: string | undefined): string | undefined {
  if (authorization === undefined) return undefined;
  return BARE.test(authorization) ? authorization : bearerToken(authorization);
}
