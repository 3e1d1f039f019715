import type { IncomingMessage, ServerResponse } from 'node:http';

import { answerTo } from './http/answer';
import { keepSession } from './http/request-session';
import { tokenOf } from './http/request-token';
import { assertRequirements } from './api/requirements';
import type { Requirements, Verifier } from './api/verifier';

export { sessionOf } from './http/request-session';

/** Middleware of Express, version 4 or 5, and of whatever else takes such. */
export type Middleware = (
  request: IncomingMessage,
  response: ServerResponse,
  next: (error?: unknown) => void,
) => Promise<void>;

/**
 * Lets requests in whose bearer token is accepted and has what is required; answers all others. What it lets in has the
 * session as `request.auth`: see {@link sessionOf}.
 *
 * @throws Error if what is required can't be met
 */
export function requireSession(verifier: Verifier, requirements: Requirements = {}): Middleware {
  assertRequirements(requirements);
  return async (request, response, next) => {
    try {
      keepSession(request, await verifier.verify(tokenOf(request), requirements));
    } catch (error) {
      refuse(response, error, next);
      return;
    }
    next();
  };
}

function refuse(response: ServerResponse, error: unknown, next: (error: unknown) => void): void {
  try {
    const { statusCode, headers, body } = answerTo(error);
    response.writeHead(statusCode, headers).end(body);
  } catch (unexpected) {
    next(unexpected);
  }
}
