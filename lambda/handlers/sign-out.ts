import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { signOut, type SignOutDependencies } from '../core/sign-out';
import { parseSignOutOrder, type ParsedOrder } from '../core/sign-out-order';
import { bearerToken } from './bearer-token';
import { signOutDependencies } from './composition';
import { signOutResponse, temporarilyUnavailable } from './http-responses';

/** Bytes. */
const MAX_BODY_SIZE = 10 * 1024;

/** `POST /sign-out` of an HTTP API, payload format 2.0. The caller is who the bearer token says, nothing else. */
export function createSignOut(dependencies: SignOutDependencies) {
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    try {
      const result = await signOut(
        {
          token: bearerToken(event.headers['authorization']),
          order: parseBody(event),
          requestId: event.requestContext.requestId,
        },
        dependencies,
      );
      return signOutResponse(result);
    } catch (error) {
      dependencies.telemetry.fault(error);
      return temporarilyUnavailable();
    }
  };
}

/** No body asks for the defaults. */
function parseBody({ body, isBase64Encoded }: APIGatewayProxyEventV2): ParsedOrder {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > MAX_BODY_SIZE) return { ok: false, description: 'the body must not be over 10 KB' };
  if (bytes.length === 0) return parseSignOutOrder({});
  try {
    return parseSignOutOrder(JSON.parse(bytes.toString('utf8')));
  } catch {
    return { ok: false, description: 'the body must be JSON' };
  }
}

export const handler = createSignOut(signOutDependencies());
