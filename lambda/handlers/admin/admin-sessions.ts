import type { APIGatewayProxyEventV2WithIAMAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { adminSessions, parseAdminSessions } from '../../core/sessions/admin-sessions';
import { iamCallerOf } from '../http/iam-caller';
import { readJson } from '../http/request-body';
import { forbidden, invalidRequest, json, temporarilyUnavailable } from '../http/responses';
import { listAnswerOf } from '../sessions/registry/session-answer';
import { adminSessionsDependencies, type AdminSessionsHandlerDependencies } from './composition';

/** `POST /admin/sessions` of an HTTP API, behind IAM: the registered sessions of a user. */
export function createAdminSessions(dependencies: AdminSessionsHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2WithIAMAuthorizer): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    if (iamCallerOf(event) === undefined) return forbidden();
    try {
      const body = readJson(event);
      const parsed = body.ok ? parseAdminSessions(body.value) : body;
      const result = await adminSessions(parsed, dependencies);
      switch (result.outcome) {
        case 'listed':
          return json(200, listAnswerOf(result.list, undefined));
        case 'unknown_user':
          return json(404, { error: result.outcome });
        case 'invalid_request':
          return invalidRequest(result.description);
      }
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

export const handler = createAdminSessions(adminSessionsDependencies());
