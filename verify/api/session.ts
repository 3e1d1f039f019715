/** The session that an accepted token is of, as `GET /session` answers it, with its rights. */
export interface Session {
  /** The user; of a machine token, the app client. */
  readonly sub: string;
  /** The user's name in the pool; null of a machine token. */
  readonly username: string | null;
  /** The app client. */
  readonly clientId: string;
  /** What the token is for. */
  readonly tokenUse: 'access' | 'id';
  /** `origin_jti`, which all tokens of a sign-in share; of a machine token `jti`. */
  readonly sessionId: string;
  /** When the user signed in (NumericDate, seconds); null of a machine token. */
  readonly authTime: number | null;
  /** When the token expires (NumericDate, seconds). */
  readonly expiresAt: number;
  /** OAuth scopes; none of an ID token. */
  readonly scopes: readonly string[];
  /** The user's groups. */
  readonly groups: readonly string[];
}
