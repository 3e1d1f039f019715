import {
  type aws_apigatewayv2 as apigatewayv2,
  aws_apigatewayv2_authorizers as authorizers,
  type aws_lambda as lambda,
} from 'aws-cdk-lib';

import { once } from '../once';

/** The authorizer of any number of WebSocket APIs: each gets one of CDK's own, in its own stack. */
export class WebSocketRevocationAuthorizer implements apigatewayv2.IWebSocketRouteAuthorizer {
  private readonly byApi = new Map<apigatewayv2.IWebSocketApi, authorizers.WebSocketLambdaAuthorizer>();

  /**
   * @param name - its name, and its id in each API
   * @param handler - decides
   */
  constructor(
    private readonly name: string,
    private readonly handler: lambda.Function,
  ) {}

  /** Called by the route that it stands in front of. */
  bind(options: apigatewayv2.WebSocketRouteAuthorizerBindOptions): apigatewayv2.WebSocketRouteAuthorizerConfig {
    const authorizer = once(this.byApi, options.route.webSocketApi, () => {
      // The token may stand in several places, and every identity source would have to be there.
      return new authorizers.WebSocketLambdaAuthorizer(this.name, this.handler, { identitySource: [] });
    });
    return authorizer.bind(options);
  }
}
