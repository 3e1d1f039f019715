import { HttpException } from '@nestjs/common';

import { answerTo } from './http/answer';
import { keepSession } from './http/request-session';
import { tokenOf, type TokenRequest } from './http/request-token';
import { assertRequirements } from './api/requirements';
import type { Requirements, Verifier } from './api/verifier';

export { sessionOf } from './http/request-session';

/** What is read of NestJS's execution context. */
export interface ExecutionContextLike {
  getType(): string;
  switchToHttp(): { getRequest(): unknown; getResponse(): unknown };
}

/** A guard, as NestJS takes it. */
export interface Guard {
  /** @throws HttpException which is the answer to a request that is not let in */
  canActivate(context: ExecutionContextLike): Promise<boolean>;
}

/** As both platforms of NestJS have it, Express and Fastify. */
interface Response {
  header(name: string, value: string): unknown;
}

/**
 * A guard of NestJS, on Express or Fastify, for controllers, routes and whole apps. Lets requests in whose bearer token is accepted
 * and has what is required; answers all others by an `HttpException`, which filters see. What it lets in has the session as
 * `request.auth`: see {@link sessionOf}.
 *
 * @throws Error if what is required can't be met
 */
export function requireSession(verifier: Verifier, requirements: Requirements = {}): Guard {
  assertRequirements(requirements);
  return {
    async canActivate(context) {
      const type = context.getType();
      if (type !== 'http') throw new Error(`requireSession(): got a context of ${type}; allowed: http`);
      const request = context.switchToHttp().getRequest() as TokenRequest;
      try {
        keepSession(request, await verifier.verify(tokenOf(request), requirements));
        return true;
      } catch (error) {
        throw exceptionFor(error, context.switchToHttp().getResponse() as Response);
      }
    },
  };
}

/** An exception has no headers: they are the response's. */
function exceptionFor(error: unknown, response: Response): HttpException {
  const { statusCode, headers, body } = answerTo(error);
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  return new HttpException(JSON.parse(body) as { message: string }, statusCode, { cause: error });
}
