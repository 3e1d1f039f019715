import { readIdentityProviders } from '../../../lambda/adapters/environment/identity-providers';

const OKTA = {
  name: 'Okta',
  issuer: 'https://acme.okta.com',
  jwksUri: 'https://acme.okta.com/oauth2/v1/keys',
};
const revocationUrl = 'https://api.example.com/oauth2/global-token-revocation';
const readFrom = (IDENTITY_PROVIDERS: string) => readIdentityProviders({ IDENTITY_PROVIDERS });
const readList = (providers: unknown) => readFrom(JSON.stringify({ revocationUrl, providers }));

const MALFORMED = 'environment variables: IDENTITY_PROVIDERS must be the identity providers, as JSON';

describe('the identity providers', () => {
  it('are read, and call themselves by their issuer unless they say otherwise', () => {
    const own = { clientId: 'pool', subjectIssuer: 'urn:corp:saml', revocationUrl: 'https://auth.example.com/' };

    expect(readList([OKTA, { ...OKTA, ...own }])).toEqual([
      { ...OKTA, clientId: undefined, subjectIssuer: 'https://acme.okta.com', revocationUrl },
      { ...OKTA, ...own },
    ]);
  });

  it.each([
    {},
    [],
    null,
    'Okta',
    [null],
    [7],
    [{ ...OKTA, name: '' }],
    [{ ...OKTA, issuer: undefined }],
    [{ ...OKTA, jwksUri: 'http://acme.okta.com/oauth2/v1/keys' }],
    [{ ...OKTA, revocationUrl: 7 }],
    [{ ...OKTA, clientId: 7 }],
    [{ ...OKTA, subjectIssuer: null }],
  ])('are refused if they are none: %j', (providers) => {
    expect(() => readList(providers)).toThrow(MALFORMED);
  });

  it.each(['{', 'null', '[]', '{}', JSON.stringify({ providers: [OKTA] })])('are refused as %s', (text) => {
    expect(() => readFrom(text)).toThrow(MALFORMED);
  });

  it('must be there', () => {
    expect(() => readIdentityProviders({})).toThrow('IDENTITY_PROVIDERS is missing or empty');
  });
});
