import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { disconnectDependencies, type DisconnectDependencies } from './composition';
import { connectionIn, NOTHING_DONE, type WebSocketEvent } from './websocket-context';

/**
 * `$disconnect`: forgets the connection. API Gateway does its best to deliver this, and no more: what is left behind
 * goes when it is found to be gone, or when it expires.
 *
 * A client can send a message that names this route. Its connection is still open, and must stay where a sign-out finds it.
 */
export function createDisconnect({ registry, telemetry }: DisconnectDependencies) {
  return async (event: WebSocketEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    const { eventType, requestId } = event.requestContext;
    if (eventType !== 'DISCONNECT') return NOTHING_DONE;
    // It has, whether or not it can be forgotten.
    telemetry.connectionClosed(requestId);
    try {
      await registry.remove(connectionIn(event));
      return { statusCode: 200 };
    } catch (error) {
      telemetry.fault(error, requestId);
      return { statusCode: 500 };
    }
  };
}

export const handler = createDisconnect(disconnectDependencies());
