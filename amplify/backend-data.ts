import type { aws_appsync as appsync } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** What is needed of Amplify Data: `backend.data`, if `defineBackend` was given the member `data`. */
export interface BackendData {
  /** Its CDK resources. */
  readonly resources: {
    /** The API. */
    readonly graphqlApi: appsync.IGraphqlApi;
    /** Its resources in CloudFormation. */
    readonly cfnResources: {
      /** The API. */
      readonly cfnGraphqlApi: appsync.CfnGraphQLApi;
    };
  };
}

/**
 * Both must have come out of the same `defineBackend`: what `defineData` and `defineTokenRevocation` return has no resources yet,
 * and a member that `defineBackend` was not given is undefined.
 *
 * @param caller - the function that was called, for the message
 * @param data - what was given as Amplify Data
 * @param construct - of what was given as token revocation
 * @throws Error that says what to give instead
 */
export function assertSameBackend(
  caller: string,
  data: Partial<BackendData> | undefined,
  construct: IConstruct | undefined,
): void {
  if (data?.resources !== undefined && data.resources.graphqlApi.node.root === construct?.node.root) return;
  throw new Error(
    `${caller}: got something else than two members of one backend; write const backend = ` +
      `defineBackend({ auth, data, tokenRevocation }), then ${caller}(backend.data, backend.tokenRevocation)`,
  );
}
