import type { APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { echoDependencies, type EchoDependencies } from './composition';
import type { WebSocketEvent } from './websocket-context';

/** `$default`: sends each text frame back as it came. The smallest thing that a protected WebSocket API can do. */
export function createEcho({ gateway, telemetry }: EchoDependencies) {
  return async (
    event: WebSocketEvent & { readonly body?: string | null },
  ): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      await gateway.send(event.requestContext, event.body ?? '');
      return { statusCode: 200 };
    } catch (error) {
      telemetry.fault(error, event.requestContext.requestId);
      return { statusCode: 500 };
    }
  };
}

export const handler = createEcho(echoDependencies());
