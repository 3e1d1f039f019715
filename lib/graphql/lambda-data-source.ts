import { aws_appsync as appsync, aws_iam as iam, type aws_lambda as lambda } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/**
 * A function of ours as a data source of an API. Made beside the API, which may be in another stack than the function.
 *
 * @param name - unique in the API, as ids are not
 */
export function createLambdaDataSource(
  home: Construct,
  api: appsync.GraphqlApi,
  name: string,
  handler: lambda.IFunction,
): appsync.LambdaDataSource {
  // CDK would let AppSync invoke every version of the function; it needs the one.
  const serviceRole = new iam.Role(home, 'DataSourceRole', {
    assumedBy: new iam.ServicePrincipal('appsync.amazonaws.com'),
    inlinePolicies: { invoke: invocationOf(handler) },
  }).withoutPolicyUpdates();
  return new appsync.LambdaDataSource(home, 'DataSource', { api, name, lambdaFunction: handler, serviceRole });
}

function invocationOf({ functionArn }: lambda.IFunction): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] })],
  });
}
