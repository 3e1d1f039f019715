import type { Fetcher } from 'aws-jwt-verify/https';

import { createGet } from '../aws/http-request';
import { createPublishedKeys, MAX_SIZE, TIMEOUT } from '../jwks/published-keys';

/**
 * Fetches what Cognito publishes under a URL, by connections of our own: Node.js's client is a fifth of what an authorizer does as
 * it begins (docs/decisions/013-a-connection-of-our-own.md).
 *
 * An endpoint of the owner's own stands for all of Cognito's hosts, as nothing may be asked of AWS then: the keys of
 * every pool are under `/{userPoolId}/.well-known/jwks.json` there. A pool has two issuers, which AWS serves at a host
 * each; `Forwarded` (RFC 7239) says which host is meant. Who does not read it serves the pool's keys for both, which is as
 * good: a token that they verify was signed by the pool.
 *
 * @param endpoint - where Cognito is, if not at AWS's own address: no slash at the end
 * @param timeout - milliseconds until the whole answer must be here; 3,000 unless given
 * @returns a fetcher that throws KeyServerError, or TransportError if there was no answer
 * @see https://docs.aws.amazon.com/cognito-user-identity-pools/latest/APIReference/API_IssuerConfigurationType.html
 */
export function createCognitoKeys(endpoint: string | undefined, timeout = TIMEOUT): Fetcher {
  return createPublishedKeys(async (url) => {
    const { origin, host, pathname } = endpoint === undefined ? url : new URL(endpoint + url.pathname);
    const headers = { host, ...(endpoint !== undefined && { forwarded: `host=${url.host}` }) };
    return createGet(origin, 'Cognito', MAX_SIZE)(pathname, headers, timeout);
  });
}
