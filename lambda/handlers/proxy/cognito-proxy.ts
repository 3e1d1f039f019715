import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { USER_AGENT } from '../../contract';
import { proxyGlobalSignOut, proxyRevokeToken } from '../../core/sign-out/cognito-proxy';
import { cognitoError, PUBLIC_OPERATIONS, SERVICE } from './cognito-protocol';
import { cognitoProxyDependencies } from '../composition';
import type { CognitoProxyHandlerDependencies } from '../dependencies';
import { bytesOf } from '../http/request-body';

/**
 * `POST /` of an HTTP API: Cognito's own JSON protocol, for clients that can be pointed at another endpoint. What needs
 * no credentials is passed on to Cognito as it is, and so are the answers; `RevokeToken` and `GlobalSignOut` are recorded
 * first. What needs credentials is refused: it must never run with the rights of this function.
 */
export function createCognitoProxy(dependencies: CognitoProxyHandlerDependencies) {
  const { telemetry, forward } = dependencies;
  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    if (isSigned(event))
      return cognitoError('NotAuthorizedException', 'Signed requests must be sent to Cognito itself');
    const operation = operationOf(event);
    if (operation === undefined) return cognitoError('UnknownOperationException', 'Unknown operation');
    if (!PUBLIC_OPERATIONS.includes(operation)) {
      return cognitoError(
        'MissingAuthenticationTokenException',
        'The operation needs credentials: send it to Cognito itself',
      );
    }
    const body = bytesOf(event);
    const { ClientId: clientId, ClientSecret: clientSecret, Token: token, AccessToken: accessToken } = textsIn(body);
    if (clientId !== undefined && !dependencies.userPoolClientIds.includes(clientId)) {
      // Not for others' user pools, at our cost and from our address.
      return cognitoError('ResourceNotFoundException', `User pool client ${clientId} does not exist.`);
    }
    const ask = (isRecorded: boolean) => {
      if (isRecorded) telemetry.signedOut({ outcome: 'revoked' }, requestId);
      return forward({ headers: isRecorded ? asOwnCall(event.headers) : event.headers, body }).catch(
        (error: unknown) => {
          telemetry.fault(error, requestId);
          return cognitoError('InternalErrorException', 'Cognito did not answer', 500);
        },
      );
    };
    try {
      switch (operation) {
        case 'GlobalSignOut': {
          if (accessToken === undefined) return await ask(false);
          const answer = await proxyGlobalSignOut(accessToken, requestId, ask, dependencies);
          return answer === 'revoked'
            ? cognitoError('NotAuthorizedException', 'Access Token has been revoked')
            : answer;
        }
        case 'RevokeToken': {
          if (token === undefined || clientId === undefined) return await ask(false);
          const client = clientSecret === undefined ? { clientId } : { clientId, clientSecret };
          return await proxyRevokeToken(token, client, requestId, ask, dependencies);
        }
        default:
          return await ask(false);
      }
    } catch (error) {
      telemetry.fault(error, requestId);
      return cognitoError('InternalErrorException', 'The sign-out may not have been recorded: try again', 500);
    }
  };
}

/**
 * CloudTrail records the call, as of later than our own record: it must not be taken for news (core/events/sign-out-events.ts).
 * It cuts long user agents off, so the mark comes first.
 */
function asOwnCall(headers: APIGatewayProxyEventV2['headers']): APIGatewayProxyEventV2['headers'] {
  return { ...headers, 'user-agent': `${USER_AGENT} ${headers['user-agent'] ?? ''}`.trimEnd() };
}

/** By AWS Signature Version 4, in the header or in the query. */
function isSigned({ headers, queryStringParameters }: APIGatewayProxyEventV2): boolean {
  return (
    /^\s*AWS4-/i.test(headers['authorization'] ?? '') ||
    headers['x-amz-security-token'] !== undefined ||
    Object.keys(queryStringParameters ?? {}).some((name) => /^x-amz-/i.test(name))
  );
}

function operationOf({ headers }: APIGatewayProxyEventV2): string | undefined {
  const [service, operation, ...rest] = (headers['x-amz-target'] ?? '').split('.');
  return service === SERVICE && rest.length === 0 ? operation : undefined;
}

/** The members of the body that are texts. What is malformed is for Cognito to refuse. */
function textsIn(body: Buffer): Readonly<Record<string, string | undefined>> {
  try {
    const members = Object.entries((JSON.parse(body.toString('utf8')) as object | null) ?? {});
    return Object.fromEntries(members.filter(([, value]) => typeof value === 'string'));
  } catch {
    return {};
  }
}

export const handler = createCognitoProxy(cognitoProxyDependencies());
