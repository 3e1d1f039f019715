import { Stack, Token } from 'aws-cdk-lib';
import type { Construct } from 'constructs';

/** An identity provider of the user pool that may sign its own users out: see `SignOutApiOptions.identityProviders`. */
export interface IdentityProvider {
  /**
   * What Cognito calls it: the `ProviderName` of the user pool's identity provider, such as `Okta`. It may end sessions of
   * users that sign in by this one, or are linked to it, and of nobody else.
   */
  readonly providerName: string;

  /**
   * `iss` of what it signs, to the character, such as `https://acme.okta.com`, or `https://acme.eu.auth0.com/`. No two may have the
   * same; a provider that signs as two issuers is listed twice.
   */
  readonly issuer: string;

  /**
   * Where its signing keys are: `jwks_uri` in its metadata, such as `https://acme.okta.com/oauth2/v1/keys`. It is not looked up,
   * so that what is deployed says whose signatures count.
   */
  readonly jwksUri: string;

  /**
   * What it calls the user pool: the client id that the pool has there. Logout tokens must be for it (`aud`), and global token
   * revocations by it (`sub`; of a SAML app at Okta, the id of the app's instance).
   *
   * @default - no back-channel logout, and global token revocation by whichever of its apps knows the address
   */
  readonly clientId?: string;

  /**
   * What it calls itself where it names a user by issuer and subject: of a SAML app at Okta, its entity id.
   *
   * @default - the issuer
   */
  readonly subjectIssuer?: string;

  /**
   * The address that it sends global token revocations to (`aud`), such as that of a domain of yours, to the character.
   *
   * @default - the address of the API: `{url}/oauth2/global-token-revocation`
   */
  readonly revocationUrl?: string;
}

/** What Cognito takes as a name of a provider (API_CreateIdentityProvider, `ProviderName`). */
const PROVIDER_NAME = /^(?=.{3,32}$)[^_\p{Z}][\p{L}\p{M}\p{S}\p{N}\p{P}][^_\p{Z}]+$/u;

/** What is kept of a token begins with its issuer, and is a key of the table. */
const MAX_LENGTH = 256;

const ADDRESS = `an https URL of at most ${String(MAX_LENGTH)} characters, without # and ?`;
const RULES: readonly [keyof IdentityProvider, (value: string) => boolean, string][] = [
  [
    'providerName',
    (value) => PROVIDER_NAME.test(value) && value !== 'Cognito',
    "a user pool's ProviderName, such as Okta",
  ],
  ['issuer', isAddress, ADDRESS],
  ['jwksUri', isHttps, 'an https URL'],
  ['clientId', isText, `a text of 1 to ${String(MAX_LENGTH)} characters`],
  ['subjectIssuer', isText, `a text of 1 to ${String(MAX_LENGTH)} characters`],
  ['revocationUrl', isAddress, ADDRESS],
];

/**
 * The variable that tells a function of the providers: what lambda/adapters/environment/identity-providers.ts reads.
 *
 * @param revocationUrl - for those that have no other
 * @throws Error that names the provider and the property that is not as it should be
 */
export function identityProvidersVariable(
  scope: Construct,
  providers: readonly IdentityProvider[],
  revocationUrl: string,
): string {
  for (const [index, provider] of providers.entries()) {
    for (const [name, isAllowed, allowed] of RULES) assertAllowed(index, name, provider[name], isAllowed, allowed);
    const first = providers.findIndex(({ issuer }) => issuer === provider.issuer);
    if (first === index) continue;
    throw new Error(
      `identityProviders[${String(index)}].issuer: got ${JSON.stringify(provider.issuer)}; allowed: one that no other has, ` +
        `and identityProviders[${String(first)}] has it`,
    );
  }
  return Stack.of(scope).toJsonString({
    revocationUrl,
    providers: providers.map(({ providerName: name, issuer, jwksUri, clientId, subjectIssuer, ...own }) => {
      return { name, issuer, jwksUri, clientId, subjectIssuer, revocationUrl: own.revocationUrl };
    }),
  });
}

function assertAllowed(
  index: number,
  name: string,
  value: string | undefined,
  isAllowed: (value: string) => boolean,
  allowed: string,
): void {
  if (value === undefined || Token.isUnresolved(value) || isAllowed(value)) return;
  throw new Error(`identityProviders[${String(index)}].${name}: got ${JSON.stringify(value)}; allowed: ${allowed}`);
}

function isText(value: string): boolean {
  return value.trim() !== '' && value.length <= MAX_LENGTH;
}

function isHttps(value: string): boolean {
  return /^https:\/\/[^\s/]+/.test(value) && URL.canParse(value);
}

function isAddress(value: string): boolean {
  return isHttps(value) && isText(value) && !/[\s#?]/.test(value);
}
