import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { logOut, type LogoutResult } from '../../core/sign-out/logout';
import { readParameters } from '../http/request-body';
import { invalidRequest, json, redirect, temporarilyUnavailable } from '../http/responses';
import { logoutDependencies, type LogoutHandlerDependencies } from './composition';
import { keptInCookie } from './logout-cookie';

/**
 * `GET` and `POST /oauth2/logout` of an HTTP API (OpenID Connect RP-Initiated Logout 1.0): `id_token_hint`, `client_id`,
 * `post_logout_redirect_uri` and `state`, in the query or in a form. Unknown parameters are ignored, repeated ones refused.
 *
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#RPLogout
 */
export function createLogout(dependencies: LogoutHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    const parameters = readParameters(event);
    if (!parameters.ok) return invalidRequest(parameters.description);
    try {
      const request = {
        idTokenHint: parameters.value.get('id_token_hint'),
        clientId: parameters.value.get('client_id'),
        postLogoutRedirectUri: parameters.value.get('post_logout_redirect_uri'),
        state: parameters.value.get('state'),
        requestId,
      };
      const result = await logOut(request, dependencies);
      telemetry.signedOut(result, requestId);
      return responseTo(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

function responseTo(result: LogoutResult): APIGatewayProxyStructuredResultV2 {
  if (result.outcome === 'invalid_request') return invalidRequest(result.description);
  if (result.redirect === undefined) return json(200, {});
  const { url, kept } = result.redirect;
  return redirect(url, kept === undefined ? [] : [keptInCookie(kept)]);
}

export const handler = createLogout(logoutDependencies());
