import { headerValues } from '../lambda/handlers/http/request-headers';
import { answerTo, bearerToken, type Answer } from './http/answer';
import { assertRequirements } from './api/requirements';
import type { Session } from './api/session';
import type { Requirements, Verifier } from './api/verifier';

/** What is read of the event: of a function URL, or of an Application Load Balancer. */
export interface HttpEvent {
  /** The last value of each header. */
  readonly headers?: Readonly<Record<string, string | undefined>> | null | undefined;
  /** All values of each: where the target group has multi-value headers. */
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null | undefined;
}

/** The answer to a request that is not let in, in the form that the event asks for. */
export interface HttpResult {
  readonly statusCode: number;
  readonly headers?: Record<string, string>;
  readonly multiValueHeaders?: Record<string, string[]>;
  readonly body: string;
  readonly isBase64Encoded: false;
}

/**
 * A handler for a function URL, or for a load balancer's target group. Events in whose bearer token is accepted and has what is
 * required come to yours, with their session; all others are answered.
 *
 * @throws Error if what is required can't be met
 * @see https://docs.aws.amazon.com/lambda/latest/dg/urls-invocation.html
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/lambda-functions.html
 */
export function requireSession<E extends HttpEvent, R, C>(
  verifier: Verifier,
  handler: (event: E, session: Session, context: C) => R | Promise<R>,
  requirements: Requirements = {},
): (event: E, context: C) => Promise<R | HttpResult> {
  assertRequirements(requirements);
  return async (event, context) => {
    let session: Session;
    try {
      session = await verifier.verify(tokenOf(event), requirements);
    } catch (error) {
      return resultOf(answerTo(error), event);
    }
    return handler(event, session, context);
  };
}

/** Of two headers, none is the one that counts. */
function tokenOf({ headers = null, multiValueHeaders = null }: HttpEvent): string | undefined {
  const [value, ...others] = headerValues({ headers, multiValueHeaders }, 'authorization');
  return others.length > 0 ? '' : bearerToken(value);
}

/** A target group with multi-value headers takes no others. */
function resultOf({ statusCode, headers, body }: Answer, { multiValueHeaders }: HttpEvent): HttpResult {
  const common = { statusCode, body, isBase64Encoded: false } as const;
  if (multiValueHeaders === undefined || multiValueHeaders === null) return { ...common, headers: { ...headers } };
  const multiple = Object.entries(headers).map(([name, value]): [string, string[]] => [name, [value]]);
  return { ...common, multiValueHeaders: Object.fromEntries(multiple) };
}
