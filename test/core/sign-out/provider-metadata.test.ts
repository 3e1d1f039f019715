import { signOutMetadata } from '../../../lambda/core/sign-out/provider-metadata';
import { ISSUER, POOL, UPDATED_ISSUER } from '../../support/tokens';

const API = 'https://abcd1234.execute-api.us-east-1.amazonaws.com';
const DOMAIN = 'https://login.example.com';

/** As Cognito publishes it of a pool with a domain. */
const PUBLISHED = {
  authorization_endpoint: `${DOMAIN}/oauth2/authorize`,
  end_session_endpoint: `${DOMAIN}/logout`,
  id_token_signing_alg_values_supported: ['RS256'],
  issuer: ISSUER,
  jwks_uri: `${ISSUER}/.well-known/jwks.json`,
  response_types_supported: ['code', 'token'],
  revocation_endpoint: `${DOMAIN}/oauth2/revoke`,
  scopes_supported: ['openid', 'email', 'phone', 'profile'],
  subject_types_supported: ['public'],
  token_endpoint: `${DOMAIN}/oauth2/token`,
  token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post'],
  userinfo_endpoint: `${DOMAIN}/oauth2/userInfo`,
};

describe("a user pool's metadata", () => {
  it('is passed on, but for the endpoints that sign out', () => {
    expect(signOutMetadata(PUBLISHED, POOL, API)).toEqual({
      ...PUBLISHED,
      end_session_endpoint: `${API}/oauth2/logout`,
      revocation_endpoint: `${API}/oauth2/revoke`,
      revocation_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'client_secret_post'],
    });
  });

  it('names the issuer that the tokens of a pool name which was switched over', () => {
    const published = { ...PUBLISHED, issuer: UPDATED_ISSUER, jwks_uri: `${UPDATED_ISSUER}/.well-known/jwks.json` };

    expect(signOutMetadata(published, POOL, API)).toMatchObject({
      issuer: UPDATED_ISSUER,
      jwks_uri: published.jwks_uri,
    });
  });

  it('names nothing at a domain if the pool has none, whatever is published then', () => {
    const published = {
      ...PUBLISHED,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      userinfo_endpoint: undefined,
    };
    const { authorization_endpoint, token_endpoint, userinfo_endpoint } = signOutMetadata(published, POOL, API);

    expect([authorization_endpoint, token_endpoint, userinfo_endpoint]).toEqual([undefined, undefined, undefined]);
  });

  it('has no introspection endpoint: ours wants IAM', () => {
    const published = { ...PUBLISHED, introspection_endpoint: `${DOMAIN}/oauth2/introspect` };

    expect(signOutMetadata(published, POOL, API)).not.toHaveProperty('introspection_endpoint');
  });

  it.each<[string, unknown]>([
    ['another pool', { ...PUBLISHED, issuer: `${ISSUER}2` }],
    ['nobody', { ...PUBLISHED, issuer: undefined }],
    ['a pool without keys', { ...PUBLISHED, jwks_uri: undefined }],
    ['a list', [PUBLISHED]],
    ['nothing', null],
    ['a text', 'Service Unavailable'],
  ])('is a fault if it is that of %s', (_, published) => {
    expect(() => signOutMetadata(published, POOL, API)).toThrow(
      expect.objectContaining({ code: 'user_pool_unavailable' }) as Error,
    );
  });
});
