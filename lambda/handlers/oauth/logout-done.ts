import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { returnFromLogout } from '../../core/sign-out/logout-return';
import { invalidRequest, redirect, temporarilyUnavailable } from '../http/responses';
import { logoutReturnDependencies, type LogoutReturnHandlerDependencies } from './composition';
import { FORGOTTEN, readCookie } from './logout-cookie';

/**
 * `GET /oauth2/logout/done` of an HTTP API: where managed login sends a browser that has signed out, and wants its `state` back. What
 * to return to is in its cookie, which is used once.
 */
export function createLogoutDone(dependencies: LogoutReturnHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      const result = await returnFromLogout(readCookie(event), dependencies);
      if (result.outcome === 'returned') return redirect(result.url, [FORGOTTEN]);
      return { ...invalidRequest(result.description), cookies: [FORGOTTEN] };
    } catch (error) {
      telemetry.fault(error, event.requestContext.requestId);
      return temporarilyUnavailable();
    }
  };
}

export const handler = createLogoutDone(logoutReturnDependencies());
