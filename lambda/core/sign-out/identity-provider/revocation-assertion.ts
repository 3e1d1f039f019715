import { read, unread, type IdentityProvider, type Read } from './identity-provider';
import { name, readProviderClaims, type ProviderClaims, type SignedToken } from './provider-claims';

/** By what a provider shows who it is. It does not say whom it wants to sign out. */
export interface RevocationAssertion extends ProviderClaims {
  /** Who asks, at the provider: the client id of the user pool there, or the id of the app (`sub`). */
  readonly caller: string;
}

/**
 * Reads the assertion of a provider, whose signature has been verified. A logout token or an ID token of its is none, even if
 * that names our address.
 *
 * @param now - milliseconds since the epoch
 * @see https://datatracker.ietf.org/doc/html/draft-parecki-oauth-global-token-revocation-06#section-3.5
 */
export function readRevocationAssertion(
  token: SignedToken,
  { revocationUrl }: Pick<IdentityProvider, 'revocationUrl'>,
  now: number,
): Read<RevocationAssertion> {
  const expected = { type: 'global-token-revocation+jwt', audience: revocationUrl };
  const claims = readProviderClaims(token, expected, now);
  if (!claims.ok) return claims;
  const { payload } = token;
  for (const claim of ['events', 'nonce']) {
    if (payload[claim] !== undefined) return unread(`${claim} must not be there: it is a token of another kind`);
  }
  const caller = name(payload['sub']);
  return caller === undefined ? unread('sub is missing') : read({ ...claims.value, caller });
}
