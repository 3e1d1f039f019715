import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { disconnectDependencies } from './composition';
import type { DisconnectDependencies } from './composition';
import { connectionIn, type WebSocketEvent } from './websocket-context';

/**
 * `$disconnect`: forgets the connection. API Gateway does its best to deliver this, and no more: what is left behind
 * goes when it is found to be gone, or when it expires.
 */
export function createDisconnect({ registry, telemetry }: DisconnectDependencies) {
  return async (event: WebSocketEvent): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      await registry.remove(connectionIn(event));
      return { statusCode: 200 };
    } catch (error) {
      telemetry.fault(error, event.requestContext.requestId);
      return { statusCode: 500 };
    }
  };
}

export const handler = createDisconnect(disconnectDependencies());
