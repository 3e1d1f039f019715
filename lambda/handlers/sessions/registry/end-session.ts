import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { endOwnSession } from '../../../core/sessions/own-sessions';
import { bearerToken } from '../../http/bearer-token';
import { signOutResponse, temporarilyUnavailable } from '../../http/responses';
import { ownSessionsDependencies, type OwnSessionsDependencies } from './composition';

/** `DELETE /sessions/{sessionId}` of an HTTP API: ends one session of the bearer's user. */
export function createEndSession(dependencies: OwnSessionsDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    try {
      const token = bearerToken(event.headers['authorization']);
      const sessionId = event.pathParameters?.['sessionId'] ?? '';
      const result = await endOwnSession({ token, sessionId, requestId }, dependencies);
      telemetry.signedOut(result, requestId);
      return signOutResponse(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

export const handler = createEndSession(ownSessionsDependencies());
