// Subscription.onMessage: ends when the subscriber's session does, and when its token expires.

import { extensions, util } from '@aws-appsync/utils';
import { endsWithSession } from 'cognito-sign-out/lib/graphql/ends-with-session.js';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const ended = endsWithSession(ctx.identity.resolverContext);
  extensions.setSubscriptionInvalidationFilter(util.transform.toSubscriptionFilter(ended));
  return null;
}
