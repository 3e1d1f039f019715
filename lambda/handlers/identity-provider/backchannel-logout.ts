import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { logOutByBackchannel } from '../../core/sign-out/identity-provider/backchannel-logout';
import { readForm } from '../http/request-body';
import { invalidRequest, json, temporarilyUnavailable } from '../http/responses';
import { providerSignOutDependencies, type ProviderSignOutHandlerDependencies } from './composition';

/**
 * `POST /oauth2/backchannel-logout` of an HTTP API (OpenID Connect Back-Channel Logout 1.0): a form with `logout_token`.
 * Unknown parameters are ignored, repeated ones refused. A logout that has failed is 400 too, as the specification has it.
 *
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#BCResponse
 */
export function createBackchannelLogout(dependencies: ProviderSignOutHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    const form = readForm(event);
    if (!form.ok) return invalidRequest(form.description);
    try {
      const result = await logOutByBackchannel(
        { logoutToken: form.value.get('logout_token'), requestId },
        dependencies,
      );
      telemetry.signedOut(result, requestId);
      return result.outcome === 'invalid_request' ? invalidRequest(result.description) : json(200, {});
    } catch (error) {
      telemetry.fault(error, requestId);
      return { ...temporarilyUnavailable(), statusCode: 400 };
    }
  };
}

export const handler = createBackchannelLogout(providerSignOutDependencies());
