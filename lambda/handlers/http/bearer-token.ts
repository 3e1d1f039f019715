/** What a token looks like in a header (RFC 9110 §11.2, `token68`). */
const TOKEN68 = '[A-Za-z0-9\\-._~+/]+=*';
/** `Bearer` and a token (RFC 6750 §2.1); the scheme's case does not matter (RFC 9110 §11.1). */
const BEARER = new RegExp(`^bearer +(${TOKEN68})$`, 'i');
/** `Lambda` and a token: a scheme that none of the other modes of AppSync knows. */
const LAMBDA = new RegExp(`^lambda +(${TOKEN68})$`, 'i');
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
  return bareToken(authorization) ?? bearerToken(authorization);
}

/**
 * As {@link bearerOrBareToken}, and `Lambda <token>` will do too: AWS's own way to have AppSync ask the Lambda authorizer where
 * it would take a JWT for another mode's.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 */
export function appSyncToken(authorization: string | undefined): string | undefined {
  return bearerOrBareToken(authorization) ?? LAMBDA.exec(authorization ?? '')?.[1];
}

/** Text that is a token, and nothing but that. */
export function bareToken(text: string | undefined): string | undefined {
  return text !== undefined && BARE.test(text) ? text : undefined;
}
