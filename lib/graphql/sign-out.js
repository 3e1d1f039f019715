// Resolver of Mutation.signOut (AppSync's JavaScript runtime): hands the caller's own token to the sign-out function.
// https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-lambda-js.html

import { util } from '@aws-appsync/utils';

export function request(ctx) {
  return {
    operation: 'Invoke',
    payload: {
      authorization: ctx.request.headers.authorization,
      scope: ctx.args.scope,
      refreshToken: ctx.args.refreshToken,
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
  return { outcome, scope: scope.toUpperCase(), signedOutAt, unfinished };
}
