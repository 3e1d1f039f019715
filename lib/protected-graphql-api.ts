import { readFileSync } from 'node:fs';
import path from 'node:path';

import { Validations, aws_appsync as appsync, aws_iam as iam, type aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import { PACKAGE_ROOT } from './package-root';
import type { RevocationAuthorizer } from './revocation-authorizer';
import { createSignOutFunction, type SignOutFunctionProps } from './sign-out-function';

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

  constructor(scope: Construct, id: string, props: ProtectedGraphqlApiProps) {
    super(scope, id);
    const api = new appsync.GraphqlApi(this, 'Api', {
      name: 'cognito-sign-out',
      definition: appsync.Definition.fromFile(file('schema.graphql')),
      authorizationConfig: { defaultAuthorization: props.authorizer.appSyncAuthorizationMode() },
    });
    this.apiId = api.apiId;
    this.url = api.graphqlUrl;

    const signOut = createSignOutFunction(this, 'SignOut', 'appsync-sign-out', props);
    addResolver(api.addNoneDataSource('Nothing'), 'Query', 'session', 'session.js');
    // CDK would let AppSync invoke every version of the function; it needs the one.
    const serviceRole = new iam.Role(this, 'SignOutDataSourceRole', {
      assumedBy: new iam.ServicePrincipal('appsync.amazonaws.com'),
      inlinePolicies: { invoke: invocationOf(signOut) },
    }).withoutPolicyUpdates();
    addResolver(
      new appsync.LambdaDataSource(this, 'SignOutDataSource', { api, lambdaFunction: signOut, serviceRole }),
      'Mutation',
      'signOut',
      'sign-out.js',
    );

    Validations.of(api).acknowledge({
      id: 'AwsSolutions-ASC3',
      reason: 'The functions log every refusal, fault and sign-out; whether to pay for every request is for the owner.',
    });
  }
}

function invocationOf({ functionArn }: lambda.IFunction): iam.PolicyDocument {
  return new iam.PolicyDocument({
    statements: [new iam.PolicyStatement({ actions: ['lambda:InvokeFunction'], resources: [functionArn] })],
  });
}

function addResolver(dataSource: appsync.BaseDataSource, typeName: string, fieldName: string, name: string): void {
  dataSource.createResolver(`${typeName}.${fieldName}`, {
    typeName,
    fieldName,
    runtime: appsync.FunctionRuntime.JS_1_0_0,
    code: appsync.Code.fromInline(readFileSync(file(name), 'utf8')),
  });
}

function file(name: string): string {
  return path.join(PACKAGE_ROOT, 'lib/graphql', name);
}
