// Resolver of Mutation.endSubscriptions (AppSync's JavaScript runtime). Of several such calls in one request only the last
// took effect (aws/aws-appsync-community#223): so it makes one.
// https://docs.aws.amazon.com/appsync/latest/devguide/extensions-js.html

import { extensions } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const { subscription, key, tokensValidAfter, othersValidAfter, exemptSession } = ctx.args;
  // AWS does not say what a comparison with a missing field comes to: all are there, and -1 is before every time.
  extensions.invalidateSubscriptions({
    subscriptionField: subscription,
    payload: { key, tokensValidAfter, othersValidAfter, exemptSession, expiredAt: -1 },
  });
  return true;
}
