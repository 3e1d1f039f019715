/** Why a token is not accepted: for your own logs, as no caller is told. What each means is in docs/runbook.md. */
export type TokenProblem =
  | 'missing_token'
  | 'malformed_token'
  | 'bad_signature'
  | 'unknown_key'
  | 'expired'
  | 'wrong_issuer'
  | 'wrong_client'
  | 'wrong_token_use'
  | 'malformed_claims'
  | 'not_revocable'
  | 'revoked';

/** Headers of an answer; names in lower case. */
export type AnswerHeaders = Readonly<Record<string, string>>;

/**
 * The token is not accepted: sign in again. `statusCode` and `headers` are what Express, Fastify and others take from an
 * error. The message is for anybody.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export class InvalidTokenError extends Error {
  override readonly name = 'InvalidTokenError';
  readonly code = 'invalid_token';
  readonly statusCode = 401;
  /** With the challenge of RFC 6750: without an error code if the request bore no token (§3.1). */
  readonly headers: AnswerHeaders;

  /** @param reason - why; for your own logs */
  constructor(readonly reason: TokenProblem) {
    super('Unauthorized');
    this.headers = uncached({
      'www-authenticate': reason === 'missing_token' ? 'Bearer' : 'Bearer error="invalid_token"',
    });
  }
}

/**
 * The token is good, and lacks a scope or a group that is required.
 *
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3.1
 */
export class InsufficientScopeError extends Error {
  override readonly name = 'InsufficientScopeError';
  readonly code = 'insufficient_scope';
  readonly statusCode = 403;
  /** With the challenge of RFC 6750. It names the scopes; what groups there are is nobody's business. */
  readonly headers: AnswerHeaders;

  /** @param scopes - those that are required; none if it was a group that lacked */
  constructor(scopes: readonly string[]) {
    super('Forbidden');
    const required = scopes.length === 0 ? '' : `, scope="${scopes.join(' ')}"`;
    this.headers = uncached({ 'www-authenticate': `Bearer error="insufficient_scope"${required}` });
  }
}

/** Nobody knows: the table or the keys could not be read. It says nothing of the token, and nothing may be accepted. */
export class UnavailableError extends Error {
  override readonly name = 'UnavailableError';
  readonly statusCode = 503;
  readonly headers: AnswerHeaders = uncached({ 'retry-after': '1' });

  /** @param code - of the faults in docs/runbook.md, such as `revocation_store_unavailable`; what it came from is `cause` */
  constructor(
    readonly code: string,
    options?: ErrorOptions,
  ) {
    super('Service Unavailable', options);
  }
}

/** No cache may keep what is said of one token (RFC 9111 §5.2.2.5). */
function uncached(headers: AnswerHeaders): AnswerHeaders {
  return { ...headers, 'cache-control': 'no-store' };
}
