import { Validations, aws_appsync as appsync } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { GraphqlSignOut } from './graphql-sign-out';
import { graphqlFile, resolverCode } from './resolver-code';
import type { RevocationAuthorizer } from './revocation-authorizer';
import type { SignOutFunctionProps } from './sign-out-function';

/** Properties of {@link ProtectedGraphqlApi}. */
export interface ProtectedGraphqlApiProps extends SignOutFunctionProps {
  /** Decides who may call. */
  readonly authorizer: RevocationAuthorizer;
}

/**
 * The smallest AppSync API behind the authorizer: the query `session` and the mutation `signOut`. Shows what to do in
 * an API of one's own.
 */
export class ProtectedGraphqlApi extends Construct {
  /** The API's id. */
  readonly apiId: string;

  /** Where it is. */
  readonly url: string;

  constructor(scope: Construct, id: string, { authorizer, ...props }: ProtectedGraphqlApiProps) {
    super(scope, id);
    const api = new appsync.GraphqlApi(this, 'Api', {
      name: 'cognito-sign-out',
      definition: appsync.Definition.fromFile(graphqlFile('schema.graphql')),
      authorizationConfig: { defaultAuthorization: authorizer.appSyncAuthorizationMode() },
    });
    this.apiId = api.apiId;
    this.url = api.graphqlUrl;

    api
      .addNoneDataSource('Nothing')
      .createResolver('Query.session', { typeName: 'Query', fieldName: 'session', ...resolverCode('session.js') });
    new GraphqlSignOut(this, 'SignOut', { api, ...props });

    Validations.of(api).acknowledge({
      id: 'AwsSolutions-ASC3',
      reason: 'The functions log every refusal, fault and sign-out; whether to pay for every request is for the owner.',
    });
  }
}
