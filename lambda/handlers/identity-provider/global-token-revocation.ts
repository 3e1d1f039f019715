import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import {
  revokeGlobally,
  type GlobalTokenRevocationResult,
} from '../../core/sign-out/identity-provider/global-token-revocation';
import { bearerToken } from '../http/bearer-token';
import { readJson } from '../http/request-body';
import { invalidRequest, invalidToken, json, temporarilyUnavailable } from '../http/responses';
import { providerSignOutDependencies, type ProviderSignOutHandlerDependencies } from './composition';

/**
 * `POST /oauth2/global-token-revocation` of an HTTP API: by a JWT that it has signed, an identity provider ends all sessions
 * of a user whom it names in the body.
 *
 * @see https://datatracker.ietf.org/doc/html/draft-parecki-oauth-global-token-revocation-06#section-3
 */
export function createGlobalTokenRevocation(dependencies: ProviderSignOutHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    try {
      const assertion = bearerToken(event.headers['authorization']);
      const result = await revokeGlobally({ assertion, body: readJson(event), requestId }, dependencies);
      telemetry.signedOut(result, requestId);
      return responseTo(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

/** §3.4. Okta goes by the status alone; the body is for whoever sets it up. */
function responseTo(result: GlobalTokenRevocationResult): APIGatewayProxyStructuredResultV2 {
  switch (result.outcome) {
    case 'signed_out':
      return { statusCode: 204, headers: { 'cache-control': 'no-store' } };
    case 'invalid_token':
      return invalidToken(result.description);
    case 'invalid_request':
      return invalidRequest(result.description);
    case 'forbidden':
      return json(403, { error: 'access_denied', error_description: result.description });
    case 'unknown_user':
      return json(404, { error: result.outcome });
    case 'too_many_users':
      return json(422, { error: result.outcome, error_description: result.description });
  }
}

export const handler = createGlobalTokenRevocation(providerSignOutDependencies());
