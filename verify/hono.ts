import { answerTo, bearerToken } from './http/answer';
import { assertRequirements } from './api/requirements';
import type { Session } from './api/session';
import type { Requirements, Verifier } from './api/verifier';

/** What is read of Hono's context, whatever its variables, and written to it. */
export interface HonoContextLike {
  readonly req: { header(name: string): string | undefined };
  set(key: never, value: never): void;
  get(key: never): unknown;
}

/**
 * Middleware of Hono. Lets requests in whose bearer token is accepted and has what is required; answers all others. What it lets
 * in has the session as the variable `auth`: see {@link sessionOf}.
 *
 * @throws Error if what is required can't be met
 */
export function requireSession(
  verifier: Verifier,
  requirements: Requirements = {},
): (context: HonoContextLike, next: () => Promise<void>) => Promise<Response | undefined> {
  assertRequirements(requirements);
  return async (context, next) => {
    try {
      const session = await verifier.verify(bearerToken(context.req.header('authorization')), requirements);
      (context.set as (key: string, value: Session) => void)('auth', session);
    } catch (error) {
      const { statusCode, headers, body } = answerTo(error);
      return new Response(body, { status: statusCode, headers });
    }
    await next();
    return undefined;
  };
}

/**
 * The session of a request that has been let in.
 *
 * @throws Error if `requireSession()` does not stand in front of the route
 */
export function sessionOf(context: HonoContextLike): Session {
  const session = (context.get as (key: string) => Session | undefined)('auth');
  if (session === undefined) throw new Error('the request has no session: put requireSession() in front of the route');
  return session;
}
