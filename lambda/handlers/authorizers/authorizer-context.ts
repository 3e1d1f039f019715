import { isMachineToken, type NumericDate, type TokenClaims } from '../../core/token/claims';

/** What every authorizer tells the integration behind it. Flat strings, for that is all REST APIs can pass on. */
// A type, for an interface does not fit the index signature that AWS's types want.
// eslint-disable-next-line @typescript-eslint/consistent-type-definitions
export type AuthorizerContext = {
  readonly sub: string;
  /** Empty for machine tokens. */
  readonly username: string;
  readonly clientId: string;
  /** `access` or `id`. */
  readonly tokenUse: string;
  /** `origin_jti`, or `jti` of a machine token. */
  readonly sessionId: string;
  /** NumericDate; empty for machine tokens. */
  readonly authTime: string;
  /** NumericDate. */
  readonly expiresAt: string;
  /** OAuth scopes of an access token, separated by spaces; empty for ID tokens. */
  readonly scope: string;
  /**
   * The user's groups: the JSON text of an array of strings, `[]` of none. Those that a pre token generation trigger writes
   * may have names with spaces and commas.
   *
   * @see https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
   */
  readonly groups: string;
};

/** The session as `GET /session` answers it. */
export interface Session {
  readonly sub: string;
  readonly username: string | null;
  readonly clientId: string;
  readonly tokenUse: string;
  readonly sessionId: string;
  readonly authTime: NumericDate | null;
  readonly expiresAt: NumericDate;
}

/** The context of an accepted token. */
export function authorizerContextOf(claims: TokenClaims): AuthorizerContext {
  return {
    sub: claims.sub,
    username: claims.username ?? '',
    clientId: claims.clientId,
    tokenUse: claims.tokenUse,
    sessionId: claims.session.id,
    authTime: isMachineToken(claims) ? '' : String(claims.signedInAt),
    expiresAt: String(claims.expiresAt),
    scope: claims.scope,
    groups: JSON.stringify(claims.groups),
  };
}

/** The session that an authorizer told of. */
export function sessionOf(context: AuthorizerContext): Session {
  const { sub, username, clientId, tokenUse, sessionId, authTime, expiresAt } = context;
  return {
    sub,
    username: username === '' ? null : username,
    clientId,
    tokenUse,
    sessionId,
    authTime: authTime === '' ? null : Number(authTime),
    expiresAt: Number(expiresAt),
  };
}
