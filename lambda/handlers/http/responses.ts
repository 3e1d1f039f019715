import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import type { EndSessionResult } from '../../core/sessions/own-sessions';
import type { AdminSignOutResult } from '../../core/sign-out/admin-sign-out';
import type { SignOutResult } from '../../core/sign-out/sign-out';

/** Seconds after which a caller may try again what could not be done now. */
const RETRY_AFTER = '1';

/** A JSON answer that nobody may cache (RFC 9111 §5.2.2.5). */
export function json(
  statusCode: number,
  body: unknown,
  headers: Record<string, string> = {},
): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: JSON.stringify(body),
  };
}

/** Sends a browser elsewhere. An HTTP API makes a header of each cookie. */
export function redirect(location: string, cookies: string[]): APIGatewayProxyStructuredResultV2 {
  return {
    statusCode: 302,
    headers: { location, 'cache-control': 'no-store' },
    ...(cookies.length > 0 && { cookies }),
  };
}

/** The request is not as it should be; nothing was done (RFC 6749 §5.2). */
export function invalidRequest(description: string): APIGatewayProxyStructuredResultV2 {
  return json(400, { error: 'invalid_request', error_description: description });
}

/** What API Gateway answers itself to a request that IAM does not let through. */
export function forbidden(): APIGatewayProxyStructuredResultV2 {
  return json(403, { message: 'Forbidden' });
}

/** The answer to a sign-out, by a user or an administrator, of whatever sessions. */
export function signOutResponse(
  result: SignOutResult | AdminSignOutResult | EndSessionResult,
): APIGatewayProxyStructuredResultV2 {
  switch (result.outcome) {
    case 'complete':
    case 'partial':
      return json(200, result);
    case 'invalid_request':
      return invalidRequest(result.description);
    case 'unknown_user':
    case 'unknown_session':
      return json(404, { error: result.outcome });
    case 'invalid_token':
      return invalidToken();
  }
}

/**
 * RFC 6750 §3. It asks for no error code where there was no token; one answer for both tells nobody more.
 *
 * @param description - for whoever sends tokens by a program that has to be set up
 */
export function invalidToken(description?: string): APIGatewayProxyStructuredResultV2 {
  return json(
    401,
    { error: 'invalid_token', error_description: description },
    { 'www-authenticate': 'Bearer error="invalid_token"' },
  );
}

/** The answer when the token could not be decided on, or the revocation not be written (RFC 7009 §2.2.1). */
export function temporarilyUnavailable(): APIGatewayProxyStructuredResultV2 {
  return json(503, { error: 'temporarily_unavailable' }, { 'retry-after': RETRY_AFTER });
}
