import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { admitConnection } from '../../core/connections/live-connections';
import { connectDependencies } from './composition';
import type { ConnectDependencies } from './composition';
import { connectionIn, NOTHING_DONE, type WebSocketEvent } from './websocket-context';
import { BEARER_SUBPROTOCOL, subprotocolsOf, type ConnectRequest } from './websocket-token';

/**
 * `$connect`, behind the authorizer: registers the connection, and opens it if it has not been revoked meanwhile.
 *
 * A client can send a message that names this route. Its connection is open already: nothing is to be done.
 *
 * A client that offered `bearer` is told that this was chosen, or it would give up (RFC 6455 §4.1).
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-connect-route-subprotocol.html
 */
export function createConnect(dependencies: ConnectDependencies) {
  const { clock, telemetry } = dependencies;
  return async (event: WebSocketEvent & ConnectRequest): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId, eventType } = event.requestContext;
    if (eventType === 'MESSAGE') return NOTHING_DONE;
    try {
      if (eventType !== 'CONNECT') throw new Error('The event is not of a connection that opens');
      const outcome = await admitConnection({ ...connectionIn(event), registeredAt: clock.now() }, dependencies);
      if (outcome !== 'admitted') {
        telemetry.rejected(outcome, requestId);
        return { statusCode: 401 };
      }
      const isBearer = subprotocolsOf(event).includes(BEARER_SUBPROTOCOL);
      return { statusCode: 200, ...(isBearer && { headers: { 'Sec-WebSocket-Protocol': BEARER_SUBPROTOCOL } }) };
    } catch (error) {
      telemetry.fault(error, requestId);
      return { statusCode: 500 };
    }
  };
}

export const handler = createConnect(connectDependencies());
