import { RevocationError } from '../errors';
import { userPoolIdIn } from '../token/claims';

/** An OpenID provider's metadata, by its members' names. */
export type ProviderMetadata = Readonly<Record<string, unknown>>;

/** What a pool with a domain has there. A pool without one may name them too, under its own id, where nothing answers. */
const AT_THE_DOMAIN = ['authorization_endpoint', 'token_endpoint', 'userinfo_endpoint'];

/**
 * A user pool's metadata, with the endpoints that sign out for real in the place of Cognito's own, whose `/logout` knows no
 * `id_token_hint` and whose `/oauth2/revoke` leaves access tokens alive. There is no introspection endpoint in it, as ours wants
 * IAM, of which no OAuth client knows.
 *
 * `issuer` stays the pool's: tokens name it, and clients compare it with theirs.
 *
 * @param published - as the pool publishes it
 * @param signOutApiUrl - no slash at the end
 * @throws RevocationError `user_pool_unavailable` if that is not the metadata of this pool
 * @see https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderMetadata
 * @see https://openid.net/specs/openid-connect-rpinitiated-1_0.html#OPMetadata
 * @see https://www.rfc-editor.org/rfc/rfc8414#section-2
 */
export function signOutMetadata(published: unknown, userPoolId: string, signOutApiUrl: string): ProviderMetadata {
  if (!isMetadataOf(published, userPoolId)) {
    throw new RevocationError('user_pool_unavailable', "what was published is not the user pool's metadata");
  }
  const kept = Object.entries(published).filter(
    ([name, url]) =>
      name !== 'introspection_endpoint' && (!AT_THE_DOMAIN.includes(name) || isAtDomain(url, userPoolId)),
  );
  return {
    ...Object.fromEntries(kept),
    revocation_endpoint: `${signOutApiUrl}/oauth2/revoke`,
    revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    end_session_endpoint: `${signOutApiUrl}/oauth2/logout`,
  };
}

/** Whether it is the metadata of this pool. */
export function isMetadataOf(published: unknown, userPoolId: string): published is ProviderMetadata {
  if (typeof published !== 'object' || published === null) return false;
  const { issuer, jwks_uri } = published as Partial<Record<string, unknown>>;
  return typeof issuer === 'string' && userPoolIdIn(issuer) === userPoolId && typeof jwks_uri === 'string';
}

function isAtDomain(url: unknown, userPoolId: string): boolean {
  return typeof url === 'string' && !url.includes(`/${userPoolId}/`);
}
