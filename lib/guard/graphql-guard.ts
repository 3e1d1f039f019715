import { type aws_appsync as appsync, type aws_cognito as cognito } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { validateClients } from '../authorizer/app-client';
import { acceptedUses, type TokenUse } from '../authorizer/token-use';
import type { IRevocationTable } from '../revocation-table';
import { apiOf } from '../graphql/api-resources';
import { GuardedApi } from './guarded-api';

/** Properties of {@link GraphqlGuard}. */
export interface GraphqlGuardProps {
  /** Where the revocations are. */
  readonly revocationTable: IRevocationTable;

  /** The user pool whose tokens are judged. */
  readonly userPool: cognito.IUserPool;

  /**
   * The app clients whose tokens are accepted. Each must have token revocation on.
   *
   * @default - every client of the pool, as AppSync itself accepts them
   */
  readonly userPoolClients?: cognito.IUserPoolClient[];

  /**
   * Which tokens are accepted: access tokens, ID tokens, or both.
   *
   * @default [TokenUse.ACCESS, TokenUse.ID]
   */
  readonly acceptedTokenUse?: TokenUse[];
}

/** What the guard can't see by itself of an API. */
export interface GuardedGraphqlApiOptions {
  /**
   * All fields of the subscription type. Subscriptions that have no resolver get one.
   *
   * @default - they are read in the schema. Needed where its text is not known as the template is made, such as in S3;
   * an empty array if there are none.
   */
  readonly subscriptionFields?: string[];
}

/**
 * Rejects signed-out tokens in AppSync APIs that keep their Cognito mode, with its owner and group rules and its clients:
 * one AppSync function, first in the pipeline of every root field, that reads the revocations consistently. No Lambda
 * function takes part. See docs/graphql-guard.md.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/resolver-reference-overview-js.html
 */
export class GraphqlGuard extends Construct {
  private readonly props: GraphqlGuardProps;
  private readonly tokenUses: readonly TokenUse[];
  private isUsed = false;

  constructor(scope: Construct, id: string, props: GraphqlGuardProps) {
    super(scope, id);
    const { userPool, userPoolClients } = props;
    if (userPoolClients?.length === 0) {
      throw new Error(
        'userPoolClients: got none; name at least one, or leave it out to accept every client of the pool',
      );
    }
    this.tokenUses = acceptedUses(props.acceptedTokenUse);
    validateClients(userPool, userPoolClients ?? []);
    this.props = props;
    this.node.addValidation({ validate: () => (this.isUsed ? [] : ['nothing is protected: call protect()']) });
  }

  /**
   * Guards every root field of an API: of its queries, mutations and subscriptions, whoever adds their resolvers, and when.
   * Unit resolvers become pipelines. What AppSync decides without the guard, such as by IAM or an API key, it leaves alone.
   *
   * Synthesis fails, and names the field, if one can't be guarded.
   *
   * @param api - defined in this app; in whatever stack. What the guard needs there is made in the API's own stack.
   * @throws Error if the API is defined elsewhere, or guarded already
   */
  protect(api: appsync.IGraphqlApi, options: GuardedGraphqlApiOptions = {}): void {
    const resource = apiOf(api.apiId);
    if (resource === undefined) {
      throw new Error(`${api.node.path} is not defined in this app, so its resolvers can't be guarded here`);
    }
    if (GuardedApi.of(api.apiId) !== undefined) {
      throw new Error(`${resource.node.path} is guarded already: call protect() once for each API`);
    }
    const { revocationTable, userPool, userPoolClients = [] } = this.props;
    new GuardedApi(resource, {
      revocationTable,
      userPoolId: userPool.userPoolId,
      clientIds: userPoolClients.map(({ userPoolClientId }) => userPoolClientId),
      tokenUses: this.tokenUses,
      ...options,
    });
    this.isUsed = true;
  }
}
