// Mutation.sendMessage: whoever has subscribed to onMessage receives it.

export function request(ctx) {
  return { payload: { text: ctx.args.text, sentBy: ctx.identity.resolverContext.sub } };
}

export function response(ctx) {
  return ctx.result;
}
