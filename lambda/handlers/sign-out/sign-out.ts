import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { signOut } from '../../core/sign-out/sign-out';
import { parseSignOutParameters } from '../../core/sign-out/sign-out-parameters';
import { bearerToken } from '../http/bearer-token';
import { readJson } from '../http/request-body';
import { signOutResponse, temporarilyUnavailable } from '../http/responses';
import { signOutDependencies, type SignOutHandlerDependencies } from './composition';

/** `POST /sign-out` of an HTTP API, payload format 2.0. The caller is who the bearer token says, nothing else. */
export function createSignOut(dependencies: SignOutHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    try {
      const token = bearerToken(event.headers['authorization']);
      const body = readJson(event);
      const parsed = body.ok ? parseSignOutParameters(body.value) : body;
      const result = await signOut({ token, parsed, requestId }, dependencies);
      telemetry.signedOut(result, requestId);
      return signOutResponse(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

export const handler = createSignOut(signOutDependencies());
