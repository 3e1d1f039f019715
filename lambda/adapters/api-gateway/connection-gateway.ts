import {
  ApiGatewayManagementApiClient,
  DeleteConnectionCommand,
  GoneException,
  PostToConnectionCommand,
  type ApiGatewayManagementApiClientConfig,
} from '@aws-sdk/client-apigatewaymanagementapi';

import type { ConnectionAddress } from '../../core/connections/connection';
import type { ConnectionGateway } from '../../core/connections/connection-gateway';
import { RevocationError, type FaultCode } from '../../core/errors';

/** What {@link createConnectionGateway} needs to know. */
export interface ConnectionGatewayOptions {
  /** What comes after the id in the address of an API: `execute-api.{region}.amazonaws.com`, or as its partition has it. */
  readonly executeApiDomain: string;
  /** Where `{apiId}/{stage}` are served, if not at AWS's own addresses: no slash at the end. */
  readonly managementEndpoint: string | undefined;
  /** For the client of each API. */
  readonly client?: ApiGatewayManagementApiClientConfig;
}

/**
 * Reaches the connections of WebSocket APIs, of each at its own address.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html
 */
export function createConnectionGateway(options: ConnectionGatewayOptions): ConnectionGateway {
  const clients = new Map<string, ApiGatewayManagementApiClient>();
  const clientAt = (address: ConnectionAddress) => {
    const endpoint = endpointOf(address, options);
    const client = clients.get(endpoint) ?? new ApiGatewayManagementApiClient({ ...options.client, endpoint });
    clients.set(endpoint, client);
    return client;
  };

  return {
    async end(address) {
      const command = new DeleteConnectionCommand({ ConnectionId: address.connectionId });
      return unlessGone('ended', clientAt(address).send(command), 'connection_not_ended');
    },
    async send(address, text) {
      const command = new PostToConnectionCommand({ ConnectionId: address.connectionId, Data: Buffer.from(text) });
      return unlessGone('sent', clientAt(address).send(command), 'connection_unreachable');
    },
  };
}

function endpointOf({ apiId, stage }: ConnectionAddress, options: ConnectionGatewayOptions): string {
  const { executeApiDomain, managementEndpoint } = options;
  const api =
    managementEndpoint === undefined ? `https://${apiId}.${executeApiDomain}` : `${managementEndpoint}/${apiId}`;
  return `${api}/${stage}`;
}

async function unlessGone<T>(outcome: T, request: Promise<unknown>, code: FaultCode): Promise<T | 'gone'> {
  try {
    await request;
    return outcome;
  } catch (cause) {
    if (cause instanceof GoneException) return 'gone';
    throw new RevocationError(code, 'API Gateway did not reach the connection', { cause });
  }
}
