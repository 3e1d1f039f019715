// Part of the resolver of a subscription (AppSync's JavaScript runtime): which of the messages of endSubscriptions and
// endExpiredSubscriptions are about the subscriber. Takes what the authorizer told of the token.
// https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-invalidation.html

export function endsWithSession(resolverContext) {
  const { sessionKey, userKey, clientKey, poolKey, signedInAt, expiresAt } = resolverContext;
  // AppSync compares the message's field (left) with the subscriber's value (right).
  return {
    or: [
      { key: { eq: sessionKey } },
      { key: { in: [userKey, clientKey, poolKey] }, tokensValidAfter: { ge: +signedInAt } },
      { key: { eq: userKey }, othersValidAfter: { ge: +signedInAt }, exemptSession: { ne: sessionKey } },
      { expiredAt: { ge: +expiresAt } },
    ],
  };
}
