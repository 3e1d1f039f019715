import type { APIGatewayProxyEventV2WithIAMAuthorizer, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { adminSignOut } from '../../core/sign-out/admin-sign-out';
import { parseAdminSignOutParameters } from '../../core/sign-out/admin-sign-out-parameters';
import { iamCallerOf } from '../http/iam-caller';
import { readJson } from '../http/request-body';
import { forbidden, signOutResponse, temporarilyUnavailable } from '../http/responses';
import { adminSignOutDependencies, type AdminSignOutHandlerDependencies } from './composition';

/** `POST /admin/sign-out` of an HTTP API, behind IAM. Who may call it may sign out anybody. */
export function createAdminSignOut(dependencies: AdminSignOutHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2WithIAMAuthorizer): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    const actor = iamCallerOf(event);
    if (actor === undefined) return forbidden();
    try {
      const body = readJson(event);
      const parsed = body.ok ? parseAdminSignOutParameters(body.value) : body;
      const result = await adminSignOut({ parsed, actor, requestId }, dependencies);
      telemetry.signedOut(result, requestId);
      return signOutResponse(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

export const handler = createAdminSignOut(adminSignOutDependencies());
