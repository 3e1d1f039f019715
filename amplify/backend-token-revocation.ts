import type { FunctionResources, StackProvider } from '@aws-amplify/plugin-types';
import { Stack, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { Gateway, GraphqlGuard, TokenRevocation, type TokenRevocationProps } from '../lib/index';
import { appSyncAuthorizer } from './appsync-authorizer';
import type { BackendRevocation } from './authorize-data';
import type { BackendGuard } from './guard-data';

/** What `backend.tokenRevocation` is, if `defineBackend` was given the member `tokenRevocation`. */
export interface BackendTokenRevocation extends BackendRevocation, BackendGuard, StackProvider {
  /** The authorizer for AppSync: Amplify Data asks for it where this is its `lambdaAuthorizationMode.function`. */
  readonly resources: FunctionResources;
}

/** The construct's place: one in each backend. */
const REVOCATION_ID = 'TokenRevocation';
const GUARD_ID = 'GraphqlGuard';

/**
 * Makes the member of a backend, and of what only some backends need nothing until it is asked for.
 *
 * @param scope - the nested stack that it stands in
 * @throws Error if there is one in it already
 */
export function createBackendTokenRevocation(scope: Construct, props: TokenRevocationProps): BackendTokenRevocation {
  if (scope.node.tryFindChild(REVOCATION_ID) !== undefined) {
    throw new Error(
      'defineTokenRevocation: got a second one in this backend; call it once, and import it where it is needed',
    );
  }
  const tokenRevocation = new TokenRevocation(scope, REVOCATION_ID, props);
  const { revocationTable, authorizer } = tokenRevocation;
  let guard: GraphqlGuard | undefined;
  return {
    tokenRevocation,
    stack: Stack.of(scope),
    get guard() {
      guard ??= new GraphqlGuard(scope, GUARD_ID, { ...props, revocationTable });
      return guard;
    },
    get resources() {
      const cfnFunction = authorizer.functionFor(Gateway.APP_SYNC).node.defaultChild as lambda.CfnFunction;
      return { lambda: appSyncAuthorizer(tokenRevocation), cfnResources: { cfnFunction } };
    },
  };
}
