import { Reference, Stack, Token, Tokenization, aws_iam as iam, aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct } from 'constructs';

/**
 * A function as AppSync APIs refer to it. CDK has the permission of each API made beside the function, whose stack would then
 * need the API's as well as the other way round: of this one it is made beside the API.
 */
export function appSyncAuthorizerFunction(scope: Construct, id: string, handler: lambda.Function): lambda.IFunction {
  const { functionArn } = handler;
  const reference = lambda.Function.fromFunctionAttributes(scope, id, { functionArn, sameEnvironment: true });
  // CDK calls it for each API that has the authorizer.
  reference.addPermission = (permissionId, permission) => {
    const api = apiOf(permission.sourceArn);
    if (api === undefined) letApisInvoke(reference, handler);
    else handler.addPermission(`${permissionId}-${reference.node.addr.slice(-8)}`, { ...permission, scope: api });
  };
  return reference;
}

/** Apps without the feature flag that names the API do not say which: every API of this account, once. */
function letApisInvoke(reference: lambda.IFunction, handler: lambda.Function): void {
  const id = 'Invocation';
  if (handler.node.tryFindChild(id) !== undefined) return;
  handler.addPermission(id, {
    principal: new iam.ServicePrincipal('appsync.amazonaws.com'),
    sourceArn: Stack.of(reference).formatArn({ service: 'appsync', resource: 'apis', resourceName: '*' }),
  });
}

/** The construct of an API, by its ARN. */
function apiOf(arn: string | undefined): Construct | undefined {
  if (arn === undefined || !Token.isUnresolved(arn)) return undefined;
  const token = Tokenization.reverseString(arn).firstToken;
  const api = Reference.isReference(token) ? token.target.node.scope : undefined;
  return api instanceof Construct ? api : undefined;
}
