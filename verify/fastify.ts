import { answerTo } from './http/answer';
import { keepSession } from './http/request-session';
import { tokenOf } from './http/request-token';
import { assertRequirements } from './api/requirements';
import type { Requirements, Verifier } from './api/verifier';

export { sessionOf } from './http/request-session';

/** What is read of Fastify's request. */
export interface FastifyRequestLike {
  readonly headers: { readonly authorization?: string | undefined };
  /** Node's own. */
  readonly raw?: unknown;
}

/** What is done with Fastify's reply. */
export interface FastifyReplyLike {
  code(statusCode: number): unknown;
  headers(headers: Record<string, string>): unknown;
  send(body: string): unknown;
}

/**
 * A hook of Fastify, for a route's or a plugin's `onRequest`. Lets requests in whose bearer token is accepted and has what is
 * required; answers all others. What it lets in has the session as `request.auth`: see {@link sessionOf}.
 *
 * @throws Error if what is required can't be met
 */
export function requireSession(
  verifier: Verifier,
  requirements: Requirements = {},
): (request: FastifyRequestLike, reply: FastifyReplyLike) => Promise<unknown> {
  assertRequirements(requirements);
  return async (request, reply) => {
    try {
      keepSession(request, await verifier.verify(tokenOf(request), requirements));
      return undefined;
    } catch (error) {
      const { statusCode, headers, body } = answerTo(error);
      reply.code(statusCode);
      reply.headers(headers);
      reply.send(body);
      // What a hook of Fastify answers itself is what it returns.
      return reply;
    }
  };
}
