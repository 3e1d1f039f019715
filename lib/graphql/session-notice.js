// Resolver of Subscription.sessionNotice (AppSync's JavaScript runtime): a subscriber gets the notices of its own session,
// until that ends.
// https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-enhanced-filtering.html

import { extensions, util } from '@aws-appsync/utils';
import { endsWithSession } from './ends-with-session.js';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const { sub, sessionId } = ctx.identity.resolverContext;
  const own = { sub: { eq: sub }, sessionId: { eq: sessionId } };
  extensions.setSubscriptionFilter(util.transform.toSubscriptionFilter(own));
  const ended = endsWithSession(ctx.identity.resolverContext);
  extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter(ended));
  // AppSync wants null here.
  return null;
}
