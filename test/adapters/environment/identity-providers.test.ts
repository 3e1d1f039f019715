import { readIdentityProviders } from '../../../lambda/adapters/environment/identity-providers';

const OKTA = {
  name: 'Okta',
  issuer: 'https://acme.okta.com',
  jwksUri: 'https://acme.okta.com/oauth2/v1/keys',
  revocationUrl: 'https://api.example.com/oauth2/global-token-revocation',
};
const readFrom = (value: unknown) =>
  readIdentityProviders({ IDENTITY_PROVIDERS: typeof value === 'string' ? value : JSON.stringify(value) });

describe('the identity providers', () => {
  it('are read, and call themselves by their issuer unless they say otherwise', () => {
    const corp = { ...OKTA, name: 'Corp', clientId: 'pool', subjectIssuer: 'urn:corp:saml' };

    expect(readFrom([OKTA, corp])).toEqual([
      { ...OKTA, clientId: undefined, subjectIssuer: 'https://acme.okta.com' },
      corp,
    ]);
  });

  it.each([
    '{',
    {},
    [],
    null,
    [null],
    [{ ...OKTA, name: '' }],
    [{ ...OKTA, issuer: undefined }],
    [{ ...OKTA, jwksUri: 'http://acme.okta.com/oauth2/v1/keys' }],
    [{ ...OKTA, revocationUrl: 7 }],
    [{ ...OKTA, clientId: 7 }],
    [{ ...OKTA, subjectIssuer: null }],
  ])('are refused if they are none: %j', (value) => {
    expect(() => readFrom(value)).toThrow(
      'environment variables: IDENTITY_PROVIDERS must be a list of identity providers, as JSON',
    );
  });

  it('must be there', () => {
    expect(() => readIdentityProviders({})).toThrow('IDENTITY_PROVIDERS is missing or empty');
  });
});
