import type { AppSyncAuthorizerEvent } from 'aws-lambda';

import { authorizerContextOf, type AuthorizerContext } from './authorizer-context';
import { authorizerDependencies } from './authorizer-composition';
import { bearerOrBareToken } from './bearer-token';
import type { AuthorizerDependencies } from './dependencies';
import { verdictOn } from './verdict';

/** What AppSync makes of an answer: the resolvers run, or `UnauthorizedException`. */
export type AppSyncAuthorizerResult =
  | { readonly isAuthorized: true; readonly resolverContext: AuthorizerContext }
  | { readonly isAuthorized: false; readonly ttlOverride: 0 };

/**
 * Lambda authorizer of an AppSync GraphQL API. A fault throws, which AppSync answers as it does a refusal.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 */
export function createAppSyncAuthorizer(dependencies: AuthorizerDependencies) {
  return async (event: AppSyncAuthorizerEvent): Promise<AppSyncAuthorizerResult> => {
    const token = bearerOrBareToken(event.authorizationToken);
    const verdict = await verdictOn(token, event.requestContext.requestId, dependencies);
    return verdict.active
      ? { isAuthorized: true, resolverContext: authorizerContextOf(verdict.claims) }
      : { isAuthorized: false, ttlOverride: 0 };
  };
}

const dependencies = authorizerDependencies();

/** Awaited as the module loads. */
export const { initialize } = dependencies;
export const handler = createAppSyncAuthorizer(dependencies);
