import { CfnResource, aws_apigatewayv2 as apigatewayv2 } from 'aws-cdk-lib';

import { referredToBy } from '../template/reference';
import { renderedProperties, validateOnce } from '../template/rendered';
import { wholeOf } from '../template/whole';

/** The route of a WebSocket API that has this key, wherever in its app or stage it is defined; undefined if it has none. */
export function routeOf(webSocketApi: apigatewayv2.WebSocketApi, routeKey: string): apigatewayv2.CfnRoute | undefined {
  return routesOf(webSocketApi, routeKey)[0];
}

/**
 * Refuses, as the template is made, an API that has a route twice, which API Gateway would refuse: one of its own came after it
 * was protected.
 */
export function validateRoutes(webSocketApi: apigatewayv2.WebSocketApi, ...routeKeys: readonly string[]): void {
  validateOnce(webSocketApi, 'routes', () =>
    routeKeys.flatMap((key) => {
      const paths = routesOf(webSocketApi, key).map(({ node }) => node.path);
      return paths.length < 2
        ? []
        : [
            `webSocketApi: ${webSocketApi.node.path} has ${String(paths.length)} routes ${key} (${paths.join(', ')}); allowed: one, ` +
              'which is there before protectWebSocketApi() is called',
          ];
    }),
  );
}

function routesOf(webSocketApi: apigatewayv2.WebSocketApi, routeKey: string): apigatewayv2.CfnRoute[] {
  return wholeOf(webSocketApi)
    .node.findAll()
    .filter((node): node is apigatewayv2.CfnRoute => {
      return CfnResource.isCfnResource(node) && apigatewayv2.CfnRoute.isCfnRoute(node);
    })
    .filter((route) => route.routeKey === routeKey && referredToBy(route.apiId) === webSocketApi.node.defaultChild);
}

/**
 * Puts an authorizer in front of a route that is there already. Its integration stays.
 *
 * @throws Error if it has another one, as a route has one at most, or was not made by CDK's own construct
 */
export function putInFront(
  authorizer: apigatewayv2.IWebSocketRouteAuthorizer,
  {
    resource,
    webSocketApi,
  }: { readonly resource: apigatewayv2.CfnRoute; readonly webSocketApi: apigatewayv2.WebSocketApi },
): void {
  const where = `${webSocketApi.node.path} has a route ${resource.routeKey} of its own (${resource.node.path})`;
  const { AuthorizationType: type = 'NONE' } = renderedProperties(resource);
  if (type !== 'NONE') {
    throw new Error(
      `${where} with another authorizer (${String(type)}), and a route has one: allowed is one without; take it away, and ` +
        'LiveConnections puts its own there',
    );
  }
  const route = resource.node.scope;
  if (!(route instanceof apigatewayv2.WebSocketRoute)) {
    throw new Error(`${where} that is no WebSocketRoute: make it by the API's addRoute() or connectRouteOptions`);
  }
  const { authorizerId, authorizationType } = authorizer.bind({ route, scope: webSocketApi });
  resource.authorizationType = authorizationType;
  if (authorizerId !== undefined) resource.authorizerId = authorizerId;
}
