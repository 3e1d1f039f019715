import { Stack, aws_appsync as appsync, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

import { GuardedApi } from '../guard/guarded-api';
import { renderedProperties } from '../template/rendered';

/** Modes by which AppSync takes a Cognito token itself. */
const BYPASSES = ['AMAZON_COGNITO_USER_POOLS', 'OPENID_CONNECT'];

interface Mode {
  readonly AuthenticationType?: unknown;
  readonly LambdaAuthorizerConfig?: { readonly AuthorizerUri?: unknown };
}

/**
 * Refuses, as the template is made, every AppSync API of the app that has the authorizer and, beside it, a mode that takes
 * signed-out tokens: AppSync does not ask the authorizer about a token that another mode understands. A guard in front of the
 * resolvers rejects them there.
 *
 * @see https://docs.aws.amazon.com/appsync/latest/devguide/security-authz.html
 */
export function refuseOtherModes(scope: Construct, { functionArn }: lambda.IFunction): void {
  const validate = () =>
    scope.node.root.node
      .findAll()
      .filter((construct) => construct instanceof appsync.CfnGraphQLApi)
      .flatMap((api) => {
        const properties = renderedProperties(api);
        const modes = [properties, ...((properties['AdditionalAuthenticationProviders'] ?? []) as Mode[])] as Mode[];
        const uri = JSON.stringify(Stack.of(api).resolve(functionArn));
        const isOurs = modes.some(
          ({ LambdaAuthorizerConfig: config }) => JSON.stringify(config?.AuthorizerUri) === uri,
        );
        const bypasses = modes.map((mode) => String(mode.AuthenticationType)).filter((mode) => BYPASSES.includes(mode));
        return isOurs && bypasses.length > 0 && GuardedApi.of(api.attrApiId) === undefined
          ? [
              `${api.node.scope?.node.path ?? api.node.path} has the authorization mode ${bypasses.join(', ')} beside the ` +
                'authorizer, by which AppSync accepts signed-out tokens: take it away, or keep it and use GraphqlGuard ' +
                'instead of the authorizer',
            ]
          : [];
      });
  scope.node.addValidation({ validate });
}
