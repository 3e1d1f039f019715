import type { Connection, ConnectionAddress } from '../../core/connections/connection';
import type { Session, TokenClaims } from '../../core/token/claims';
import { authorizerContextOf, type AuthorizerContext } from '../authorizers/authorizer-context';
import type { WebSocketClient } from './register-on-connect';

/** What the authorizer of a WebSocket API tells: besides what every authorizer does, what a connection is ended by. */
export type WebSocketContext = AuthorizerContext & {
  readonly userPoolId: string;
  /** What `sessionId` is the id of: `session`, or `token`. */
  readonly sessionKind: Session['kind'];
  /** NumericDate: `authTime`, or of machine tokens `iat`. */
  readonly signedInAt: string;
};

/** What API Gateway says of a connection before it is open, to the authorizer already. */
export interface OpeningConnection extends ConnectionAddress, WebSocketClient {}

/** What events of a WebSocket API say of their connection. */
export interface WebSocketEvent {
  /** About the request, and what the authorizer told when the connection was opened. */
  readonly requestContext: OpeningConnection & {
    /** Whether the connection opens, a message came, or it has ended. The route says less: a message may name any. */
    readonly eventType: 'CONNECT' | 'MESSAGE' | 'DISCONNECT';
    readonly authorizer?: WebSocketContext | undefined;
  };
}

/**
 * The answer to a message that names a route which is not for messages. The client gets none of it; any other status would
 * be an error of the integration in API Gateway's metrics, for a client to raise alarms by.
 *
 * @see https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-logging.html
 */
export const NOTHING_DONE = { statusCode: 200 } as const;

/** The context of an accepted token. */
export function webSocketContextOf(claims: TokenClaims): WebSocketContext {
  return {
    ...authorizerContextOf(claims),
    userPoolId: claims.userPoolId,
    sessionKind: claims.session.kind,
    signedInAt: String(claims.signedInAt),
  };
}

/** A connection, and its sign-in. */
type SignedInConnection = Omit<Connection, 'registeredAt'>;

/**
 * The connection that an event is about, and its sign-in.
 *
 * @throws Error if the event comes from behind another authorizer, or none
 */
export function connectionIn({ requestContext }: WebSocketEvent): SignedInConnection {
  const { authorizer } = requestContext;
  if (authorizer?.sessionKind === undefined)
    throw new Error('The event does not come from behind the authorizer of LiveConnections');
  return connectionOf(requestContext, authorizer);
}

/** The connection of a sign-in that an authorizer tells of. */
export function connectionOf(opening: OpeningConnection, context: WebSocketContext): SignedInConnection {
  const { apiId, stage, connectionId } = opening;
  const { userPoolId, sub, clientId, sessionKind, sessionId, signedInAt, expiresAt } = context;
  return {
    apiId,
    stage,
    connectionId,
    userPoolId,
    sub,
    clientId,
    session: { kind: sessionKind, id: sessionId },
    signedInAt: Number(signedInAt),
    tokenExpiresAt: Number(expiresAt),
  };
}
