// Resolver of Query.session (AppSync's JavaScript runtime): what the Lambda authorizer told of the token.
// https://docs.aws.amazon.com/appsync/latest/devguide/resolver-context-reference-js.html

export function request() {
  return {};
}

export function response(ctx) {
  const { sub, username, clientId, tokenUse, sessionId, authTime, expiresAt } = ctx.identity.resolverContext;
  return {
    sub,
    username: username === '' ? null : username,
    clientId,
    tokenUse,
    sessionId,
    authTime: authTime === '' ? null : +authTime,
    expiresAt: +expiresAt,
  };
}
