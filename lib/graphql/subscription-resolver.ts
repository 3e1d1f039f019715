import type { aws_appsync as appsync } from 'aws-cdk-lib';

import { codeIn } from './resolver-code';

/**
 * A resolver of a subscription that is to end with its session, for `api.createResolver(…)` or a data source's. It may have the
 * line `import { endsWithSession } from 'cognito-sign-out/lib/graphql/ends-with-session.js';`, in whose place the function is
 * put: it makes of `ctx.identity.resolverContext` the argument of `util.transform.toSubscriptionFilter`, whose result goes
 * into `extensions.setSubscriptionInvalidationFilter`. See docs/subscriptions.md.
 */
export class SubscriptionResolver {
  /** @param file - where the resolver is */
  static fromFile(file: string): SubscriptionResolver {
    const { runtime, code } = codeIn(file);
    return new SubscriptionResolver(runtime, code);
  }

  /** The runtime: AppSync's JavaScript. */
  readonly runtime: appsync.FunctionRuntime;

  /** The code: one module, for AppSync imports no files. */
  readonly code: appsync.Code;

  private constructor(runtime: appsync.FunctionRuntime, code: appsync.Code) {
    this.runtime = runtime;
    this.code = code;
  }
}
