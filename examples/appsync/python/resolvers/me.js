// Query.me: what the authorizer tells of the caller.

export function request() {
  return { payload: null };
}

export function response(ctx) {
  const { sub, username, sessionId } = ctx.identity.resolverContext;
  return { sub, username, sessionId };
}
