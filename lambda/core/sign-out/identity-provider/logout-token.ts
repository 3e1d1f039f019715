import { read, unread, type IdentityProvider, type Read } from './identity-provider';
import { name, readProviderClaims, type ProviderClaims, type SignedToken } from './provider-claims';

/** What a logout token's `events` must have. */
const LOGOUT_EVENT = 'http://schemas.openid.net/event/backchannel-logout';

/** What a provider says of a user who has signed out there. */
export interface LogoutToken extends ProviderClaims {
  /** Who, as the provider calls them. */
  readonly sub: string;
}

/**
 * Reads a logout token whose signature has been verified. One that names a session of the provider's only (`sid`) is refused:
 * Cognito keeps none of these.
 *
 * @param now - milliseconds since the epoch
 * @see https://openid.net/specs/openid-connect-backchannel-1_0.html#Validation
 */
export function readLogoutToken(
  token: SignedToken,
  { clientId }: Pick<IdentityProvider, 'clientId'>,
  now: number,
): Read<LogoutToken> {
  if (clientId === undefined)
    return unread('this provider has no clientId here, so its logout tokens are not accepted');
  const claims = readProviderClaims(token, { type: 'logout+jwt', audience: clientId }, now);
  if (!claims.ok) return claims;
  const { events, nonce, sid } = token.payload;
  // An ID token of the same client has none of the one, and may have the other.
  if (!isObject(events) || !isObject(events[LOGOUT_EVENT])) {
    return unread(`events must have the member ${LOGOUT_EVENT}, an object`);
  }
  if (nonce !== undefined) return unread('nonce must not be there');
  const sub = name(token.payload['sub']);
  if (sub !== undefined) return read({ ...claims.value, sub });
  return unread(
    sid === undefined
      ? 'sub is missing'
      : 'sub is missing: a session of the provider (sid) is not known here; have it send sub as well',
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
