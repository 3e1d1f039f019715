// Resolver of Mutation.endSession (AppSync's JavaScript runtime): hands the caller's own token to the function that ends sessions.
// https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html

import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return {
    operation: 'Invoke',
    payload: {
      field: 'endSession',
      authorization: ctx.request.headers.authorization,
      sessionId: ctx.args.sessionId,
    },
  };
}

export function response(ctx) {
  if (ctx.error) {
    util.error('The sign-out may not have been recorded: try again.', 'temporarily_unavailable');
  }
  const { error, errorDescription, outcome, scope, signedOutAt, unfinished } = ctx.result;
  if (error) {
    util.error(errorDescription, error);
  }
  return { outcome, scope, signedOutAt, unfinished };
}
