import { type Duration, Validations, aws_appsync as appsync } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import type { RevocationAuthorizer } from '../authorizer/revocation-authorizer';
import { LiveSubscriptions } from '../connections/live-subscriptions';
import { graphqlFile, resolverCode } from '../graphql/resolver-code';
import { GraphqlSignOut } from '../sign-out-api/graphql-sign-out';
import type { Sessions } from '../sessions/sessions';
import type { SignOutFunctionProps } from '../sign-out-api/sign-out-function';

/** Properties of {@link ProtectedGraphqlApi}. */
export interface ProtectedGraphqlApiProps extends SignOutFunctionProps {
  /** Decides who may call. */
  readonly authorizer: RevocationAuthorizer;

  /**
   * That of the authorizer.
   *
   * @default Duration.seconds(0)
   */
  readonly revocationDelay?: Duration;

  /**
   * Resolves the query `sessions` and the mutation `endSession`.
   *
   * @default - both answer with an error
   */
  readonly sessions?: Sessions;
}

/**
 * The smallest AppSync API behind the authorizer: the query `session`, the mutation `signOut`, and the subscription
 * `sessionNotice`, which ends when its session does. Shows what to do in an API of one's own.
 */
export class ProtectedGraphqlApi extends Construct {
  /** The API's id. */
  readonly apiId: string;

  /** Where it is. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ProtectedGraphqlApiProps) {
    super(scope, id);
    const { authorizer, revocationDelay, sessions, ...signOut } = props;
    const api = new appsync.GraphqlApi(this, 'Api', {
      name: 'cognito-sign-out',
      definition: appsync.Definition.fromFile(graphqlFile('schema.graphql')),
      authorizationConfig: {
        defaultAuthorization: authorizer.appSyncAuthorizationMode(),
        // For the fields with @aws_iam, and for no others.
        additionalAuthorizationModes: [{ authorizationType: appsync.AuthorizationType.IAM }],
      },
    });
    this.apiId = api.apiId;
    this.url = api.graphqlUrl;

    const nothing = api.addNoneDataSource('Nothing', { name: 'CognitoSignOutSession' });
    for (const [typeName, fieldName, file] of [
      ['Query', 'session', 'session.js'],
      ['Subscription', 'sessionNotice', 'session-notice.js'],
      ['Mutation', 'notifySession', 'notify-session.js'],
    ] as const) {
      nothing.createResolver(`${typeName}.${fieldName}`, { typeName, fieldName, ...resolverCode(file) });
    }
    new GraphqlSignOut(this, 'SignOut', { api, ...signOut });
    sessions?.resolveGraphql(api);
    const { revocationTable } = signOut;
    new LiveSubscriptions(this, 'LiveSubscriptions', {
      revocationTable,
      ...(revocationDelay !== undefined && { revocationDelay }),
    }).protect(api, { subscriptionFields: ['sessionNotice'] });

    Validations.of(api).acknowledge({
      id: 'AwsSolutions-ASC3',
      reason: 'The functions log every refusal, fault and sign-out; whether to pay for every request is for the owner.',
    });
  }
}
