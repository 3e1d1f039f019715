import { bearerToken } from '../http/bearer-token';
import { authorizerContextOf, type AuthorizerContext } from './authorizer-context';
import { authorizerDependencies } from './composition';
import { verdictOn, type AuthorizerDependencies } from './verdict';

/** What the authorizer reads of the event (payload format 2.0). */
export interface HttpAuthorizerEvent {
  /** Header names in lower case. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** The values of the identity sources; null if the authorizer has none. */
  readonly identitySource?: readonly string[] | null;
  /** About the request. */
  readonly requestContext: { readonly requestId: string };
}

/** What an HTTP API makes of an answer: 200, 403, and 401 (only where the authorizer has no identity source). */
export type HttpAuthorizerResult =
  | { readonly isAuthorized: true; readonly context: AuthorizerContext }
  | { readonly isAuthorized: false }
  | { readonly errorMessage: 'Unauthorized' };

/**
 * Lambda authorizer of an HTTP API, payload format 2.0 with simple responses. A fault throws, which is a 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-lambda-authorizer.html
 */
export function createHttpAuthorizer(dependencies: AuthorizerDependencies) {
  return async (event: HttpAuthorizerEvent): Promise<HttpAuthorizerResult> => {
    const token = bearerToken(event.headers?.['authorization']);
    const verdict = await verdictOn(token, event.requestContext.requestId, dependencies);
    if (verdict.active) return { isAuthorized: true, context: authorizerContextOf(verdict.claims) };
    // With a result cache there is an identity source, and an authorizer that has one may not answer 401 itself.
    const hasIdentitySource = (event.identitySource ?? []).length > 0;
    return hasIdentitySource ? { isAuthorized: false } : { errorMessage: 'Unauthorized' };
  };
}

const dependencies = authorizerDependencies();

/** Awaited as the module loads. */
export const initialize = () => dependencies.initialize(createHttpAuthorizer);
export const handler = createHttpAuthorizer(dependencies);
