import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { signOut } from '../core/sign-out';
import { parseSignOutParameters, type ParsedParameters } from '../core/sign-out-parameters';
import { bearerToken } from './bearer-token';
import { signOutDependencies } from './composition';
import type { SignOutHandlerDependencies } from './dependencies';
import { signOutResponse, temporarilyUnavailable } from './http-responses';

/** Bytes. */
const MAX_BODY_SIZE = 10 * 1024;

/** `POST /sign-out` of an HTTP API, payload format 2.0. The caller is who the bearer token says, nothing else. */
export function createSignOut(dependencies: SignOutHandlerDependencies) {
  const { telemetry } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    try {
      const token = bearerToken(event.headers['authorization']);
      const result = await signOut({ token, parsed: parseBody(event), requestId }, dependencies);
      telemetry.signedOut(result, requestId);
      return signOutResponse(result);
    } catch (error) {
      telemetry.fault(error, requestId);
      return temporarilyUnavailable();
    }
  };
}

/** No body asks for the defaults. */
function parseBody({ body, isBase64Encoded }: APIGatewayProxyEventV2): ParsedParameters {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_SIZE) return { ok: false, description: 'the body must not be over 10 KB' };
  if (bytes.length === 0) return parseSignOutParameters({});
  try {
    return parseSignOutParameters(JSON.parse(bytes.toString('utf8')));
  } catch {
    return { ok: false, description: 'the body must be JSON' };
  }
}

export const handler = createSignOut(signOutDependencies());
