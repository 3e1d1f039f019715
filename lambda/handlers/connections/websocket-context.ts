import type { ConnectionName } from '../../core/connections/connection';
import type { NumericDate, TokenClaims } from '../../core/token/claims';
import { signInTimeOf } from '../../core/revocation/cut-off';
import { authorizerContextOf, type AuthorizerContext } from '../authorizers/authorizer-context';

/** What the authorizer of a WebSocket API tells: besides what every authorizer does, what a connection is ended by. */
export type WebSocketContext = AuthorizerContext & {
  readonly userPoolId: string;
  /** Empty for a token without one. */
  readonly originJti: string;
  /** NumericDate: `authTime`, or of machine tokens `iat`. */
  readonly signedInAt: string;
};

/** What events of a WebSocket API say of their connection. */
export interface WebSocketEvent {
  /** About the request, and what the authorizer told when the connection was opened. */
  readonly requestContext: {
    readonly apiId: string;
    readonly stage: string;
    readonly connectionId: string;
    readonly requestId: string;
    readonly authorizer?: WebSocketContext | undefined;
  };
}

/** The context of an accepted token. */
export function webSocketContextOf(claims: TokenClaims): WebSocketContext {
  return {
    ...authorizerContextOf(claims),
    userPoolId: claims.userPoolId,
    originJti: claims.originJti ?? '',
    signedInAt: String(signInTimeOf(claims)),
  };
}

/**
 * The connection that an event is about, and its sign-in.
 *
 * @throws Error if the event comes from behind another authorizer, or none
 */
export function connectionIn({ requestContext }: WebSocketEvent): ConnectionName & {
  readonly signedInAt: NumericDate;
  readonly tokenExpiresAt: NumericDate;
} {
  const { apiId, stage, connectionId, authorizer } = requestContext;
  const isOurs = authorizer?.userPoolId !== undefined && authorizer.sessionId !== '';
  if (!isOurs) throw new Error('The event does not come from behind the authorizer of LiveConnections');
  const { userPoolId, sub, clientId, originJti, sessionId } = authorizer;
  return {
    apiId,
    stage,
    connectionId,
    userPoolId,
    sub,
    clientId,
    ...(originJti === '' ? { originJti: undefined, jti: sessionId } : { originJti, jti: undefined }),
    signedInAt: Number(authorizer.signedInAt),
    tokenExpiresAt: Number(authorizer.expiresAt),
  };
}
