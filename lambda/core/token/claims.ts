import { TOKEN_USES, type TokenUse } from '../../contract';

/** Whole seconds since 1970-01-01T00:00:00Z, ignoring leap seconds (RFC 7519 §2). */
export type NumericDate = number;

/** What the rules read of a verified token. */
export interface TokenClaims {
  /** The user pool that issued the token, as a URL (`iss`). */
  readonly issuer: string;
  /** Its id, from `iss`. */
  readonly userPoolId: string;
  /** The user, or for machine tokens the client (`sub`). */
  readonly sub: string;
  /** The user's name in the pool; a machine token has none. */
  readonly username: string | undefined;
  /** The app client: `client_id` of access tokens, `aud` of ID tokens. */
  readonly clientId: string;
  /** What the token is for (`token_use`). */
  readonly tokenUse: TokenUse;
  /** What it is revoked by, besides its user. */
  readonly session: Session;
  /** This token alone. */
  readonly jti: string | undefined;
  /** When the sign-in took place that it stems from: `auth_time`, which a refresh keeps; of a machine token, `iat`. */
  readonly signedInAt: NumericDate;
  /** When this token was issued (`iat`). */
  readonly issuedAt: NumericDate;
  /** When it expires (`exp`). */
  readonly expiresAt: NumericDate;
  /** OAuth scopes of an access token, separated by spaces. */
  readonly scope: string;
  /** The user's groups (`cognito:groups`). */
  readonly groups: readonly string[];
}

/**
 * What a token is revoked by, besides its user: the sign-in that it and all tokens refreshed from it stem from
 * (`origin_jti`); or, of a machine, which does not sign in, the token alone (`jti`).
 */
export type Session =
  { readonly kind: 'session'; readonly id: string } | { readonly kind: 'token'; readonly id: string };

/** Which session. */
export type SessionIdentity = Pick<TokenClaims, 'userPoolId' | 'session'>;

/** Which user. */
export type UserIdentity = Pick<TokenClaims, 'userPoolId' | 'sub'>;

/** A verified payload as claims, or why it cannot be one. */
export type ParsedClaims =
  | { readonly ok: true; readonly claims: TokenClaims }
  | { readonly ok: false; readonly reason: 'not_revocable'; readonly claims: SessionlessClaims }
  | { readonly ok: false; readonly reason: 'malformed_claims' };

/** What a genuine token says that names no session. */
export type SessionlessClaims = Omit<TokenClaims, 'session'>;

/**
 * Reads the claims that the rules need from the payload of a token whose signature has been verified.
 * Whatever a rule reads must be there and of the right type: missing must never mean "not revoked".
 *
 * - `malformed_claims`: a required claim is missing or of a wrong type.
 * - `not_revocable`: a user's token without `origin_jti`, as it was issued while token revocation was off. Its `jti`, if it
 *   has one, is its own: whoever revoked that would miss the sign-in's other tokens. Or a machine's token without `jti`.
 *
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-access-token.html
 * @see https://docs.aws.amazon.com/cognito/latest/developerguide/amazon-cognito-user-pools-using-the-id-token.html
 */
export function parseClaims(payload: Readonly<Record<string, unknown>>): ParsedClaims {
  const tokenUse = TOKEN_USES.find((use) => use === payload['token_use']);
  const issuer = identifier(payload['iss']);
  const sub = identifier(payload['sub']);
  const clientId = identifier(payload[tokenUse === 'id' ? 'aud' : 'client_id']);
  const username = optional(payload[tokenUse === 'id' ? 'cognito:username' : 'username'], identifier);
  const originJti = optional(payload['origin_jti'], identifier);
  const jti = optional(payload['jti'], identifier);
  const authTime = optional(payload['auth_time'], numericDate);
  const issuedAt = numericDate(payload['iat']);
  const expiresAt = numericDate(payload['exp']);

  if (
    tokenUse === undefined ||
    issuer === INVALID ||
    sub === INVALID ||
    clientId === INVALID ||
    username === INVALID ||
    originJti === INVALID ||
    jti === INVALID ||
    authTime === INVALID ||
    issuedAt === INVALID ||
    expiresAt === INVALID
  ) {
    return { ok: false, reason: 'malformed_claims' };
  }

  // Cognito's machine tokens (client credentials) are access tokens of the client itself: `sub` is the client,
  // and there is no user. Every other token must say who signed in, and when.
  const isMachine = tokenUse === 'access' && sub === clientId && username === undefined;
  if (!isMachine && (username === undefined || authTime === undefined)) {
    return { ok: false, reason: 'malformed_claims' };
  }
  const claims: SessionlessClaims = {
    issuer,
    userPoolId: userPoolIdIn(issuer),
    sub,
    username,
    clientId,
    tokenUse,
    jti,
    signedInAt: isMachine || authTime === undefined ? issuedAt : authTime,
    issuedAt,
    expiresAt,
    scope: typeof payload['scope'] === 'string' ? payload['scope'] : '',
    groups: stringsIn(payload['cognito:groups']),
  };
  const kind = isMachine ? 'token' : 'session';
  const id = isMachine ? jti : originJti;
  if (id === undefined) return { ok: false, reason: 'not_revocable', claims };
  return { ok: true, claims: { ...claims, session: { kind, id } } };
}

/** The user pool that an issuer (`iss`) names. */
export function userPoolIdIn(issuer: string): string {
  return issuer.slice(issuer.lastIndexOf('/') + 1);
}

/** Whether the token was issued to an app client by client credentials, for no user. */
export function isMachineToken(claims: SessionlessClaims): boolean {
  return claims.username === undefined;
}

/** Longer values can't be part of a DynamoDB key (2,048 bytes, of which UTF-8 may need 4 for a character). */
const MAX_IDENTIFIER_LENGTH = 256;
/** 9999-12-31T23:59:59Z: beyond it a number is a mistake in the unit. */
const MAX_NUMERIC_DATE = 253_402_300_799;
const INVALID = Symbol('invalid');

function identifier(value: unknown): string | typeof INVALID {
  return typeof value === 'string' && value !== '' && value.length <= MAX_IDENTIFIER_LENGTH ? value : INVALID;
}

function numericDate(value: unknown): NumericDate | typeof INVALID {
  const valid = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_NUMERIC_DATE;
  return valid ? (value as number) : INVALID;
}

function optional<T>(value: unknown, parse: (value: unknown) => T | typeof INVALID): T | undefined | typeof INVALID {
  return value === undefined ? undefined : parse(value);
}

function stringsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}
