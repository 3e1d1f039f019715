import { CfnResource, type aws_apigatewayv2 as apigatewayv2 } from 'aws-cdk-lib';

import { renderedProperties, validateOnce } from '../template/rendered';

/**
 * Refuses, as the template is made, a WebSocket API whose default endpoint is disabled: it is there that connections are ended
 * (`@connections`), and without it API Gateway answers 403 to that.
 *
 * @throws Error if this app does not define the API: its routes can't be protected then
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/rest-api-disable-default-endpoint.html
 */
export function validateDefaultEndpoint({ node }: apigatewayv2.WebSocketApi): void {
  const resource = node.defaultChild;
  if (!CfnResource.isCfnResource(resource)) {
    throw new Error(
      `webSocketApi: ${node.path} is not defined in this app; allowed: a WebSocketApi that is, as its $connect needs the authorizer`,
    );
  }
  validateOnce(resource, 'default endpoint', () => {
    const { DisableExecuteApiEndpoint: isDisabled } = renderedProperties(resource);
    return isDisabled === true || isDisabled === 'true'
      ? [
          `webSocketApi: ${node.path} has its default endpoint disabled (disableExecuteApiEndpoint), at which connections are ended; ` +
            'allowed: an API with it, which may have a custom domain besides',
        ]
      : [];
  });
}
