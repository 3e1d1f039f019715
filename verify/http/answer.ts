import { bearerToken as tokenIn } from '../../lambda/handlers/http/bearer-token';
import type { AnswerHeaders } from '../api/errors';

/** An answer in whose stead nothing else may be answered. */
export interface Answer {
  readonly statusCode: 401 | 403 | 503;
  /** Names in lower case. */
  readonly headers: AnswerHeaders;
  /** JSON, such as API Gateway's own: `{"message":"Unauthorized"}`. */
  readonly body: string;
}

/**
 * The token of an `Authorization` header: `Bearer <token>` (RFC 6750 §2.1).
 *
 * @param authorization - null or undefined if there was none
 * @returns undefined if the request bore no credential of this kind; empty if that is no token, which is answered otherwise
 */
export function bearerToken(authorization: string | null | undefined): string | undefined {
  const text = authorization ?? '';
  return tokenIn(text) ?? (/^bearer( |$)/i.test(text) ? '' : undefined);
}

/**
 * How to answer an error of `verify()`, for servers that have no adapter here.
 *
 * @throws whatever is not one of its errors
 */
export function answerTo(error: unknown): Answer {
  if (!isAnswerable(error)) throw error;
  const { statusCode, headers, message } = error;
  return {
    statusCode,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ message }),
  };
}

/**
 * By name and status: each adapter is a file of its own, and need not be of the copy that the verifier is of. Other libraries
 * have errors of these names, some without a status: what answers them would be a success.
 */
function isAnswerable(error: unknown): error is Pick<Answer, 'statusCode' | 'headers'> & Error {
  if (!(error instanceof Error)) return false;
  const { name, statusCode, headers } = error as Error & { statusCode?: unknown; headers?: unknown };
  return STATUSES.has(name) && STATUSES.get(name) === statusCode && typeof headers === 'object';
}

const STATUSES: ReadonlyMap<string, unknown> = new Map([
  ['InvalidTokenError', 401],
  ['InsufficientScopeError', 403],
  ['UnavailableError', 503],
]);
