import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { deviceOf } from '../../../core/sessions/registered-session';
import { registerSession } from '../../../core/sessions/register-session';
import { parseLabel } from '../../../core/sessions/session-parameters';
import { bearerToken } from '../../http/bearer-token';
import { readJson } from '../../http/request-body';
import { invalidRequest, invalidToken, json, temporarilyUnavailable } from '../../http/responses';
import { ownSessionsDependencies, type OwnSessionsDependencies } from './composition';
import { sessionAnswerOf } from './session-answer';

/** `PUT /session` of an HTTP API: registers the bearer's session, or renames it. */
export function createRegisterSession(dependencies: OwnSessionsDependencies) {
  const { telemetry, keepsDevices } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId, http } = event.requestContext;
    try {
      const token = bearerToken(event.headers['authorization']);
      const body = readJson(event);
      const parsed = body.ok ? parseLabel(body.value) : body;
      const device = keepsDevices ? deviceOf(http.userAgent, http.sourceIp) : {};
      const result = await registerSession({ token, parsed, device, requestId }, dependencies);
      switch (result.outcome) {
        case 'registered':
          return json(200, sessionAnswerOf(result.session, result.session.sessionId));
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

export const handler = createRegisterSession(ownSessionsDependencies());
