import type { APIGatewayProxyEventV2WithIAMAuthorizer } from 'aws-lambda';

/**
 * ARN of the caller whom API Gateway has let through by IAM; undefined if it has let nobody through. The route's
 * authorizer is IAM, so this is only undefined if somebody has taken that away.
 */
export function iamCallerOf({ requestContext }: APIGatewayProxyEventV2WithIAMAuthorizer): string | undefined {
  const { authorizer } = requestContext as { authorizer?: { iam?: { userArn?: string | null } } };
  const arn = authorizer?.iam?.userArn ?? '';
  return arn === '' ? undefined : arn;
}
