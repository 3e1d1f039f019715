import type { AppSyncAuthorizerEvent } from 'aws-lambda';

import { subscriberOf, type Subscriber } from '../../core/connections/live-subscriptions';
import type { TokenClaims } from '../../core/token/claims';
import { appSyncToken } from '../http/bearer-token';
import { authorizerContextOf, type AuthorizerContext } from './authorizer-context';
import { authorizerDependencies } from './composition';
import { verdictOn, type AuthorizerDependencies } from './verdict';

/** What AppSync tells the resolvers: besides the session, what may end a subscription. Flat strings. */
export type AppSyncContext = AuthorizerContext & Readonly<Record<keyof Subscriber, string>>;

/** What AppSync makes of an answer: the resolvers run, or `UnauthorizedException`. */
export type AppSyncAuthorizerResult =
  | { readonly isAuthorized: true; readonly resolverContext: AppSyncContext }
  | { readonly isAuthorized: false; readonly ttlOverride: 0 };

/**
 * Lambda authorizer of an AppSync GraphQL API. A fault throws, which AppSync answers as it does a refusal.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html#aws-lambda-authorization
 */
export function createAppSyncAuthorizer(dependencies: AuthorizerDependencies) {
  return async (event: AppSyncAuthorizerEvent): Promise<AppSyncAuthorizerResult> => {
    const token = appSyncToken(event.authorizationToken);
    const verdict = await verdictOn(token, event.requestContext.requestId, dependencies);
    return verdict.active
      ? { isAuthorized: true, resolverContext: appSyncContextOf(verdict.claims) }
      : { isAuthorized: false, ttlOverride: 0 };
  };
}

function appSyncContextOf(claims: TokenClaims): AppSyncContext {
  const subscriber = subscriberOf(claims);
  return { ...authorizerContextOf(claims), ...subscriber, signedInAt: String(subscriber.signedInAt) };
}

const dependencies = authorizerDependencies();

/** Awaited as the module loads. */
export const initialize = () => dependencies.initialize(createAppSyncAuthorizer);
export const handler = createAppSyncAuthorizer(dependencies);
