import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { listOwnSessions } from '../../../core/sessions/own-sessions';
import { parsePage } from '../../../core/sessions/session-parameters';
import { bearerToken } from '../../http/bearer-token';
import { invalidRequest, invalidToken, json, temporarilyUnavailable } from '../../http/responses';
import { ownSessionsDependencies, type OwnSessionsDependencies } from './composition';
import { listAnswerOf } from './session-answer';

/** `GET /sessions` of an HTTP API: the registered sessions of the bearer's user, `limit` of them from `nextToken` on. */
export function createListSessions(dependencies: OwnSessionsDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    try {
      const token = bearerToken(event.headers['authorization']);
      const { limit, nextToken } = event.queryStringParameters ?? {};
      const result = await listOwnSessions({ token, page: parsePage(limit, nextToken) }, dependencies);
      switch (result.outcome) {
        case 'listed':
          return json(200, listAnswerOf(result.list, result.currentSessionId));
        case 'invalid_request':
          return invalidRequest(result.description);
        case 'invalid_token':
          telemetry.rejected(result.reason, requestId);
          return invalidToken();
      }
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

export const handler = createListSessions(ownSessionsDependencies());
