import type { APIGatewayAuthorizerResult } from 'aws-lambda';

import { webSocketContextOf } from '../connections/websocket-context';
import { webSocketToken, type ConnectRequest } from '../connections/websocket-token';
import { allowPolicy } from './allow-policy';
import { webSocketAuthorizerDependencies, type WebSocketAuthorizerDependencies } from './composition';
import { verdictOn } from './verdict';

/** What the authorizer reads of the event. */
export interface WebSocketAuthorizerEvent extends ConnectRequest {
  /** `arn:aws:execute-api:{region}:{account}:{api}/{stage}/$connect` */
  readonly methodArn: string;
  /** About the request. */
  readonly requestContext: { readonly requestId: string };
}

/**
 * Lambda authorizer of a WebSocket API, for `$connect`. Throwing exactly `Unauthorized` is a 401, anything else a 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export function createWebSocketAuthorizer({ allowQueryToken, ...dependencies }: WebSocketAuthorizerDependencies) {
  return async (event: WebSocketAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const token = webSocketToken(event, allowQueryToken);
    const verdict = await verdictOn(token, event.requestContext.requestId, dependencies);
    if (!verdict.active) throw new Error('Unauthorized');
    return allowPolicy(event.methodArn, webSocketContextOf(verdict.claims));
  };
}

const dependencies = webSocketAuthorizerDependencies();
const { allowQueryToken } = dependencies;

/** Awaited as the module loads. */
export const initialize = () =>
  dependencies.initialize((rehearsed) => createWebSocketAuthorizer({ ...rehearsed, allowQueryToken }));
export const handler = createWebSocketAuthorizer(dependencies);
