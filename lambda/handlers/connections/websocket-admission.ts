import type { APIGatewayAuthorizerResult } from 'aws-lambda';

import { admitConnection } from '../../core/connections/admit-connection';
import { allowPolicy } from '../authorizers/allow-policy';
import { verdictOn } from '../authorizers/verdict';
import type { WebSocketAuthorizerEvent } from '../authorizers/websocket-authorizer';
import { admissionDependencies, type AdmissionHandlerDependencies } from './composition';
import { mayOpen } from './register-on-connect';
import { connectionOf, webSocketContextOf, type OpeningConnection, type WebSocketContext } from './websocket-context';
import { chosenSubprotocol, webSocketToken } from './websocket-token';

/** What the authorizer reads of the event: that of a connection which is opening. */
export interface AdmissionEvent extends WebSocketAuthorizerEvent {
  /** About the request. */
  readonly requestContext: OpeningConnection;
}

/**
 * Lambda authorizer of a WebSocket API that has a `$connect` of its own: registers the connection as well, for the route's
 * integration is theirs. It tells them what their answer has to name as `Sec-WebSocket-Protocol`, if anything, as `subprotocol`.
 * Whatever they answer, a connection that does not open is ended by nobody, and goes when it is found to be gone, or expires.
 *
 * Throwing exactly `Unauthorized` is a 401, anything else a 500.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-lambda-auth.html
 */
export function createAdmission(dependencies: AdmissionHandlerDependencies) {
  const { allowQueryToken, clock, subprotocols, telemetry, registration } = dependencies;

  const admit = async (requestContext: OpeningConnection, context: WebSocketContext) => {
    try {
      const connection = connectionOf(requestContext, context);
      if (!(await mayOpen(connection, requestContext, registration))) return 'revoked';
      return await admitConnection({ ...connection, registeredAt: clock.now() }, dependencies);
    } catch (error) {
      telemetry.fault(error, requestContext.requestId);
      // Lambda logs what a function throws.
      throw new Error('The connection could not be registered');
    }
  };

  return async (event: AdmissionEvent): Promise<APIGatewayAuthorizerResult> => {
    const { requestContext, methodArn } = event;
    const verdict = await verdictOn(webSocketToken(event, allowQueryToken), requestContext.requestId, dependencies);
    if (!verdict.active) throw new Error('Unauthorized');
    const context = webSocketContextOf(verdict.claims);
    const outcome = await admit(requestContext, context);
    if (outcome !== 'admitted') {
      telemetry.rejected(outcome, requestContext.requestId);
      throw new Error('Unauthorized');
    }
    // Or it opens in a moment: their `$connect` may yet refuse it.
    telemetry.connectionOpened(requestContext.requestId);
    const subprotocol = chosenSubprotocol(event, subprotocols);
    return allowPolicy(methodArn, { ...context, ...(subprotocol !== undefined && { subprotocol }) });
  };
}

export const handler = createAdmission(admissionDependencies());
