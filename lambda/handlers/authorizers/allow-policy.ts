import type { APIGatewayAuthorizerResult } from 'aws-lambda';

import type { AuthorizerContext } from './authorizer-context';

/**
 * The answer of an authorizer that speaks IAM policies: the caller may go on.
 *
 * @param resource - what it may invoke, as an ARN
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
 */
export function allowPolicy(resource: string, context: AuthorizerContext): APIGatewayAuthorizerResult {
  return {
    principalId: context.sub,
    policyDocument: {
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'execute-api:Invoke', Resource: resource }],
    },
    context,
  };
}
