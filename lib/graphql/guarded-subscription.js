// Resolver (AppSync's JavaScript runtime) of a subscription that had none, so that there is a pipeline to guard.
// https://docs.aws.amazon.com/appsync/latest/devguide/aws-appsync-real-time-data.html

export function request() {
  return {};
}

export function response() {
  // AppSync wants null here.
  return null;
}
