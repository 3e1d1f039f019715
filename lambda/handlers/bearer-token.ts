/** `Bearer` and a token (RFC 6750 §2.1); the scheme's case does not matter (RFC 9110 §11.1). */
const BEARER = /^bearer +([A-Za-z0-9\-._~+/]+=*)$/i;
const BARE = /^[A-Za-z0-9\-._~+/]+=*$/;

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
