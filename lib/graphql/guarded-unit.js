// Resolver (AppSync's JavaScript runtime) of a field whose own resolver has become the last function of a pipeline: adds
// nothing to it.
// https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html

export function request() {
  return {};
}

export function response(ctx) {
  return ctx.prev.result;
}
