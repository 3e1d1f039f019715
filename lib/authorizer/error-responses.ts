import { aws_apigateway as apigateway } from 'aws-cdk-lib';

/** RFC 6750 §3. */
const BEARER_CHALLENGE = { 'WWW-Authenticate': `'Bearer error="invalid_token"'` };

/**
 * The gateway's own answers, in the shape of ours. Any origin may read them: they say nothing of anybody.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
 */
export function addErrorResponses(restApi: apigateway.RestApi): void {
  const responses: [string, apigateway.ResponseType, string, Record<string, string>?][] = [
    ['Unauthorized', apigateway.ResponseType.UNAUTHORIZED, 'invalid_token', BEARER_CHALLENGE],
    ['AuthorizerFailure', apigateway.ResponseType.AUTHORIZER_FAILURE, 'server_error'],
    ['AuthorizerConfigurationError', apigateway.ResponseType.AUTHORIZER_CONFIGURATION_ERROR, 'server_error'],
  ];
  for (const [name, type, error, headers] of responses) {
    // Ids are the API's, so that a plain name may well be the owner's.
    const id = `CognitoSignOut${name}`;
    if (restApi.node.tryFindChild(id) !== undefined) continue;
    restApi.addGatewayResponse(id, {
      type,
      responseHeaders: { 'Access-Control-Allow-Origin': "'*'", 'Cache-Control': "'no-store'", ...headers },
      templates: { 'application/json': JSON.stringify({ error }) },
    });
  }
}
