import { codeIn, type ResolverCode } from './resolver-code';

/** Resolvers of subscriptions that are to end with their session. */
// eslint-disable-next-line @typescript-eslint/no-extraneous-class -- jsii knows no functions outside of classes.
export class SubscriptionResolver {
  /**
   * What a resolver is made of, to spread into the options of `createResolver(…)`. The file may have the line, in quotes of either kind,
   * `import { endsWithSession } from 'cognito-sign-out/lib/graphql/ends-with-session.js';`, in whose place the function is
   * put: it makes of `ctx.identity.resolverContext` the argument of `util.transform.toSubscriptionFilter`, whose result goes
   * into `extensions.setSubscriptionInvalidationFilter`. See docs/subscriptions.md.
   *
   * @param file - where the resolver is
   */
  static fromFile(file: string): ResolverCode {
    return codeIn(file);
  }

  private constructor() {
    // For fromFile() alone.
  }
}
