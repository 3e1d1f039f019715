// Resolver of Query.sessions (AppSync's JavaScript runtime): hands the caller's own token to the function that lists.
// https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html

import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return {
    operation: 'Invoke',
    payload: { field: 'sessions', authorization: ctx.request.headers.authorization, limit: ctx.args.limit },
  };
}

export function response(ctx) {
  if (ctx.error) {
    util.error('The sessions could not be listed: try again.', 'temporarily_unavailable');
  }
  const { error, errorDescription, sessions } = ctx.result;
  if (error) {
    util.error(errorDescription, error);
  }
  return sessions;
}
