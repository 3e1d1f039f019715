import { aws_appsync as appsync, type aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { createLambdaDataSource } from '../graphql/lambda-data-source';
import { validateMutations } from '../graphql/needed-mutations';
import { resolverCode } from '../graphql/resolver-code';
import { DeploymentPart } from '../monitoring/deployment-part';
import { createSignOutFunction, type SignOutFunctionProps } from './sign-out-function';

/** Properties of {@link GraphqlSignOut}. */
export interface GraphqlSignOutProps extends SignOutFunctionProps {
  /**
   * The API whose schema has the mutation. It must have the authorizer in front: see
   * `RevocationAuthorizer.appSyncAuthorizationMode()`.
   */
  readonly api: appsync.GraphqlApi;
}

/** What an API has of it: one. */
const HOME = 'CognitoSignOut';

/**
 * Resolves the mutation `signOut` of an AppSync API, which does what `POST /sign-out` does. The API's schema needs:
 *
 * ```graphql
 * type Mutation {
 *   signOut(scope: SignOutScope = LOCAL, refreshToken: String): SignOut!
 * }
 * enum SignOutScope { LOCAL OTHERS GLOBAL }
 * type SignOut { outcome: String! scope: SignOutScope! signedOutAt: AWSTimestamp! unfinished: [String!]! }
 * ```
 */
export class GraphqlSignOut extends DeploymentPart {
  /** Signs out, such as for alarms. */
  readonly signOutFunction: lambda.Function;

  constructor(scope: Construct, id: string, props: GraphqlSignOutProps) {
    super(scope, id, props);
    const { api } = props;
    if (api.node.tryFindChild(HOME) !== undefined) {
      throw new Error(
        `api: ${api.node.path} has a GraphqlSignOut already, and a field has one resolver: leave this one out`,
      );
    }
    validateMutations(api, [{ name: 'signOut', isForIam: false }]);
    this.signOutFunction = createSignOutFunction(this, 'SignOut', 'appsync-sign-out', props);
    // What belongs to the API is made beside it, so that it may be in another stack.
    const home = new Construct(api, HOME);
    const dataSource = createLambdaDataSource(home, api, HOME, this.signOutFunction);
    const signOut = { typeName: 'Mutation', fieldName: 'signOut', ...resolverCode('sign-out.js') };
    // Not by createResolver(), whose ids are the API's, and so may well be the owner's.
    new appsync.Resolver(home, 'Resolver', { api, dataSource, ...signOut });
  }
}
