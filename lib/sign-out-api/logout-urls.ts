import { Token } from 'aws-cdk-lib';

import { ENVIRONMENT } from '../../lambda/contract';

/** For people: what {@link isRedirectUrl} takes. */
export const REDIRECT_URLS = 'https URLs, http://localhost URLs, or app URLs such as myapp://home';

/** Letters, marks, symbols, numbers and punctuation: no white space, nothing that can't be seen. */
const COGNITO_TAKES = /^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u;

/**
 * Whether managed login may send a browser to an address.
 *
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_CreateUserPoolClient.html
 */
export function isRedirectUrl(url: string): boolean {
  if (!URL.canParse(url) || !COGNITO_TAKES.test(url) || url.includes('#') || url.length > 1024) return false;
  const { protocol, hostname } = new URL(url);
  if (['javascript:', 'data:', 'file:'].includes(protocol)) return false;
  return protocol !== 'http:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

/**
 * The environment that tells a function of the owner's sign-out URLs.
 *
 * @throws Error that names the first URL that is not allowed
 */
export function logoutUrlsEnvironment(logoutUrls: readonly string[] = []): Record<string, string> {
  const refused = logoutUrls.find((url) => !Token.isUnresolved(url) && !isRedirectUrl(url));
  if (refused !== undefined) {
    throw new Error(`logoutUrls: got ${JSON.stringify(refused)}; allowed: ${REDIRECT_URLS}, without # and white space`);
  }
  return logoutUrls.length === 0 ? {} : { [ENVIRONMENT.logoutUrls]: logoutUrls.join(' ') };
}
