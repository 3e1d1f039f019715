import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2 } from 'aws-lambda';

import { USER_AGENT } from '../../events';
import { decideOnCall, recordCall, type SessionsToEnd } from '../../core/sign-out/cognito-proxy';
import { deviceOf } from '../../core/sessions/registered-session';
import { registerSession } from '../../core/sessions/register-session';
import { bytesOf } from '../http/request-body';
import { bodyToPassOn, callIn, isSigned, operationOf } from './cognito-call';
import { cognitoError, PUBLIC_OPERATIONS, refusal, revoked } from './cognito-protocol';
import { cognitoProxyDependencies, type CognitoProxyHandlerDependencies } from './composition';
import { signedInBy, type SignedIn } from './signed-in';

/** Milliseconds. API Gateway waits for 30 s. */
const TIMEOUT = 27_000;
/** Milliseconds. A sign-out takes steps of its own before and after Cognito's. */
const SIGN_OUT_TIMEOUT = 8000;

/** Only the app knows what its users call a device. */
const UNLABELLED = { ok: true, label: undefined } as const;

/**
 * `POST /` of an HTTP API: Cognito's own JSON protocol, for clients that can be pointed at another endpoint. What needs
 * no credentials is passed on to Cognito as it is, and so are the answers; `RevokeToken` and `GlobalSignOut` are recorded
 * first. What needs credentials is refused: it must never run with the rights of this function.
 */
export function createCognitoProxy(dependencies: CognitoProxyHandlerDependencies) {
  const { telemetry, forward, registration } = dependencies;

  /** Records what the request ends, and has it passed on then. */
  const signOut = async (ends: SessionsToEnd, event: APIGatewayProxyEventV2, body: Buffer) => {
    const { requestId } = event.requestContext;
    const complete = await recordCall(ends, requestId, dependencies);
    telemetry.signedOut({ outcome: 'recorded', operation: ends.operation }, requestId);
    const answer = await passOn(asOwnCall(event.headers), body, SIGN_OUT_TIMEOUT, requestId);
    const completion = await complete();
    return completion === 'ended' && answer.statusCode === 400 ? revoked() : answer;
  };

  /** Registers the session of whom Cognito has let in, before they know it. */
  const register = async (
    signedIn: SignedIn | undefined,
    answer: APIGatewayProxyStructuredResultV2,
    { requestContext: { requestId, http } }: APIGatewayProxyEventV2,
  ) => {
    if (registration === undefined || signedIn === undefined) return answer;
    try {
      const device = registration.keepsDevices ? deviceOf(http.userAgent, http.sourceIp) : {};
      const request = { token: signedIn.accessToken, parsed: UNLABELLED, device, requestId };
      const result = await registerSession(request, registration);
      if (result.outcome !== 'invalid_token' || result.reason !== 'revoked') return answer;
      telemetry.rejected(result.reason, requestId);
      // One session more than the owner allows, of which another is newer: whoever signs in learns it now, and not at a gateway.
      return signedIn.isNew ? cognitoError('NotAuthorizedException', 'The session has ended') : answer;
    } catch (error) {
      telemetry.fault(error, requestId);
      // A list lacks it until it is refreshed; but a session more than the owner allows is not to begin.
      const isLimited = registration.maxSessions !== undefined && signedIn.isNew;
      return isLimited ? cognitoError('InternalErrorException', 'The session could not be registered', 500) : answer;
    }
  };

  const passOn = (headers: APIGatewayProxyEventV2['headers'], body: Buffer, timeout: number, requestId: string) =>
    forward({ headers, body, timeout }).catch((error: unknown) => {
      telemetry.fault(error, requestId);
      return cognitoError('InternalErrorException', 'Cognito did not answer', 500);
    });

  return async (event: APIGatewayProxyEventV2): Promise<APIGatewayProxyStructuredResultV2> => {
    const { requestId } = event.requestContext;
    if (isSigned(event)) {
      return cognitoError('NotAuthorizedException', 'Signed requests must be sent to Cognito itself');
    }
    const operation = operationOf(event);
    if (operation === undefined) return cognitoError('UnknownOperationException', 'Unknown operation');
    if (!PUBLIC_OPERATIONS.includes(operation)) {
      const message = 'The operation needs credentials: send it to Cognito itself';
      return cognitoError('MissingAuthenticationTokenException', message);
    }
    const body = bytesOf(event);
    try {
      const decision = await decideOnCall(callIn(operation, body), dependencies);
      switch (decision.action) {
        case 'refuse':
          return refusal(decision.why);
        case 'record':
          return await signOut(decision.ends, event, bodyToPassOn(operation, body));
        case 'pass': {
          const answer = await passOn(event.headers, bodyToPassOn(operation, body), TIMEOUT, requestId);
          return await register(signedInBy(operation, answer), answer, event);
        }
      }
    } catch (error) {
      telemetry.fault(error, requestId);
      return cognitoError('InternalErrorException', 'The sign-out may not have been recorded: try again', 500);
    }
  };
}

/**
 * CloudTrail records the call, as of later than our own record: it must not be taken for news
 * (core/events/sign-out-events.ts). It cuts long user agents off, so the mark comes first.
 */
function asOwnCall(headers: APIGatewayProxyEventV2['headers']): APIGatewayProxyEventV2['headers'] {
  return { ...headers, 'user-agent': `${USER_AGENT} ${headers['user-agent'] ?? ''}`.trimEnd() };
}

export const handler = createCognitoProxy(cognitoProxyDependencies());
