import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { revokeToken, type TokenRevocationResult } from '../../core/sign-out/token-revocation';
import { readForm } from '../http/request-body';
import { invalidRequest, json, temporarilyUnavailable } from '../http/responses';
import { tokenRevocationDependencies, type TokenRevocationHandlerDependencies } from './composition';
import { presentedClient } from './oauth-client';

/** What Cognito takes as `DeviceKey` (API_GetTokensFromRefreshToken). */
const DEVICE_KEY = /^(?=.{1,55}$)[\w-]+_[0-9a-f-]+$/;

/**
 * `POST /oauth2/revoke` of an HTTP API (RFC 7009): a form with `token`, and `client_id` if there are several clients.
 * A client with a secret authenticates itself. `device_key` goes with the refresh token of a remembered device (Cognito's
 * `DeviceKey`). `token_type_hint` and unknown parameters are ignored.
 *
 * @see https://www.rfc-editor.org/rfc/rfc7009#section-2
 */
export function createRevokeToken(dependencies: TokenRevocationHandlerDependencies) {
  const { telemetry, userPoolClientIds } = dependencies;
  const only = userPoolClientIds.length === 1 ? userPoolClientIds[0] : undefined;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    const form = readForm(event);
    if (!form.ok) return invalidRequest(form.description);
    const token = form.value.get('token');
    if (token === undefined) return invalidRequest('token is missing');
    const deviceKey = form.value.get('device_key');
    if (deviceKey !== undefined && !DEVICE_KEY.test(deviceKey))
      return invalidRequest('device_key must be as Cognito has it');
    const authorization = event.headers['authorization'];
    const presented = presentedClient(authorization, form.value, only);
    if (!presented.ok) {
      return presented.error === 'invalid_client' ? invalidClient() : invalidRequest(presented.description);
    }
    try {
      const request = { token, client: presented.client, deviceKey, requestId };
      const result = await revokeToken(request, dependencies);
      telemetry.signedOut(result, requestId);
      return responseTo(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

/**
 * RFC 7009 §2.2: a token that is unknown or dead already is a success, whose body no client needs. There is one all the
 * same: to an answer without a body an HTTP API adds a content type of its own, and clients that parse it fail.
 */
function responseTo({ outcome }: TokenRevocationResult): APIGatewayProxyStructuredResultV2 {
  switch (outcome) {
    case 'revoked':
    case 'nothing_to_revoke':
      return json(200, {});
    case 'invalid_client':
      return invalidClient();
    case 'invalid_grant':
      return json(400, { error: 'invalid_grant' });
    case 'unsupported_token_type':
      return json(400, {
        error: 'unsupported_token_type',
        error_description:
          'the token names no session (its client has token revocation switched off), or cannot be read',
      });
    case 'used_up':
      return invalidRequest('the refresh token has been replaced by another one: send that, or the access token');
  }
}

/** RFC 6749 §5.2. */
function invalidClient(): APIGatewayProxyStructuredResultV2 {
  return json(401, { error: 'invalid_client' }, { 'www-authenticate': 'Basic realm="oauth2"' });
}

export const handler = createRevokeToken(tokenRevocationDependencies());
