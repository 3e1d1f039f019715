import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { admitConnection } from '../../core/connections/admit-connection';
import { connectDependencies, type ConnectDependencies } from './composition';
import { mayOpen } from './register-on-connect';
import { connectionIn, NOTHING_DONE, type WebSocketEvent } from './websocket-context';
import { chosenSubprotocol, type ConnectRequest } from './websocket-token';

/**
 * `$connect`, behind the authorizer: registers the connection, and opens it if it has not been revoked meanwhile.
 *
 * A client can send a message that names this route. Its connection is open already: nothing is to be done.
 *
 * The answer names the subprotocol, of those that the client offered.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html
 */
export function createConnect(dependencies: ConnectDependencies) {
  const { clock, telemetry, subprotocols, registration } = dependencies;
  return async (event: WebSocketEvent & ConnectRequest): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId, eventType } = event.requestContext;
    if (eventType === 'MESSAGE') return NOTHING_DONE;
    try {
      if (eventType !== 'CONNECT') throw new Error('The event is not of a connection that opens');
      const connection = connectionIn(event);
      const outcome = (await mayOpen(connection, event.requestContext, registration))
        ? await admitConnection({ ...connection, registeredAt: clock.now() }, dependencies)
        : 'revoked';
      if (outcome !== 'admitted') {
        telemetry.rejected(outcome, requestId);
        return { statusCode: 401 };
      }
      telemetry.connectionOpened(requestId);
      const chosen = chosenSubprotocol(event, subprotocols);
      return { statusCode: 200, ...(chosen !== undefined && { headers: { 'Sec-WebSocket-Protocol': chosen } }) };
    } catch (error) {
      telemetry.fault(error, requestId);
      return { statusCode: 500 };
    }
  };
}

export const handler = createConnect(connectDependencies());
