import { Validations, aws_apigateway as apigateway, type aws_lambda as lambda } from 'aws-cdk-lib';
import { Construct } from 'constructs';

import type { RevocationAuthorizer } from '../authorizer/revocation-authorizer';
import { CORS_ALLOWED_HEADERS, CORS_MAX_AGE } from '../sign-out-api/cors';

/** Properties of {@link ProtectedRestApi}. */
export interface ProtectedRestApiProps {
  /** Decides who may call. */
  readonly authorizer: RevocationAuthorizer;

  /** Answers `GET /session`. */
  readonly sessionFunction: lambda.IFunction;

  /** Origins that browsers may call from. */
  readonly allowedOrigins: string[];
}

/** The smallest REST API behind the authorizer: `GET /session`. Shows what to do in an API of one's own. */
export class ProtectedRestApi extends Construct {
  /** Where it is, without a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, props: ProtectedRestApiProps) {
    super(scope, id);
    const api = new apigateway.RestApi(this, 'Api', {
      restApiName: 'cognito-sign-out',
      description: 'The smallest REST API that rejects signed-out Cognito tokens',
      endpointTypes: [apigateway.EndpointType.REGIONAL],
      // Account-wide, so not this app's to set.
      cloudWatchRole: false,
      deployOptions: { stageName: STAGE },
    });
    // CDK would add an output of its own to the stack.
    api.node.tryRemoveChild('Endpoint');
    this.url = api.urlForPath('/').replace(/\/$/, '');
    props.authorizer.addErrorResponses(api);
    const session = api.root.addResource('session', {
      defaultCorsPreflightOptions: {
        allowOrigins: [...props.allowedOrigins],
        allowMethods: ['GET'],
        allowHeaders: CORS_ALLOWED_HEADERS,
        maxAge: CORS_MAX_AGE,
      },
    });
    const integration = new apigateway.LambdaIntegration(props.sessionFunction, { allowTestInvoke: false });
    const getSession = session.addMethod('GET', integration, {
      authorizationType: apigateway.AuthorizationType.CUSTOM,
      authorizer: props.authorizer.restAuthorizer(),
    });

    Validations.of(getSession).acknowledge({
      id: 'AwsSolutions-COG4',
      reason: "Cognito's own authorizer accepts signed-out tokens; the Lambda authorizer is the point.",
    });
    Validations.of(api).acknowledge(
      { id: 'AwsSolutions-APIG1', reason: 'Needs a role that is set account-wide, which is for the owner.' },
      { id: 'AwsSolutions-APIG2', reason: 'Its one method takes no parameters and no body.' },
      { id: 'AwsSolutions-APIG3', reason: 'A web ACL costs by the month, and which rules it has is for the owner.' },
      { id: 'AwsSolutions-APIG6', reason: 'Needs a role that is set account-wide, which is for the owner.' },
    );
  }
}

const STAGE = 'v1';
