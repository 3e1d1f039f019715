// Resolver of Mutation.endExpiredSubscriptions (AppSync's JavaScript runtime): as that of endSubscriptions, about tokens
// that have expired and nothing else.
// https://docs.aws.amazon.com/appsync/latest/devguide/time-helpers-in-util-time-js.html

import { extensions, util } from '@aws-appsync/utils';

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const expiredAt = util.time.nowEpochSeconds();
  extensions.invalidateSubscriptions({
    subscriptionField: ctx.args.subscription,
    payload: { key: '', tokensValidAfter: -1, othersValidAfter: -1, exemptSession: '', expiredAt },
  });
  return true;
}
