// Resolver of Mutation.notifySession (AppSync's JavaScript runtime): AppSync itself sends the answer to the subscribers.
// https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html

export function request(ctx) {
  return { payload: ctx.args };
}

export function response(ctx) {
  return ctx.result;
}
